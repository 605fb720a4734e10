package io.kinescope.uploader.throttle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits; tests put in one that only moves a clock. */
@FunctionalInterface
public interface Sleeper {
  Sleeper SYSTEM = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

  /** Throws InterruptedException when the program is being stopped. */
  void sleep(Duration duration) throws InterruptedException;
}
