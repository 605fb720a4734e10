package io.kinescope.uploader.http;

import java.io.IOException;

/** How one attempt at an exchange ended. */
public sealed interface Attempt {
  /** The server answered; with what, is another question. */
  record Answered(ApiResponse answer) implements Attempt {}

  /**
   * No answer came.
   *
   * @param sent whether any byte of the request may have reached the server
   */
  record Broken(boolean sent, IOException cause) implements Attempt {
    /** The cause in words for people. */
    public String reason() {
      return IoReasons.describe(cause);
    }
  }
}
