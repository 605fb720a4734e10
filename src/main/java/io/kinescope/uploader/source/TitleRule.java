package io.kinescope.uploader.source;

import org.jspecify.annotations.Nullable;

/** What a title or subtitle must be. */
public final class TitleRule {
  /** Kinescope's limit, in characters as people count them (code points; documented). */
  public static final int MAX_CHARACTERS = 140;

  private TitleRule() {}

  /** What is wrong with the text, to be put behind its name; null when nothing is. */
  public static @Nullable String problem(String text) {
    if (text.isBlank()) {
      return "is blank";
    }
    int length = text.codePointCount(0, text.length());
    return length <= MAX_CHARACTERS
        ? null
        : "is longer than " + MAX_CHARACTERS + " characters (" + length + ")";
  }
}
