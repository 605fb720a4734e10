package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGHUP, SIGINT and SIGTERM into stop requests: the first asks, and ends the process if that
 * takes too long; the second ends it at once. A shutdown hook can't tell the first from the second.
 *
 * <p>{@code sun.misc.Signal} is there for this very use (JEP 260), but javac warns of it in a way
 * that nothing can suppress, so it is called by reflection. Where it is missing, signals keep their
 * default: the process ends at once.
 */
final class Signals {
  /** "Finish or save and stop within 10 s": this long, less what halting takes. */
  private static final long MAX_STOP_MILLIS = 9_800;

  /** For calls under way; what is left of the ten seconds is for writing down what became of it. */
  private static final long GRACE_MILLIS = 7_500;

  /** What the last call under way may need. */
  static final String ONE_CALL = "finishing the current call";

  private Signals() {}

  static void route(StopSignal stop) {
    AtomicBoolean first = new AtomicBoolean(true);
    handle("HUP", () -> asked(stop, first, ExitCode.SIGHUP.code()));
    handle("INT", () -> asked(stop, first, ExitCode.SIGINT.code()));
    handle("TERM", () -> asked(stop, first, ExitCode.SIGTERM.code()));
  }

  /**
   * What a stop request does to a run that has something to finish: nothing new begins, what is
   * under way gets some seconds.
   *
   * @param what is done then, for people
   */
  static void finishOnRequest(App app, String what) {
    app.stop().onRequest(() -> finish(app, what));
  }

  /** The same once the request is there. */
  static void finish(App app, String what) {
    app.console.print("Stopping: " + what + ". Press Ctrl-C again to quit now.");
    later("graceful-stop", GRACE_MILLIS, app.transport::stop);
  }

  /** Runs when the terminal's size changes; on Windows, which has no such signal, never. */
  static void onResize(Runnable action) {
    handle("WINCH", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return; // no such class, or no such signal on this system
    }
  }

  private static void asked(StopSignal stop, AtomicBoolean first, int code) {
    if (!first.getAndSet(false)) {
      Runtime.getRuntime().halt(code);
    }
    later("stop-limit", MAX_STOP_MILLIS, () -> Runtime.getRuntime().halt(code));
    stop.request(code);
  }

  private static void later(String name, long millis, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              action.run();
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
