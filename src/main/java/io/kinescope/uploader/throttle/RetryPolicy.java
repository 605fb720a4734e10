package io.kinescope.uploader.throttle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often and how patiently a failed exchange is tried again.
 *
 * @param retries further attempts after the first, without progress in between
 * @param firstWait the longest wait before the first repeat; doubles with each further one
 * @param maxWait no wait is longer, whatever the server's {@code Retry-After} says
 */
public record RetryPolicy(int retries, Duration firstWait, Duration maxWait) {
  /** Doubling beyond this changes nothing: the cap rules. */
  private static final int MAX_DOUBLINGS = 30;

  /** Whether another attempt is allowed after {@code failures} failed ones in a row. */
  public boolean allows(int failures) {
    return failures <= retries;
  }

  /**
   * The wait before the next attempt: half of the exponential step for certain, the other half at
   * random, so that many clients that failed together do not come back together. A {@code
   * Retry-After} is the least wait, up to the cap.
   *
   * @param failures failed attempts in a row so far, at least 1
   * @param retryAfter what the server asked for, if it did
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  public Duration waitBefore(int failures, @Nullable Duration retryAfter, double random) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    boolean capped = firstWait.toNanos() > maxWait.toNanos() >> doublings; // never overflows
    long step = capped ? maxWait.toNanos() : firstWait.toNanos() << doublings;
    long wait = step / 2 + (long) (step / 2.0 * random);
    if (retryAfter == null || retryAfter.toSeconds() < 0) {
      return Duration.ofNanos(wait);
    }
    // Compared as durations: a date in the year 9999 is too far off for a number of nanoseconds.
    Duration asked = retryAfter.compareTo(maxWait) > 0 ? maxWait : retryAfter;
    return Duration.ofNanos(Math.max(wait, asked.toNanos()));
  }
}
