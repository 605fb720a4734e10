package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.VideoStatus;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;

/**
 * Looks at a video while it is uploaded: has its file arrived? A token may be limited to uploading
 * (documented), so not to see is no failure.
 */
final class SeenVideo {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofSeconds(8);

  private final VideosApi videos;
  private final Transport transport;

  SeenVideo(VideosApi videos, Transport transport) {
    this.videos = videos;
    this.transport = transport;
  }

  /** What looking at a video tells of its bytes. */
  enum Seen {
    /** The service has the whole file. */
    ARRIVED,
    /** It has not, or there is no such video. */
    NOT_ARRIVED,
    /** Nobody knows: the token may not look, or the status is one that says nothing of it. */
    UNSEEN
  }

  /** Looks once. */
  Seen look(String videoId) {
    try {
      VideoStatus status = videos.get(videoId).status();
      if (status.arrived()) {
        return Seen.ARRIVED;
      }
      return status.waitsForBytes() ? Seen.NOT_ARRIVED : Seen.UNSEEN;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return e.kind() == ErrorKind.NOT_FOUND ? Seen.NOT_ARRIVED : Seen.UNSEEN;
    }
  }

  /**
   * Looks until the file is seen to have arrived, for some seconds: a status may lag behind the
   * last byte.
   */
  Seen lookAgainAndAgain(String videoId) {
    Seen seen = look(videoId);
    for (Duration pause = FIRST_LOOK;
        seen == Seen.NOT_ARRIVED && pause.compareTo(LAST_LOOK) <= 0;
        pause = pause.multipliedBy(2)) {
      transport.sleep(pause);
      seen = look(videoId);
    }
    return seen;
  }
}
