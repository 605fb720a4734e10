package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideoStatus;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a video after its upload. A token may be limited to uploading (documented), so nothing
 * here makes an upload fail: what can't be seen or changed is said in a warning.
 */
final class SeenVideo {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofSeconds(8);

  private final VideosApi videos;
  private final Transport transport;
  private final Notices notices;

  SeenVideo(VideosApi videos, Transport transport, Notices notices) {
    this.videos = videos;
    this.transport = transport;
    this.notices = notices;
  }

  /**
   * The video with the title that was asked for: a header that was mangled on its way is put right
   * with a PATCH. Clients that allow only Latin-1 broke Cyrillic titles on the live service
   * (observed), so a proxy in between may too.
   */
  Video withRightTitle(Video made, Metadata metadata) {
    String came = made.title();
    if (came == null || came.equals(metadata.title())) {
      return made;
    }
    String id = made.requireId();
    try {
      videos.update(id, metadata.title(), metadata.description());
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(made.json().fields());
      fields.put("title", metadata.title());
      return new Video(new JsonObject(fields));
    } catch (UploaderException e) {
      notices.warn(
          "video "
              + id
              + " has another title than asked for, and it could not be put right: "
              + e.getMessage());
      return made;
    }
  }

  /**
   * The video with its links; what is known without the right to read, if there is none. The file
   * is on the service, so not even a stop request makes this fail: the upload would be forgotten,
   * and made again by the next run.
   *
   * @param metadata null for a video whose title is none of ours
   */
  Video lookUp(String videoId, @Nullable Metadata metadata) {
    try {
      Video video = videos.get(videoId);
      return metadata == null ? video : withRightTitle(video, metadata);
    } catch (UploaderException e) {
      notices.warn(
          "video " + videoId + " is uploaded, but its links are unknown: " + e.getMessage());
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("id", videoId);
      fields.put("status", "uploading");
      return new Video(new JsonObject(fields));
    }
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
