package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadLink;

/**
 * Told by an upload, before the next step is taken, what must not be forgotten if the process dies
 * in it.
 */
public interface UploadJournal {
  /** Remembers nothing. */
  UploadJournal NONE = new UploadJournal() {};

  /** A call that makes a video goes out next. */
  default void creating(UploadMethod method) {}

  /** The link and the video's id are known; the first byte goes out next. */
  default void linked(UploadLink link) {}
}
