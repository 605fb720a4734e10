package io.kinescope.uploader.base.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is logged, and where.
 *
 * @param verbosity how often {@code -v} was given: 0 nothing on the console, 1 what happens, 2
 *     every HTTP exchange; negative is {@code --quiet}
 * @param logFile the file that gets the log, too, with what happens at the least; or null
 * @param format of the file's lines; the console always gets text
 */
public record LogSettings(int verbosity, @Nullable Path logFile, LogFormat format) {
  /** No flags: nothing is logged, and Logback is never even started. */
  public static final LogSettings OFF = new LogSettings(0, null, LogFormat.TEXT);

  boolean isOff() {
    return verbosity <= 0 && logFile == null;
  }
}
