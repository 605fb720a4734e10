package io.kinescope.uploader.source;

import org.jspecify.annotations.Nullable;

/**
 * How a video's bytes got to the service.
 *
 * @param method null if nothing was sent
 * @param bytes the file's size; 0 for a URL
 * @param sent bytes that went out in this run, repeats included
 * @param resumed bytes that the server already had
 * @param md5 of the file as hex, where it was computed
 * @param verified {@code md5}, {@code size}, {@code none} or {@code differs}; null if not asked for
 */
public record Transfer(
    @Nullable String method,
    long bytes,
    long sent,
    long resumed,
    double seconds,
    @Nullable String md5,
    @Nullable String verified) {
  /** Nothing was sent. */
  public static final Transfer NONE = new Transfer(null, 0, 0, 0, 0, null, null);

  /** The same with what went out in this run, whatever became of it. */
  Transfer moved(long sentNow, long resumedNow) {
    return new Transfer(method, bytes, sentNow, resumedNow, seconds, md5, verified);
  }

  /** The same after a comparison with what was stored. */
  public Transfer compared(@Nullable String fileMd5, String how) {
    return new Transfer(method, bytes, sent, resumed, seconds, fileMd5, how);
  }
}
