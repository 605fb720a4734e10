package io.kinescope.uploader.throttle;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Holds all uploads of the process, together, to a {@link BandwidthSchedule}.
 *
 * <p>An account of bytes fills at the rate. Whoever comes to a non-negative account passes and
 * takes it below zero; the next one waits until it is paid back. So the pace is exact over time
 * whatever the pieces' size, and a late wake-up loses nothing. What was not used is kept for {@link
 * #SAVED} only, so no burst follows a pause. Waiting threads are served in the order in which they
 * came.
 */
public final class BandwidthLimiter implements Throttle {
  /** Unused allowance of this long is kept. */
  private static final Duration SAVED = Duration.ofMillis(50);

  /** Nobody sleeps longer than this at once, so that a change of the rate reaches the waiting. */
  private static final Duration LONGEST_NAP = Duration.ofMillis(100);

  /** A piece worth this long at the present rate moves smoothly. */
  private static final double PIECE_SECONDS = 0.02;

  private static final int SMALLEST_PIECE = 1024;
  private static final double NANOS = 1e9;

  private final BandwidthSchedule schedule;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private final ReentrantLock queue = new ReentrantLock(true);

  private double account; // bytes; guarded by queue, as is:
  private long filledAt;

  /** With a clock in the zone of the timetable's times. */
  public BandwidthLimiter(
      BandwidthSchedule schedule, Clock clock, LongSupplier nanoClock, Sleeper sleeper) {
    this.schedule = schedule;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
    this.filledAt = nanoClock.getAsLong();
  }

  /** A limiter on the system's clocks and in its time zone. */
  public static BandwidthLimiter system(BandwidthSchedule schedule) {
    return new BandwidthLimiter(
        schedule, Clock.system(ZoneId.systemDefault()), System::nanoTime, Sleeper.SYSTEM);
  }

  /** Costs next to nothing without a limit. */
  @Override
  public void acquire(int bytes) throws InterruptedException {
    if (bytesPerSecond() == BandwidthSchedule.UNLIMITED) {
      return;
    }
    queue.lockInterruptibly();
    try {
      for (long wait = nanosToWait(); wait > 0; wait = nanosToWait()) {
        sleeper.sleep(Duration.ofNanos(Math.min(wait, LONGEST_NAP.toNanos())));
      }
      account -= bytes;
    } finally {
      queue.unlock();
    }
  }

  @Override
  public int pieceSize(int most) {
    double piece = bytesPerSecond() * PIECE_SECONDS;
    return (int) Math.min(most, Math.max(SMALLEST_PIECE, piece));
  }

  /** The rate that holds now; {@link BandwidthSchedule#UNLIMITED} if there is none. */
  long bytesPerSecond() {
    return schedule.rateAt(LocalTime.now(clock));
  }

  private long nanosToWait() {
    long perSecond = bytesPerSecond();
    long now = nanoClock.getAsLong();
    double earned = (now - filledAt) / NANOS * perSecond;
    filledAt = now;
    if (perSecond == BandwidthSchedule.UNLIMITED) {
      account = 0; // what was owed belongs to the hour that is over
      return 0;
    }
    account = Math.min(account + earned, perSecond * (SAVED.toNanos() / NANOS));
    return account >= 0 ? 0 : (long) Math.ceil(-account / perSecond * NANOS);
  }
}
