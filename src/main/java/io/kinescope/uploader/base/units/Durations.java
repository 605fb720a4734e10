package io.kinescope.uploader.base.units;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. What {@link #format} writes, {@link #parse} reads. */
public final class Durations {
  private static final Pattern PART =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(ms|d|h|m|s)\\s*");

  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

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
    Matcher part = PART.matcher(value);
    BigDecimal millis = BigDecimal.ZERO;
    long smallest = Long.MAX_VALUE;
    int end = 0;
    while (part.lookingAt()) {
      long unit = MILLIS.getOrDefault(part.group(2), 0L);
      if (unit >= smallest) {
        throw notADuration(text); // 5m5m or 5s1h: a slip, not a sum
      }
      smallest = unit;
      millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = part.end();
      part.region(end, value.length());
    }
    if (end == 0 || end < value.length()) {
      throw notADuration(text);
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

  private static UploaderException notADuration(String text) {
    return UploaderException.withHint(
        ErrorKind.USAGE,
        "not a duration: \"" + text + "\"",
        "write numbers with ms, s, m, h or d, the largest unit first: 500ms, 10s, 1h30m");
  }
}
