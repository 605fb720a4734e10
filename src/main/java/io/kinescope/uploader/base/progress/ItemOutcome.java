package io.kinescope.uploader.base.progress;

import java.util.Locale;

/** How one item (a row, a file) ended, in the order in which counts are shown. */
public enum ItemOutcome {
  UPLOADED,
  ADOPTED,
  SKIPPED,
  FAILED,
  INVALID,
  DEFERRED;

  /** The name in JSON and on the screen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
