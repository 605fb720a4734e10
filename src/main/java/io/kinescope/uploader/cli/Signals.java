package io.kinescope.uploader.cli;

import io.kinescope.uploader.pace.StopSignal;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Turns SIGINT and SIGTERM into stop requests: the first asks, and ends the process if that takes too long; the second ends it at once. A
 * shutdown hook can't tell the first from the second.
 */
@SuppressWarnings("sunapi") // jdk.unsupported is there for this very use (JEP 260)
final class Signals {
  private static final int SIGINT_CODE = 130;
  private static final int SIGTERM_CODE = 143;

  /** "Finish or save and stop within 10 s": this long, less what halting takes. */
  private static final long LONGEST_STOP_MILLIS = 9_800;

  private Signals() {}

  static void route(StopSignal stop) {
    AtomicBoolean first = new AtomicBoolean(true);
    Signal.handle(new Signal("INT"), signal -> asked(stop, first, SIGINT_CODE));
    Signal.handle(new Signal("TERM"), signal -> asked(stop, first, SIGTERM_CODE));
  }

  private static void asked(StopSignal stop, AtomicBoolean first, int code) {
    if (!first.getAndSet(false)) {
      Runtime.getRuntime().halt(code);
    }
    Thread limit = new Thread(() -> haltLater(code), "stop-limit");
    limit.setDaemon(true);
    limit.start();
    stop.request(code);
  }

  private static void haltLater(int code) {
    try {
      Thread.sleep(LONGEST_STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }
}
