package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.text.Identified;

/** How far one item has come, as far as it is known for certain; in the order of counts. */
public enum EntryState implements Identified {
  /** The service has everything; the video's processing is another matter. */
  UPLOADED,
  /** An earlier attempt whose answer was lost had made the video; it was found and taken over. */
  ADOPTED,
  /** The service has given a video id and an upload link; bytes may have been sent. */
  LINKED,
  /**
   * A create call was about to be sent, and nothing later is known. Found by a later run, it means
   * that a video may or may not exist: look before sending again.
   */
  INTENT,
  /** The answer was lost and looking did not settle it: a person or a later look decides. */
  UNKNOWN,
  /** Refused, or given up for this run; {@link Failure#retryable()} says whether to try again. */
  FAILED;

  /** Whether the item has its video: {@link #UPLOADED} or {@link #ADOPTED}. */
  public boolean hasArrived() {
    return this == UPLOADED || this == ADOPTED;
  }
}
