package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.http.Transport;
import java.util.concurrent.TimeUnit;

/**
 * What a stop request does to a run that has something to finish: nothing new begins, what is under
 * way gets some seconds.
 */
final class GracefulStop {
  /**
   * Of the ten seconds that stopping may take, the last two are for writing down what came of it.
   */
  private static final long GRACE_MILLIS = 7_500;

  private GracefulStop() {}

  static void install(Invocation invocation, Transport transport) {
    StopSignal stop = invocation.surroundings().stop();
    stop.onRequest(
        () -> {
          invocation
              .messages()
              .print("stopping: what is under way is finished or saved; once more stops at once");
          Thread thread = new Thread(() -> stopLater(transport), "graceful-stop");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private static void stopLater(Transport transport) {
    try {
      TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.stop();
  }
}
