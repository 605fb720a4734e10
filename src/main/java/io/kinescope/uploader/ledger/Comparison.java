package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A comparison of the file with what the service stored, that found no difference.
 *
 * @param md5 of the file, if it was computed
 * @param verified {@code md5}, {@code size} or {@code none}, as in {@link Stored}
 */
public record Comparison(@Nullable String md5, String verified) {}
