package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts requests in sliding windows: strict on purpose, since nobody knows which windows the
 * service uses, and a client that passes here passes any.
 */
final class RateGate {
  private final Clock clock;
  private final Window second;
  private final Window minute;

  /** Requests of the last period, and how many of them may be; 0: any number. */
  private record Window(int limit, Duration period, Deque<Instant> times) {
    Window(int limit, Duration period) {
      this(limit, period, new ArrayDeque<>());
    }

    /** Whole seconds until one more may come, 0 if it may now. */
    long waitAt(Instant now) {
      while (!times.isEmpty() && !times.getFirst().plus(period).isAfter(now)) {
        times.removeFirst();
      }
      return limit == 0 || times.size() < limit
          ? 0
          : Duration.between(now, times.getFirst().plus(period)).plusNanos(999_999_999).toSeconds();
    }
  }

  RateGate(int perSecond, int perMinute, Clock clock) {
    this.clock = clock;
    second = new Window(perSecond, Duration.ofSeconds(1));
    minute = new Window(perMinute, Duration.ofMinutes(1));
  }

  /** Counts a request; 0 if it may pass, else the whole seconds to wait. */
  synchronized long arrive() {
    Instant now = clock.instant();
    long wait = Math.max(second.waitAt(now), minute.waitAt(now));
    if (wait == 0) {
      second.times.add(now);
      minute.times.add(now);
    }
    return wait;
  }
}
