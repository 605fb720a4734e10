package io.kinescope.uploader.emulator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the emulator knows of a video, at one moment.
 *
 * @param shortId the end of its {@code play_link}
 * @param number 1 for the first that was made
 * @param status as the API would tell it
 * @param bytesReceived how many bytes of the file the emulator has
 * @param md5 of the stored file in hexadecimal; null until it is complete, and for URLs
 * @param version 1, and one more for each replacement
 */
public record EmulatorVideo(
    String id,
    String shortId,
    long number,
    Draft draft,
    String projectId,
    @Nullable String folderId,
    String title,
    @Nullable String description,
    String status,
    long bytesReceived,
    @Nullable String md5,
    @Nullable String contentType,
    int version,
    Instant createdAt,
    Instant updatedAt) {
  /**
   * What a request says of the video that it makes.
   *
   * @param madeBy the operation that makes it: INIT, SINGLE or URL
   * @param parentId a project's or a folder's id
   * @param declaredSize what init says the file has, or null
   * @param trim the {@code X-Video-Trim} header, or null
   * @param preview from init, as JSON, or null
   */
  public record Draft(
      Operation madeBy,
      String parentId,
      String title,
      @Nullable String subtitle,
      @Nullable String description,
      @Nullable String filename,
      @Nullable Long declaredSize,
      @Nullable String sourceUrl,
      @Nullable String trim,
      @Nullable String clientIp,
      @Nullable String preview) {}

  private static final String SITE = "https://kinescope.io/";
  private static final long DURATION = 60; // in seconds; nobody looks into the file
  private static final int WHOLE = 100;

  Map<String, @Nullable Object> toJson() {
    boolean done = status.equals("done");
    String link = SITE + shortId;
    Map<String, @Nullable Object> json = Reply.object();
    json.put("id", id);
    json.put("project_id", projectId);
    json.put("folder_id", folderId);
    json.put("version", version);
    json.put("title", title);
    json.put("subtitle", draft.subtitle() == null ? "" : draft.subtitle());
    json.put("description", description == null ? "" : description);
    json.put("status", status);
    json.put("progress", done ? WHOLE : progress());
    json.put("duration", done ? DURATION : 0);
    json.put("play_link", link);
    json.put("embed_link", SITE + "embed/" + shortId());
    json.put("hls_link", done ? link + "/master.m3u8" : "");
    json.put("poster", done ? poster(link) : null);
    json.put("assets", done ? List.of(original()) : List.of());
    if (status().equals("error")) {
      String message = "610100: the file can't be downloaded from its URL";
      json.put("error", Map.of("code", 610100, "message", message));
    }
    json.put("created_at", createdAt().toString());
    json.put("updated_at", updatedAt().toString());
    return json;
  }

  private long progress() {
    Long size = draft.declaredSize();
    return size == null ? 0 : Math.min(WHOLE, bytesReceived * WHOLE / size);
  }

  private static Map<String, String> poster(String link) {
    Map<String, String> poster = new LinkedHashMap<>(Map.of("original", link + "/poster.jpg"));
    for (String size : List.of("xs", "sm", "md", "lg")) {
      poster.put(size, link + "/poster/" + size + ".jpg");
    }
    return poster;
  }

  /** The stored file; of a URL nothing was downloaded here, so nothing is claimed. */
  private Map<String, @Nullable Object> original() {
    Map<String, @Nullable Object> asset = Reply.object();
    asset.put("id", id());
    asset.put("quality", "original");
    asset.put("original_name", draft.filename());
    if (md5() != null) {
      asset.put("file_size", bytesReceived());
      asset.put("md5", md5());
    }
    return asset;
  }
}
