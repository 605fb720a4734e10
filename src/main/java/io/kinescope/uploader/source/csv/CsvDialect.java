package io.kinescope.uploader.source.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a CSV file is written, so that the files made from it can be written alike.
 *
 * @param charset never the plain {@code UTF-16}, whose byte order is open, but one of its two
 *     orders
 * @param bom whether the file begins with a byte order mark
 * @param sepLine whether its first line is Excel's {@code sep=;}
 */
public record CsvDialect(
    char delimiter, Charset charset, boolean bom, LineSeparator lineSeparator, boolean sepLine) {

  /** Comma, UTF-8 without a mark, LF. */
  public static final CsvDialect PLAIN =
      new CsvDialect(',', StandardCharsets.UTF_8, false, LineSeparator.LF, false);

  /** What ends a line. */
  public enum LineSeparator {
    LF("\n"),
    CRLF("\r\n"),
    /** Old Macintosh files; Excel still offers them. */
    CR("\r");

    private final String text;

    LineSeparator(String text) {
      this.text = text;
    }

    /** The characters themselves. */
    public String text() {
      return text;
    }
  }
}
