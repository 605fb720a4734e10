package io.kinescope.uploader.http;

import java.util.regex.Pattern;

/** Makes text that came from outside fit to be shown. */
final class Texts {
  /**
   * What starts with ESC [ or its one-character form and ends with a letter: colours, movements.
   */
  private static final Pattern TERMINAL_SEQUENCE =
      Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]");

  /** Controls (C0 and C1), line and paragraph separators, and marks that turn the direction. */
  private static final Pattern UNFIT =
      Pattern.compile(
          "[\\p{gc=Cc}\\p{Zl}\\p{Zp}\\s\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]+");

  private Texts() {}

  /**
   * On one line, without control characters (a terminal would obey them), at most so many
   * characters.
   */
  static String oneLine(String text, int most) {
    String visible = TERMINAL_SEQUENCE.matcher(text).replaceAll("");
    String clean = UNFIT.matcher(visible).replaceAll(" ").strip();
    if (clean.length() <= most) {
      return clean;
    }
    boolean splitsPair = Character.isHighSurrogate(clean.charAt(most - 1));
    return clean.substring(0, splitsPair ? most - 1 : most) + "…";
  }
}
