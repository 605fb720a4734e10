package io.kinescope.uploader.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Ends uploads in which no byte moved for the idle time, and those whose thread was interrupted: a
 * thread that waits on a socket would not notice. OkHttp's own write time-out does the same but
 * takes half of the CPU of a fast upload (measured), so it is off for bodies and one thread looks
 * after all of them.
 */
final class StallWatchdog implements AutoCloseable {
  private static final long LOOKS_PER_IDLE_TIME = 4;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final long SHORTEST_PAUSE_MILLIS = 10;

  private final Duration idleTimeout;
  private final Map<Call, CallTrace> watched = new ConcurrentHashMap<>();
  private @Nullable ScheduledExecutorService timer;

  StallWatchdog(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  void forget(Call call) {
    watched.remove(call);
  }

  synchronized void watch(Call call, CallTrace trace) {
    watched.put(call, trace);
    if (timer != null) {
      return;
    }
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "stall-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    long pause =
        Math.max(
            SHORTEST_PAUSE_MILLIS,
            Math.min(LONGEST_PAUSE_MILLIS, idleTimeout.toMillis() / LOOKS_PER_IDLE_TIME));
    var unused = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  void look() {
    watched.forEach(
        (call, trace) -> {
          if (trace.abandoned()) {
            call.cancel();
          } else if (!trace.bodySent && trace.idleNanos() > idleTimeout.toNanos()) {
            trace.stalled = true;
            call.cancel();
          }
        });
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
