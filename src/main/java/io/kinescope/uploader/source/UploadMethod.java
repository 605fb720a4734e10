package io.kinescope.uploader.source;

import java.util.Locale;

/** How a video gets to Kinescope. */
public enum UploadMethod {
  /** One request: metadata in headers, the file in the body. */
  SINGLE,
  /** An upload link, then the file in one POST. */
  LINK,
  /** An upload link, then the file in chunks by the Tus protocol. */
  TUS,
  /** Kinescope fetches a URL itself. */
  URL;

  /** The name in results: {@code single}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
