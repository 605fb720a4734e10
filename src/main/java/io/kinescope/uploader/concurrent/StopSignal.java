package io.kinescope.uploader.concurrent;

import io.kinescope.uploader.throttle.Sleeper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says that the program has been asked to stop. Waits that are made through {@link #sleeper} end at
 * once; what is under way decides for itself what "finish or save" means.
 */
public final class StopSignal {
  private final CountDownLatch latch = new CountDownLatch(1);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile int exitCode;

  /**
   * Asks the program to stop; only the first request counts.
   *
   * @param code the exit code that goes with the reason: 130 for SIGINT, 143 for SIGTERM
   */
  public synchronized void request(int code) {
    if (requested()) {
      return;
    }
    exitCode = code;
    latch.countDown();
    listeners.forEach(Runnable::run);
  }

  public boolean requested() {
    return latch.getCount() == 0;
  }

  public int exitCode() {
    return exitCode;
  }

  /** Waits for the request, and returns its exit code. */
  public int await() throws InterruptedException {
    latch.await();
    return exitCode;
  }

  /** Runs when the request comes, on the requester's thread; at once if it has come already. */
  public synchronized void onRequest(Runnable listener) {
    if (requested()) {
      listener.run();
    } else {
      listeners.add(listener);
    }
  }

  /** Sleeps that a stop request ends with {@link InterruptedException}. */
  public Sleeper sleeper() {
    return duration -> {
      if (latch.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new InterruptedException("stop requested");
      }
    };
  }
}
