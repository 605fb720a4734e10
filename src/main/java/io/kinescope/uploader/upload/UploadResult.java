package io.kinescope.uploader.upload;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of an upload.
 *
 * @param status the service's own word, as last seen
 * @param playLink null if the token may not read videos
 * @param bytes the file's size; 0 for a URL
 * @param bytesSent bytes that went out, repeats included
 * @param bytesResumed bytes that the server already had
 * @param seconds how long it took
 * @param md5 of the file, where it was computed
 * @param verified {@code md5}, {@code size} or {@code none}; null if not asked for
 */
public record UploadResult(
    String videoId,
    String title,
    String status,
    UploadMethod method,
    @Nullable String playLink,
    @Nullable String embedLink,
    long bytes,
    long bytesSent,
    long bytesResumed,
    double seconds,
    @Nullable String md5,
    @Nullable String verified) {

  /** The fields of the contract's JSON, in its order. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("video_id", videoId);
    fields.put("title", title);
    fields.put("status", status);
    fields.put("method", method.id());
    fields.put("play_link", playLink);
    fields.put("embed_link", embedLink);
    fields.put("bytes", bytes);
    fields.put("bytes_sent", bytesSent);
    fields.put("bytes_resumed", bytesResumed);
    fields.put("seconds", Math.round(seconds * 1000) / 1000.0);
    if (md5 != null) {
      fields.put("md5", md5);
    }
    if (verified != null) {
      fields.put("verified", verified);
    }
    return fields;
  }

  /** The same with what was seen of the video later. */
  public UploadResult seen(String newStatus, @Nullable String play, @Nullable String embed) {
    return new UploadResult(
        videoId,
        title,
        newStatus,
        method,
        play == null ? playLink : play,
        embed == null ? embedLink : embed,
        bytes,
        bytesSent,
        bytesResumed,
        seconds,
        md5,
        verified);
  }

  /** The same after a comparison with what was stored. */
  public UploadResult verified(@Nullable String fileMd5, String how) {
    return new UploadResult(
        videoId,
        title,
        status,
        method,
        playLink,
        embedLink,
        bytes,
        bytesSent,
        bytesResumed,
        seconds,
        fileMd5,
        how);
  }
}
