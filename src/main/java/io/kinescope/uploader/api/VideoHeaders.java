package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.Json;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of {@code POST /v2/video}, which travels in headers; null fields are left out. Text
 * goes out as its UTF-8 bytes, as curl sends it (the guide's own script does that).
 *
 * @param url for the URL method: what Kinescope shall fetch
 */
public record VideoHeaders(
    String parentId,
    String title,
    @Nullable String description,
    @Nullable String filename,
    @Nullable String replaceVideoId,
    @Nullable Trim trim,
    @Nullable String url) {

  /**
   * Which part of the video to keep.
   *
   * @param start seconds
   * @param length seconds; null for to the end
   */
  public record Trim(double start, @Nullable Double length) {
    String json() {
      return Json.write(InitRequest.part(start, length));
    }
  }

  Headers headers() {
    Headers.Builder headers = new Headers.Builder();
    add(headers, "X-Parent-ID", parentId);
    add(headers, "X-Video-Title", title);
    add(headers, "X-Video-Description", description);
    add(headers, "X-File-Name", filename);
    add(headers, "X-Replace-Video-ID", replaceVideoId);
    add(headers, "X-Video-Trim", trim == null ? null : trim.json());
    add(headers, "X-Video-URL", url);
    return headers.build();
  }

  private static void add(Headers.Builder headers, String name, @Nullable String value) {
    if (value != null) {
      headers.addUnsafeNonAscii(name, HeaderText.require(name, value));
    }
  }
}
