package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The video that an item has become.
 *
 * @param title as the service answered it, or as it was sent
 * @param method how it was sent: {@code single}, {@code link}, {@code tus}, {@code url}
 * @param bytes the size of what the service now has; 0 for a URL
 * @param bytesSent bytes that went over the line, over all runs as far as known
 * @param bytesResumed bytes that an earlier run had sent and that were not sent again
 * @param md5 of the file, if it was computed
 * @param verified {@code md5}, {@code size} or {@code none}; null if nobody asked
 */
public record Stored(
    String videoId,
    @Nullable String title,
    @Nullable String playLink,
    @Nullable String embedLink,
    String method,
    long bytes,
    long bytesSent,
    long bytesResumed,
    @Nullable String md5,
    @Nullable String verified) {

  String summary() {
    return "video "
        + videoId
        + " by "
        + method
        + (bytes > 0 ? ", " + bytes + " bytes" : "")
        + (bytesResumed > 0 ? ", " + bytesResumed + " of them sent by earlier runs" : "")
        + (verified == null ? "" : ", verified: " + verified);
  }
}
