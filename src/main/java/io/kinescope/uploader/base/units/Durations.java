package io.kinescope.uploader.base.units;

import io.kinescope.uploader.base.error.UploaderException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. What {@link #format} writes, {@link #parse} reads. */
public final class Durations {
  private static final String NUMBER = "(?:(\\d{1,9}(?:\\.\\d{1,6})?)\\s*";

  /** One group a unit, the largest first: 5m5m or 5s1h is a slip, not a sum. */
  private static final Pattern PARTS =
      Pattern.compile(NUMBER + String.join("\\s*)?" + NUMBER, "d", "h", "m", "s", "ms") + "\\s*)?");

  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private Durations() {}

  /**
   * The duration that the text means: {@code 10s}, {@code 2m}, {@code 1h30m}, {@code 500ms}, {@code
   * 0}. A bare number other than 0 is refused: some tools mean seconds by it, others milliseconds.
   *
   * @throws UploaderException USAGE if it is not a duration
   */
  public static Duration parse(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.equals("0")) {
      return Duration.ZERO;
    }
    Matcher parts = PARTS.matcher(value);
    if (value.isEmpty() || !parts.matches()) {
      throw UploaderException.usage(
          "not a duration: \"" + text + "\"",
          "write numbers with ms, s, m, h or d, the largest unit first: 500ms, 10s, 1h30m");
    }
    BigDecimal millis = BigDecimal.ZERO;
    for (int i = 0; i < MILLIS.length; i++) {
      if (parts.group(i + 1) != null) {
        BigDecimal unit = BigDecimal.valueOf(MILLIS[i]);
        millis = millis.add(new BigDecimal(parts.group(i + 1)).multiply(unit));
      }
    }
    return Duration.ofMillis(millis.setScale(0, RoundingMode.HALF_UP).longValue());
  }

  /**
   * For people, no finer than they care for: {@code 350ms}, {@code 3.2s}, {@code 45s}, {@code
   * 2m5s}, {@code 1h30m}, {@code 2d3h}.
   */
  public static String format(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis > 0 && millis < 1_000) {
      return millis + "ms";
    }
    long tenths = (millis + 50) / 100;
    if (tenths < 100) {
      return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
    }
    long seconds = (millis + 500) / 1_000;
    long minutes = (seconds + 30) / 60;
    long hours = (minutes + 30) / 60;
    if (seconds < 3_600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    return minutes < 24 * 60
        ? two(minutes / 60, "h", minutes % 60, "m")
        : two(hours / 24, "d", hours % 24, "h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    String rest = small == 0 ? "" : small + smallUnit;
    return large == 0 ? small + smallUnit : large + largeUnit + rest;
  }
}
