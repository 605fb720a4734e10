package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.spi.LogbackServiceProvider;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.SubstituteLogger;

/** Loggers that say nothing until Logback is started, and are Logback's from then on. */
final class DeferredLoggers implements ILoggerFactory {
  // All guarded by this.
  private final Map<String, SubstituteLogger> loggers = new HashMap<>();
  private @Nullable ILoggerFactory logback;

  @Override
  public synchronized Logger getLogger(String name) {
    ILoggerFactory started = logback;
    return started == null
        ? loggers.computeIfAbsent(name, DeferredLoggers::silent)
        : started.getLogger(name);
  }

  private static SubstituteLogger silent(String name) {
    return new SubstituteLogger(name, new ArrayDeque<>(), true); // true: drop, do not keep, events
  }

  /** Starts Logback, which asks {@link LogbackConfigurator} what to do. */
  synchronized void start() {
    if (logback == null) {
      LogbackServiceProvider provider = new LogbackServiceProvider();
      provider.initialize();
      ILoggerFactory started = provider.getLoggerFactory();
      loggers.forEach((name, logger) -> logger.setDelegate(started.getLogger(name)));
      loggers.clear();
      logback = started;
    }
  }
}
