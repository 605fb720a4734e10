package io.kinescope.uploader.throttle;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.units.Sizes;
import java.time.LocalTime;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes per second all uploads together may use, by the time of day.
 *
 * @param rates from which local time which rate in bytes per second holds; before the first time of
 *     the day, yesterday's last rate still holds. Never empty
 */
public record BandwidthSchedule(NavigableMap<LocalTime, Long> rates) {
  /** The rate that means: as fast as the line goes. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  public static final BandwidthSchedule OFF = always(UNLIMITED);

  /** Below this an upload would look stalled to every time-out on the way. */
  static final long SLOWEST = 1024;

  private static final Pattern ENTRY = Pattern.compile("([01]?\\d|2[0-3]):([0-5]\\d),([^,]+)");

  public BandwidthSchedule {
    rates = Collections.unmodifiableNavigableMap(new TreeMap<>(rates));
  }

  /**
   * Reads {@code 20M} (bytes per second, powers of 1024 as in rclone), {@code off}, or a timetable
   * {@code 08:00,2M 20:00,off}.
   *
   * @throws UploaderException USAGE if it is none of these
   */
  public static BandwidthSchedule parse(String text) {
    String spec = text.strip();
    if (!spec.contains(",")) {
      return always(rate(text, spec));
    }
    NavigableMap<LocalTime, Long> rates = new TreeMap<>();
    for (String entry : spec.split("\\s+", -1)) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw unreadable(text);
      }
      LocalTime from =
          LocalTime.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      if (rates.put(from, rate(text, matcher.group(3))) != null) {
        throw new UploaderException(
            ErrorKind.USAGE, "--bandwidth '" + text + "' has the time " + from + " twice");
      }
    }
    return new BandwidthSchedule(rates);
  }

  /** The rates by time. What a record has by itself costs each start milliseconds. */
  @Override
  public String toString() {
    return rates.toString();
  }

  /** The rate that holds at this time of day, in bytes per second. */
  public long rateAt(LocalTime time) {
    Map.Entry<LocalTime, Long> entry = rates.floorEntry(time);
    return entry == null ? rates.lastEntry().getValue() : entry.getValue();
  }

  private static BandwidthSchedule always(long rate) {
    return new BandwidthSchedule(new TreeMap<>(Map.of(LocalTime.MIDNIGHT, rate)));
  }

  private static long rate(String whole, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("off")) {
      return UNLIMITED;
    }
    long rate;
    try {
      rate = Sizes.parse(lower.endsWith("/s") ? lower.substring(0, lower.length() - 2) : lower);
    } catch (UploaderException e) {
      throw unreadable(whole);
    }
    if (rate < SLOWEST) {
      throw UploaderException.usage(
          "--bandwidth '" + whole + "' is too slow: at least 1K (1024 bytes per second)",
          "the number is bytes per second unless K, M or G follows: 20M, or off for no limit");
    }
    return rate;
  }

  private static UploaderException unreadable(String text) {
    return UploaderException.usage(
        "--bandwidth '" + text + "' is not valid",
        "write bytes per second (20M, 512K), off, or a timetable: '08:00,2M 20:00,off'");
  }
}
