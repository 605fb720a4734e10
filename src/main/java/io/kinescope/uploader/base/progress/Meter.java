package io.kinescope.uploader.base.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts up and knows its pace over the last seconds. Adding is cheap from any thread; the reader
 * pays: samples are taken only when somebody asks for the pace.
 */
public final class Meter {
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  /** A reader that comes every 10 s, less its jitter, still compares with its last visit. */
  private static final long OLD_ENOUGH_NANOS = WINDOW_NANOS * 9 / 10;

  private static final long BETWEEN_SAMPLES_NANOS = Duration.ofMillis(500).toNanos();
  private static final double NANOS = 1e9;

  private final LongSupplier nanoClock;
  private final LongAdder total = new LongAdder();
  private final Deque<Sample> samples = new ArrayDeque<>(); // guarded by this

  private record Sample(long nanos, long total) {}

  /** A meter at 0, on the given clock ({@code System::nanoTime} outside tests). */
  public Meter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    samples.add(new Sample(nanoClock.getAsLong(), 0));
  }

  public void add(long amount) {
    total.add(amount);
  }

  public long total() {
    return total.sum();
  }

  /** The pace over about the last 10 s, or since the start if that is nearer. */
  public synchronized double perSecond() {
    long now = nanoClock.getAsLong();
    long counted = total.sum();
    Sample base = samples.removeFirst();
    while (!samples.isEmpty() && now - samples.getFirst().nanos >= OLD_ENOUGH_NANOS) {
      base = samples.removeFirst();
    }
    samples.addFirst(base);
    if (now - samples.getLast().nanos >= BETWEEN_SAMPLES_NANOS) {
      samples.addLast(new Sample(now, counted));
    }
    long elapsed = now - base.nanos;
    return elapsed <= 0 ? 0 : (counted - base.total) * NANOS / elapsed;
  }
}
