package io.kinescope.uploader.base.text;

/**
 * Cells that a spreadsheet would run as a formula, written so that it will not.
 *
 * <p>A cell is dangerous when its first character after any number of apostrophes is one of {@code
 * = + - @}, TAB, CR, LF, or a full-width form of the four (East Asian Excel treats those alike).
 * {@link #escape} puts one apostrophe before such a cell, {@link #unescape} takes one away: {@code
 * unescape(escape(x))} is x for every text. A user's own {@code '=x} reads as {@code =x}, which is
 * what a spreadsheet means by it, and a user's {@code 'abc} is not touched.
 */
public final class SafeCells {
  private static final char APOSTROPHE = '\'';
  private static final String DANGEROUS_FIRST = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private SafeCells() {}

  /** The cell as it is to be written. */
  public static String escape(String cell) {
    return isDangerous(cell) ? APOSTROPHE + cell : cell;
  }

  /** The cell as it was before {@link #escape}. */
  public static String unescape(String cell) {
    return !cell.isEmpty() && cell.charAt(0) == APOSTROPHE && isDangerous(cell)
        ? cell.substring(1)
        : cell;
  }

  private static boolean isDangerous(String cell) {
    int i = 0;
    while (i < cell.length() && cell.charAt(i) == APOSTROPHE) {
      i++;
    }
    return i < cell.length() && DANGEROUS_FIRST.indexOf(cell.charAt(i)) >= 0;
  }
}
