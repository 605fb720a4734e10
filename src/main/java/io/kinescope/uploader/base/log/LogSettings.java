package io.kinescope.uploader.base.log;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is logged, and where.
 *
 * @param verbosity how often {@code -v} was given: 1 one line an item, 2 every HTTP exchange
 * @param quiet nothing on the screen; the file gets what it gets without
 * @param logFile the file that gets the log, with what happens at the least; or null
 * @param format of the file's lines; the screen always gets text
 */
public record LogSettings(int verbosity, boolean quiet, @Nullable Path logFile, LogFormat format) {
  /** No flags: nothing is logged, and Logback is never even loaded. */
  public static final LogSettings OFF = new LogSettings(0, false, null, LogFormat.TEXT);

  /** The form of a log file's lines: {@code --log-format}. */
  public enum LogFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
    }
  }

  boolean onScreen() {
    return verbosity > 0 && !quiet;
  }

  boolean isOff() {
    return !onScreen() && logFile == null;
  }
}
