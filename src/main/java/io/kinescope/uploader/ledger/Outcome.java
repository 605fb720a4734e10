package io.kinescope.uploader.ledger;

/** How an attempt ended. Taking over an earlier attempt's video is {@link Ledger#adopt}. */
public sealed interface Outcome {
  /** The service has everything; of the video's processing so much is known already. */
  record Uploaded(Stored stored, Processing processing) implements Outcome {}

  /** A video id and link that the attempt got stay, so that the next run can go on. */
  record Failed(Failure failure) implements Outcome {}

  /** Nobody knows whether the video was made, or which of several it is. */
  record Unknown(Failure failure) implements Outcome {}
}
