package io.kinescope.uploader.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A video as the API tells it. */
final class VideoJson {
  private static final String SITE = "https://kinescope.io/";
  private static final long BYTES_PER_SECOND = 500_000; // makes a duration out of a size
  private static final long URL_DURATION = 60;
  private static final int WHOLE = 100;

  private VideoJson() {}

  static Map<String, @Nullable Object> of(SandboxVideo video) {
    boolean done = video.status().equals("done");
    String link = SITE + video.shortId();
    Map<String, @Nullable Object> json = Answer.object();
    json.put("id", video.id());
    json.put("project_id", video.projectId());
    json.put("folder_id", video.folderId());
    json.put("version", video.version());
    json.put("title", video.title());
    json.put("subtitle", video.subtitle() == null ? "" : video.subtitle());
    json.put("description", video.description() == null ? "" : video.description());
    json.put("status", video.status());
    json.put("progress", done ? WHOLE : progress(video));
    json.put("duration", done ? duration(video) : 0);
    json.put("play_link", link);
    json.put("embed_link", SITE + "embed/" + video.shortId());
    json.put("hls_link", done ? link + "/master.m3u8" : "");
    json.put("poster", done ? poster(link) : null);
    json.put("assets", done ? List.of(original(video)) : List.of());
    if (video.status().equals("error")) {
      Map<String, @Nullable Object> error = Answer.object();
      error.put("code", 610100);
      error.put("message", "610100: the file can't be downloaded from its URL");
      json.put("error", error);
    }
    json.put("created_at", video.createdAt().toString());
    json.put("updated_at", video.updatedAt().toString());
    return json;
  }

  private static long progress(SandboxVideo video) {
    Long size = video.declaredSize();
    return size == null ? 0 : Math.min(WHOLE, video.bytesReceived() * WHOLE / size);
  }

  private static long duration(SandboxVideo video) {
    return video.sourceUrl() != null
        ? URL_DURATION
        : Math.max(1, video.bytesReceived() / BYTES_PER_SECOND);
  }

  private static Map<String, String> poster(String link) {
    Map<String, String> poster = new LinkedHashMap<>();
    poster.put("original", link + "/poster.jpg");
    for (String size : List.of("xs", "sm", "md", "lg")) {
      poster.put(size, link + "/poster/" + size + ".jpg");
    }
    return poster;
  }

  /** The stored file; of a URL nothing was downloaded here, so nothing is claimed. */
  private static Map<String, @Nullable Object> original(SandboxVideo video) {
    Map<String, @Nullable Object> asset = Answer.object();
    asset.put("id", video.id());
    asset.put("quality", "original");
    asset.put("original_name", video.filename());
    if (video.md5() != null) {
      asset.put("file_size", video.bytesReceived());
      asset.put("md5", video.md5());
    }
    return asset;
  }
}
