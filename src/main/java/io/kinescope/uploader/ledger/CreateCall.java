package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.text.Identified;

/** Which call mints the video: an answer that was lost is looked up differently for each. */
public enum CreateCall implements Identified {
  /** {@code POST /v2/init}: makes a video without bytes and an upload link. */
  INIT,
  /** {@code POST /v2/video} with the file as body. */
  SINGLE,
  /** {@code POST /v2/video} with {@code X-Video-URL}: the service fetches the file itself. */
  URL
}
