package io.kinescope.uploader.http;

/** What may be done when an exchange failed. */
public enum Idempotency {
  /** Reading, or writing the same value again: may be repeated after anything transient. */
  SAFE,
  /**
   * Makes a new video each time it is carried out: repeated only when it certainly was not (429,
   * 503, or a connection that never opened). Anything else is an unknown outcome.
   */
  CREATE
}
