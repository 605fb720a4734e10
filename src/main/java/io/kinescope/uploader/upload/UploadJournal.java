package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.tus.SentPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one upload. It is told, before the next step is taken, what must not be forgotten
 * if the process dies in that step, and asked what an earlier run got to.
 */
public interface UploadJournal {
  /** The link that an earlier run was given for this very file, to go on with. */
  @Nullable UploadLink known();

  /** What is known of the bytes that went to the link, for a later run; null: nobody asks. */
  default @Nullable SentPrefix prefix() {
    return null;
  }

  /** A call that makes a video goes out next. */
  void creating(UploadMethod method);

  /**
   * A call for a link goes out next.
   *
   * @param own gives the id that the video could have; null if it can have none
   * @return the id that the call is to ask for; null for none
   */
  @Nullable String asking(UploadMethod method, @Nullable InitId own);

  /** Whether that call, which was refused so, goes out once more without an id. */
  boolean asksWithoutId(UploadMethod method, UploaderException refused);

  /** The link and the video's id are known; the first byte goes out next. */
  void linked(UploadLink link);

  /** The call made this video, which is not whole: it is remembered, and not gone on with. */
  void orphaned(String videoId);
}
