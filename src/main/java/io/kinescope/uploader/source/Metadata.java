package io.kinescope.uploader.source;

import io.kinescope.uploader.api.HeaderText;
import org.jspecify.annotations.Nullable;

/**
 * What a video is called; null is "not set".
 *
 * @param subtitle only links carry it
 * @param filename informational
 */
public record Metadata(
    String title,
    @Nullable String description,
    @Nullable String subtitle,
    @Nullable String filename) {
  /**
   * Kinescope's limit for a title, in characters as people count them (code points; documented).
   */
  public static final int MAX_CHARACTERS = 140;

  /** What is wrong with a title or subtitle, to be put behind its name; null when nothing is. */
  public static @Nullable String problem(String title) {
    if (title.isBlank()) {
      return "is blank";
    }
    int length = title.codePointCount(0, title.length());
    return length <= MAX_CHARACTERS
        ? null
        : "is longer than " + MAX_CHARACTERS + " characters (" + length + ")";
  }

  /** Whether headers can carry all of it unchanged. */
  public boolean headerSafe() {
    return HeaderText.safe(title) && HeaderText.safe(description) && HeaderText.safe(filename);
  }
}
