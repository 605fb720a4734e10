package io.kinescope.uploader.base.log;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sets up the log of this process. Touches nothing of SLF4J or Logback while nothing is logged. */
public final class Logging {
  private static volatile boolean on; // static, as SLF4J's binding is: one log in a process

  private Logging() {}

  /**
   * What is logged, and where.
   *
   * @param verbosity how often {@code -v} was given: 1 one line an item, 2 every HTTP exchange
   * @param quiet nothing on the screen; the file gets what it gets without
   * @param logFile the file that gets the log, with what happens at the least; or null
   * @param format of the file's lines; the screen always gets text
   */
  public record LogSettings(
      int verbosity, boolean quiet, @Nullable Path logFile, LogFormat format) {
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

  /**
   * Says what is logged from now on; call it before any logger is made. Without flags SLF4J is told
   * to bind to nothing, so that a logger costs 3 ms and Logback's 100 ms are saved. May be called
   * again where {@code -Dslf4j.provider} names Logback, as in tests.
   *
   * @param screen gets each line for the screen, without line break; it can lead past a progress
   *     bar ({@code ProgressDisplay::println})
   * @throws io.kinescope.uploader.base.error.UploaderException LOCAL_IO if the log file can't be
   *     written
   */
  public static void configure(LogSettings settings, Consumer<String> screen) {
    boolean wanted = !settings.isOff();
    String provider =
        wanted
            ? "ch.qos.logback.classic.spi.LogbackServiceProvider"
            : "org.slf4j.helpers.NOP_FallbackServiceProvider";
    System.getProperties().putIfAbsent("slf4j.provider", provider);
    // Else SLF4J tells stderr about the provider.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "WARN");
    if (on || wanted) {
      LogbackSetup.apply(settings, screen);
    }
    on = wanted;
  }

  /** Whether anything is logged: asked where even SLF4J's 3 ms would be felt at every start. */
  public static boolean isOn() {
    return on;
  }
}
