package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;

/** Writes rows until the disk refuses. */
final class Filling {
  private static final int FAR_TOO_MANY = 100_000;

  private Filling() {}

  /**
   * How it ended.
   *
   * @param recorded rows that were recorded before
   * @param failure what the next one's write threw
   */
  record Refusal(int recorded, UploaderException failure) {
    String message() {
      return String.valueOf(failure.getMessage());
    }
  }

  static Refusal untilRefused(Ledger ledger) {
    for (int recorded = 0; recorded < FAR_TOO_MANY; recorded++) {
      try {
        ledger.intend(Samples.intent("row-" + recorded));
      } catch (UploaderException e) {
        return new Refusal(recorded, e);
      }
    }
    throw new AssertionError("nothing refused " + FAR_TOO_MANY + " rows");
  }
}
