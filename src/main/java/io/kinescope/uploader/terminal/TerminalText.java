package io.kinescope.uploader.terminal;

/** How wide a text is on a terminal, and texts made to fit. */
public final class TerminalText {
  private static final String ELLIPSIS = "…";
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  /** East Asian Wide and Fullwidth and the emoji blocks, roughly, by their ranges in Unicode. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
  };

  private TerminalText() {}

  /** How many cells of a terminal the text takes: CJK and emoji two, combining marks none. */
  public static int width(String text) {
    return text.codePoints().map(TerminalText::width).sum();
  }

  private static int width(int point) {
    if (point < 0x300) {
      return 1; // Latin: nearly everything, quickly
    }
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || point == ZERO_WIDTH_JOINER) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (point >= range[0] && point <= range[1]) {
        return 2;
      }
    }
    return 1;
  }

  /** The text, cut with an ellipsis if it is wider than that. */
  public static String shortened(String text, int most) {
    if (width(text) <= most) {
      return text;
    }
    return most < 1 ? "" : beginning(text, most - width(ELLIPSIS)) + ELLIPSIS;
  }

  /** The same, cut in its middle: names that differ often do so at their ends. */
  static String shortenedInside(String text, int most) {
    int room = most - width(ELLIPSIS);
    if (width(text) <= most || room < 1) {
      return shortened(text, most);
    }
    String turned = new StringBuilder(text).reverse().toString();
    String end = new StringBuilder(beginning(turned, room / 2)).reverse().toString();
    return beginning(text, room - width(end)) + ELLIPSIS + end;
  }

  private static String beginning(String text, int most) {
    StringBuilder kept = new StringBuilder();
    int room = most;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      room -= width(point);
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(point);
      i += Character.charCount(point);
    }
    return kept.toString();
  }

  /** The text, filled up with spaces on the right. */
  public static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }
}
