package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.LoggerContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sets up the log of this process. */
public final class Logging {
  private static final Object LOCK = new Object();

  /** {@link DeferredLogback}, by name: its class would load a part of SLF4J. */
  private static final String PROVIDER = "io.kinescope.uploader.base.log.DeferredLogback";

  // All guarded by LOCK. Static, as SLF4J's binding is: there is one log in a process.
  private static @Nullable LogSetup setup; // null: nothing was ever to be logged
  private static @Nullable LoggerContext started;

  private Logging() {}

  /**
   * Says what is logged from now on; call it before any logger is made. Without flags this touches
   * nothing of Logback. May be called again: a second command line in the same process, as in
   * tests.
   *
   * @param console gets each line for the console, without line break; it can lead past a progress
   *     bar ({@code ProgressDisplay::println})
   * @throws io.kinescope.uploader.base.error.UploaderException LOCAL_IO if the log file can't be
   *     written
   */
  public static void configure(LogSettings settings, Consumer<String> console) {
    deferLogback();
    if (settings.isOff() && neverOn()) {
      return; // not even LogSetup is loaded: its verification loads a part of Logback
    }
    LogSetup next = LogSetup.of(settings, console);
    LoggerContext context;
    synchronized (LOCK) {
      if (setup != null) {
        setup.close();
      }
      setup = next;
      context = started;
    }
    if (context != null) {
      next.applyTo(context);
    } else if (!settings.isOff()) {
      // Either way Logback starts and calls starting().
      if (LoggerFactory.getILoggerFactory() instanceof DeferredLoggers deferred) {
        deferred.start();
      }
    }
  }

  private static boolean neverOn() {
    synchronized (LOCK) {
      return setup == null && started == null;
    }
  }

  /** Must come before the first logger of the process; later it changes nothing. */
  private static void deferLogback() {
    setDefault("slf4j.provider", PROVIDER);
    setDefault("slf4j.internal.verbosity", "WARN"); // else SLF4J tells stderr about the provider
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Logback starts, by the first use of a logger or by {@link #configure}. */
  static void starting(LoggerContext context) {
    LogSetup current;
    synchronized (LOCK) {
      started = context;
      current = setup == null ? LogSetup.OFF : setup;
    }
    current.applyTo(context);
  }
}
