package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.source.UploadMethod;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one upload. It is told, before the next step is taken, what must not be forgotten
 * if the process dies in that step, and asked what an earlier run got to.
 */
public interface UploadJournal {
  /** Remembers nothing. */
  UploadJournal NONE = new UploadJournal() {};

  /**
   * The link that an earlier run was given for this very file, to go on with; null if there is
   * none.
   */
  default @Nullable UploadLink known() {
    return null;
  }

  /** A call that makes a video goes out next. */
  default void creating(UploadMethod method) {}

  /** The link and the video's id are known; the first byte goes out next. */
  default void linked(UploadLink link) {}
}
