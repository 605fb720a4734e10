package io.kinescope.uploader.throttle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the API calls of the whole process, all threads together, within the service's limits, as
 * the service counts them: at arrival.
 *
 * <p>The client can't know when a call arrives; it knows only that this was before the answer came.
 * So a call counts from its grant until a period after its <em>answer</em>: call number {@code i +
 * n} is granted no sooner than one period after call {@code i} was answered. Grants are in order,
 * so no window of one period at the service can hold more than {@code n} calls, however the network
 * shifts them. A call that is long under way (a body of some MiB) counts as arrived after {@link
 * #LONGEST_WAY}: otherwise ten slow uploads would stop everything else.
 *
 * <p>A 429 slows all: {@link #pause}.
 */
public final class RateLimiter {
  /** A request's head arrives within this, or its connection is in trouble anyway. */
  static final Duration LONGEST_WAY = Duration.ofSeconds(1);

  /** While the call that must be waited for is unanswered, look again this often. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final List<Ring> rings;
  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private final ReentrantLock queue = new ReentrantLock(true);
  private final AtomicLong pausedUntil;
  private volatile @Nullable Long waitingUntil;

  /** A limiter on the given clock ({@code System::nanoTime} outside tests). */
  public RateLimiter(RateSpec spec, LongSupplier nanoClock, Sleeper sleeper) {
    this.rings = spec.limits().stream().map(limit -> new Ring(limit, new ArrayDeque<>())).toList();
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
    this.pausedUntil = new AtomicLong(nanoClock.getAsLong());
  }

  /**
   * Waits until one more call may go out; the permit is to be told when the answer (or failure)
   * came. Throws when the program is being stopped.
   */
  public Permit acquire() throws InterruptedException {
    queue.lockInterruptibly();
    try {
      for (long wait = nanosToWait(); wait > 0; wait = nanosToWait()) {
        waitingUntil = nanoClock.getAsLong() + wait;
        sleeper.sleep(Duration.ofNanos(wait));
      }
      Permit permit = new Permit(nanoClock.getAsLong());
      rings.forEach(ring -> ring.add(permit));
      return permit;
    } finally {
      waitingUntil = null;
      queue.unlock();
    }
  }

  /** How long the next call in the queue still waits; zero if none does. */
  public Duration waiting() {
    Long until = waitingUntil;
    return Duration.ofNanos(until == null ? 0 : Math.max(0, until - nanoClock.getAsLong()));
  }

  /**
   * Lets no call out for the duration: the service said 429. A shorter pause never shortens a
   * longer one.
   */
  public void pause(Duration duration) {
    long until = nanoClock.getAsLong() + duration.toNanos();
    pausedUntil.accumulateAndGet(until, (old, asked) -> asked - old > 0 ? asked : old);
  }

  private long nanosToWait() {
    long now = nanoClock.getAsLong();
    long wait = Math.max(pausedUntil.get() - now, 0);
    for (Ring ring : rings) {
      wait = Math.max(wait, ring.nanosToWait(now));
    }
    return wait;
  }

  /** One call that was let out. */
  public final class Permit {
    private final long granted;
    private volatile long answered;
    private volatile boolean done;

    private Permit(long granted) {
      this.granted = granted;
    }

    /** The call's answer came, or it failed; counts once. */
    public void answered() {
      if (!done) {
        answered = nanoClock.getAsLong();
        done = true;
      }
    }

    /** The latest time at which the call can have arrived, or null while that is open. */
    private @Nullable Long arrived(long now) {
      long latest = granted + LONGEST_WAY.toNanos();
      if (done) {
        return answered - latest < 0 ? answered : latest;
      }
      return now - latest >= 0 ? latest : null;
    }
  }

  /** The last calls under one limit, as many as it allows, oldest first. */
  private record Ring(RateSpec.Limit limit, Deque<Permit> last) {
    void add(Permit permit) {
      if (last.size() == limit.calls()) {
        last.remove();
      }
      last.add(permit);
    }

    long nanosToWait(long now) {
      if (last.size() < limit.calls()) {
        return 0;
      }
      Long arrived = last.element().arrived(now);
      return arrived == null
          ? LOOK_AGAIN.toNanos()
          : Math.max(arrived + limit.period().toNanos() - now, 0);
    }
  }
}
