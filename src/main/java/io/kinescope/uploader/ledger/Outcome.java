package io.kinescope.uploader.ledger;

/** How an attempt ended. Taking over an earlier attempt's video is {@link Ledger#adopt}. */
public sealed interface Outcome {

  /**
   * The service has everything.
   *
   * @param stored the video
   * @param processing what is known of its processing already
   */
  record Uploaded(Stored stored, Processing processing) implements Outcome {}

  /**
   * It failed. A video id and link that the attempt got stay, so that the next run can go on.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements Outcome {}

  /**
   * Nobody knows whether the video was made, or which of several it is.
   *
   * @param failure what was seen
   */
  record Unknown(Failure failure) implements Outcome {}
}
