package io.kinescope.uploader.source.csv;

/** What "blank" and "surrounding space" mean in a cell. */
final class Cells {
  private static final char NO_BREAK_SPACE = '\u00A0';
  private static final char ZERO_WIDTH_NO_BREAK_SPACE = '\uFEFF';

  private Cells() {}

  /**
   * Without the space around it. Unlike {@link String#strip()} this takes the no-break space too
   * (spreadsheets and web pages leave it in cells), but no control character other than TAB, CR and
   * LF: those must stay, to be reported.
   */
  static String strip(String cell) {
    // Nearly all cells are without, so the rest is in a method that seldom has to be compiled.
    return cell.isEmpty() || !(isSpace(cell.charAt(0)) || isSpace(cell.charAt(cell.length() - 1)))
        ? cell
        : without(cell);
  }

  private static String without(String cell) {
    int start = 0;
    int end = cell.length();
    while (start < end && isSpace(cell.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(cell.charAt(end - 1))) {
      end--;
    }
    return cell.substring(start, end);
  }

  static boolean isBlank(String cell) {
    return strip(cell).isEmpty();
  }

  private static boolean isSpace(char c) {
    if (c > ' ' && c < NO_BREAK_SPACE) {
      return false;
    }
    return c == '\t'
        || c == '\r'
        || c == '\n'
        || c == ZERO_WIDTH_NO_BREAK_SPACE
        || Character.isSpaceChar(c);
  }
}
