package io.kinescope.uploader.base.units;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in bytes. K, M, G and T are powers of 1024, as in rclone: {@code 16M}, {@code 16MiB} and
 * {@code 16MB} are the same.
 */
public final class Sizes {
  private static final String UNITS = "KMGT";
  private static final int STEP = 1024;

  /** Bounded digits: nobody's size is longer, and a long text must not cost time. */
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*(?:([KMGT])(?:I?B)?|B)?");

  private Sizes() {}

  /**
   * The number of bytes that the text means: {@code 100}, {@code 16M}, {@code 8MiB}, {@code 1.5G}.
   *
   * @throws UploaderException USAGE if it is not a size
   */
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      String unit = matcher.group(2);
      long factor = unit == null ? 1 : factor(UNITS.indexOf(unit) + 1);
      try {
        return new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(factor))
            .setScale(0, RoundingMode.DOWN)
            .longValueExact();
      } catch (ArithmeticException e) {
        throw new UploaderException(ErrorKind.USAGE, "the size " + text.strip() + " is too large");
      }
    }
    throw UploaderException.usage(
        "not a size: \"" + text + "\"",
        "write a number, with K, M, G or T (powers of 1024) if you like: 16M, 1.5G, 65536");
  }

  /** For people, with one decimal: {@code 0 B}, {@code 512 B}, {@code 1.5 GiB}. */
  public static String format(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    int unit = 1;
    // 1023.95 of a unit would be written as 1024.0 of it: that is 1.0 of the next.
    while (unit < UNITS.length() && Math.round(10.0 * bytes / factor(unit)) >= 10L * STEP) {
      unit++;
    }
    return String.format(
        Locale.ROOT, "%.1f %siB", (double) bytes / factor(unit), UNITS.charAt(unit - 1));
  }

  private static long factor(int unit) {
    return 1L << (10 * unit);
  }
}
