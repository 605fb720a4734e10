package io.kinescope.uploader.source;

import io.kinescope.uploader.base.text.Identified;

/** How a video gets to Kinescope. */
public enum UploadMethod implements Identified {
  /** One request: metadata in headers, the file in the body. */
  SINGLE,
  /** An upload link, then the file in one POST. */
  LINK,
  /** An upload link, then the file in chunks by the Tus protocol. */
  TUS,
  /** Kinescope fetches a URL itself. */
  URL
}
