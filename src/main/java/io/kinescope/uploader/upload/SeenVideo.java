package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a video after its upload. A token may be limited to uploading (documented), so nothing
 * here makes an upload fail: what can't be seen or changed is said in a warning.
 */
final class SeenVideo {
  private final VideosApi videos;
  private final Notices notices;

  SeenVideo(VideosApi videos, Notices notices) {
    this.videos = videos;
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
    String id = String.valueOf(made.id());
    try {
      String now = videos.update(id, metadata.title(), metadata.description()).title();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(made.json().fields());
      fields.put("title", now == null ? metadata.title() : now);
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

  /** Whether the service certainly has the whole file; false also if that can't be seen. */
  boolean arrived(String videoId) {
    try {
      return videos.get(videoId).status().arrived();
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return false;
    }
  }
}
