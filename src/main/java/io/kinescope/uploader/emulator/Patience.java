package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end at once when the emulator closes. */
final class Patience {
  private final CountDownLatch closing = new CountDownLatch(1);

  void close() {
    closing.countDown();
  }

  /**
   * Waits in real time.
   *
   * @throws Dropped if the emulator closes meanwhile
   */
  void pause(Duration wait) throws Dropped {
    if (wait.isZero()) {
      return;
    }
    try {
      if (closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Dropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Dropped();
    }
  }

  /** Waits until the emulator closes. */
  Dropped untilClosed() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Dropped();
  }
}
