package io.kinescope.uploader.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code POST /v2/init}; null fields are left out.
 *
 * @param type {@code video}, {@code attachment} or {@code replace}
 * @param filesize bytes; required for Tus
 * @param initId the id that a new video is to have: a UUID, not documented; some services may make
 *     it the video's id and refuse a second video with it (observed with Tus creation)
 * @param videoId the video that an attachment belongs to, or that is replaced
 */
public record InitRequest(
    String type,
    @Nullable String parentId,
    @Nullable String title,
    @Nullable String subtitle,
    @Nullable String description,
    @Nullable String filename,
    @Nullable Long filesize,
    @Nullable String videoId,
    @Nullable Preview preview,
    @Nullable String clientIp,
    @Nullable String initId) {

  /** A link for a file that belongs to a video. */
  public static InitRequest attachment(
      String videoId, @Nullable Long filesize, @Nullable String clientIp) {
    return new InitRequest(
        "attachment", null, null, null, null, null, filesize, videoId, null, clientIp, null);
  }

  /**
   * An mp4 clip to be made at {@code https://kinescope.io/{video_id}/preview}.
   *
   * @param start seconds
   * @param length seconds
   * @param quality {@code 360p}, {@code 480p}, {@code 720p} or {@code 1080p}
   */
  public record Preview(double start, double length, String quality) {
    Map<String, Object> fields() {
      Map<String, Object> fields = part(start, length);
      fields.put("quality", quality);
      return fields;
    }
  }

  /** A part of a video in seconds, with numbers as the guide writes them: 5, not 5.0. */
  static Map<String, Object> part(double start, @Nullable Double length) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("start", shortest(start));
    putIfSet(part, "length", length == null ? null : shortest(length));
    return part;
  }

  private static Number shortest(double value) {
    if ((long) value == value) {
      return (long) value;
    }
    return value;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", type);
    putIfSet(fields, "parent_id", parentId);
    putIfSet(fields, "title", title);
    putIfSet(fields, "subtitle", subtitle);
    putIfSet(fields, "description", description);
    putIfSet(fields, "filename", filename);
    putIfSet(fields, "filesize", filesize);
    putIfSet(fields, "video_id", videoId);
    putIfSet(fields, "preview", preview == null ? null : preview.fields());
    putIfSet(fields, "client_ip", clientIp);
    putIfSet(fields, "init_id", initId);
    return fields;
  }

  static void putIfSet(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
