package io.kinescope.uploader.base.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** A line of the log while it is put together: its event, its keys, and last its words. */
public final class LogLine {
  private static final LogLine NONE = new LogLine(null);

  private @Nullable LoggingEventBuilder line;

  private LogLine(@Nullable LoggingEventBuilder line) {
    this.line = line;
  }

  public static LogLine info(Logger log, LogEvent event) {
    return at(Level.INFO, log, event);
  }

  /** A line at any level; where that is not logged, one that goes nowhere. */
  public static LogLine at(Level level, Logger log, LogEvent event) {
    return Logging.isOn() && log.isEnabledForLevel(level)
        ? new LogLine(log.atLevel(level).addKeyValue(LogKey.EVENT.id(), event.id()))
        : NONE;
  }

  /** Adds a value: a number, or text; null is left out. */
  public LogLine with(LogKey key, @Nullable Object value) {
    if (line != null && value != null) {
      line = line.addKeyValue(key.id(), value);
    }
    return this;
  }

  public LogLine cause(Throwable cause) {
    if (line != null) {
      line = line.setCause(cause);
    }
    return this;
  }

  /** Ends the line with its words, in which each {} stands for one of the arguments. */
  public void say(String message, @Nullable Object... arguments) {
    if (line != null) {
      line.log(message, arguments);
    }
  }
}
