package io.kinescope.uploader.throttle;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.units.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many API calls are allowed: all limits hold at once; an empty list means none. */
public record RateSpec(List<Limit> limits) {
  /** The limits of Kinescope's API guidelines. */
  public static final String PUBLISHED = "10/s,300/m";

  private static final Pattern LIMIT = Pattern.compile("(\\d{1,6})/(s|m|h)");

  /** At most {@code calls} in any {@code period}. */
  public record Limit(int calls, Duration period) {
    /** As {@link #parse} reads it: {@code 10/s}. */
    @Override
    public String toString() {
      return calls + "/" + (period.toSeconds() == 1 ? "s" : period.toMinutes() == 1 ? "m" : "h");
    }
  }

  /** Reads {@code 10/s,300/m} or {@code none}; throws USAGE if it is neither. */
  public static RateSpec parse(String text) {
    String spec = text.strip().toLowerCase(Locale.ROOT);
    if (spec.equals("none")) {
      return new RateSpec(List.of());
    }
    List<Limit> limits = new ArrayList<>();
    for (String part : spec.split(",", -1)) {
      Matcher matcher = LIMIT.matcher(part.strip());
      if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
        throw UploaderException.usage(
            "--rate '" + text + "' is not valid",
            "write calls per s, m or h, for example 10/s,300/m, or none");
      }
      Duration period = Durations.parse("1" + matcher.group(2));
      limits.add(new Limit(Integer.parseInt(matcher.group(1)), period));
    }
    return new RateSpec(List.copyOf(limits));
  }

  /** As {@link #parse} reads it. What a record has by itself costs each start milliseconds. */
  @Override
  public String toString() {
    return limits.isEmpty()
        ? "none"
        : String.join(",", limits.stream().map(Limit::toString).toList());
  }
}
