package io.kinescope.uploader.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as people on a terminal want them. */
final class RelativeTime {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private RelativeTime() {}

  /**
   * {@code 5 min ago}; two months and longer ago it is the date, as it is written. What is no time
   * (RFC 3339), or lies more than a minute ahead, stays as it is.
   */
  static String of(String time, Instant now) {
    OffsetDateTime then;
    try {
      then = OffsetDateTime.parse(time);
    } catch (DateTimeException e) {
      return time;
    }
    long seconds = Duration.between(then.toInstant(), now).toSeconds();
    if (seconds < -MINUTE) {
      return time;
    }
    if (seconds < MINUTE) {
      return "just now";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min ago";
    }
    if (seconds < 2 * DAY) {
      long hours = seconds / HOUR;
      return hours == 1 ? "1 hour ago" : hours + " hours ago";
    }
    return seconds < 60 * DAY ? seconds / DAY + " days ago" : then.toLocalDate().toString();
  }
}
