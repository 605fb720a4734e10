package io.kinescope.uploader.http;

/** Makes text that came from outside fit to be shown. */
final class Texts {
  private Texts() {}

  /**
   * On one line, without control characters (a terminal would obey them), at most so many
   * characters.
   */
  static String oneLine(String text, int most) {
    String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() <= most ? clean : clean.substring(0, most) + "…";
  }
}
