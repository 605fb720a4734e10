package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts requests in sliding windows: strict on purpose, since nobody knows which windows the
 * service uses, and a client that passes here passes any.
 */
final class RateGate {
  private static final long SECOND = 1_000_000_000L; // in nanoseconds
  private static final long MINUTE = 60 * SECOND;

  private final int perSecond;
  private final int perMinute;
  private final Clock clock;
  private final Deque<Long> acceptedInMinute = new ArrayDeque<>();
  private final Deque<Long> acceptedInSecond = new ArrayDeque<>();
  private final Deque<Long> arrivedInSecond = new ArrayDeque<>();
  private int mostInSecond;
  private long refused;

  RateGate(int perSecond, int perMinute, Clock clock) {
    this.perSecond = perSecond;
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /**
   * A request arrives.
   *
   * @return 0 if it may pass, else the whole seconds to wait
   */
  synchronized long arrive() {
    long now = ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    forget(arrivedInSecond, now - SECOND);
    forget(acceptedInSecond, now - SECOND);
    forget(acceptedInMinute, now - MINUTE);
    arrivedInSecond.add(now);
    mostInSecond = Math.max(mostInSecond, arrivedInSecond.size());
    long wait =
        Math.max(
            wait(acceptedInSecond, perSecond, now - SECOND),
            wait(acceptedInMinute, perMinute, now - MINUTE));
    if (wait == 0) {
      acceptedInSecond.add(now);
      acceptedInMinute.add(now);
    } else {
      refused++;
    }
    return wait;
  }

  /** The most requests that arrived within any second, refused ones too. */
  synchronized int mostInSecond() {
    return mostInSecond;
  }

  /** How many were answered 429. */
  synchronized long refused() {
    return refused;
  }

  private static void forget(Deque<Long> times, long upTo) {
    while (!times.isEmpty() && times.getFirst() <= upTo) {
      times.removeFirst();
    }
  }

  private static long wait(Deque<Long> accepted, int limit, long windowStart) {
    if (limit == 0 || accepted.size() < limit) {
      return 0;
    }
    long nanos = accepted.getFirst() - windowStart;
    return Math.max(1, (nanos + SECOND - 1) / SECOND);
  }
}
