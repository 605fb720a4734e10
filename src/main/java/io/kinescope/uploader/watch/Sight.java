package io.kinescope.uploader.watch;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;

/** What watching a video came to. */
public sealed interface Sight {
  /** The service showed it. */
  record Seen(Video video) implements Sight {
    /** The error that a failed video stands for. */
    public UploaderException failure() {
      String why = video.errorMessage();
      return UploaderException.withHint(
          ErrorKind.VIDEO_FAILED,
          "video "
              + video.id()
              + " ended in status "
              + video.status()
              + (why == null ? "" : ": " + why),
          "check it in Kinescope: its source may not be a video, or Kinescope could not reach it");
    }
  }

  /** The service says that there is no such video, or that this token can't see it. */
  record Gone(UploaderException error) implements Sight {}

  /** It could not be seen: no right to read, no time left, or the list goes on to lack it. */
  record Unseen() implements Sight {}
}
