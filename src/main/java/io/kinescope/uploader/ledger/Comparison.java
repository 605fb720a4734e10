package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A comparison of the file with what the service stored.
 *
 * @param md5 of the file, if it was computed and is the same
 * @param verified what was the same, {@code md5}, {@code size} or {@code none}, as in {@link
 *     Stored}; or {@link #DIFFERS}
 */
public record Comparison(@Nullable String md5, String verified) {
  /** The video differs from its file. */
  public static final String DIFFERS = "differs";
}
