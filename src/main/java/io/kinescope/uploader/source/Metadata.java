package io.kinescope.uploader.source;

import io.kinescope.uploader.api.HeaderText;
import org.jspecify.annotations.Nullable;

/**
 * What a video is called; null is "not set".
 *
 * @param title at most 140 characters
 * @param subtitle at most 140 characters; only links carry it
 * @param filename informational
 */
public record Metadata(
    String title,
    @Nullable String description,
    @Nullable String subtitle,
    @Nullable String filename) {
  /** Whether headers can carry all of it unchanged. */
  public boolean headerSafe() {
    return HeaderText.safe(title) && HeaderText.safe(description) && HeaderText.safe(filename);
  }
}
