package io.kinescope.uploader.job;

import java.util.Locale;

/** The one state in which each row of a run ends; {@code rows} is always their sum. */
public enum RowState {
  /** It became a video in this run. */
  UPLOADED,
  /** An earlier attempt whose answer was lost had made it; found and taken over. */
  ADOPTED,
  /** Done in an earlier run. */
  SKIPPED,
  /** Tried, and not done. */
  FAILED,
  /** Can't be sent as it is. */
  INVALID,
  /** Not tried: the run was stopped or limited. */
  DEFERRED;

  /** The name in files and JSON: {@code uploaded}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
