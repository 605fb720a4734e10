package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** How progress is shown: {@code --progress}. */
public enum ProgressMode {
  /** A bar where one can be drawn, else plain lines. */
  AUTO(Duration.ZERO),
  BAR(Duration.ofMillis(200)),
  PLAIN(Duration.ofSeconds(10)),
  JSON(Duration.ofSeconds(1)),
  NONE(Duration.ZERO);

  private final Duration interval;

  ProgressMode(Duration interval) {
    this.interval = interval;
  }

  /** How often something is written; zero for never. */
  Duration interval() {
    return interval;
  }

  /**
   * Reads the option's value.
   *
   * @throws UploaderException USAGE, naming the modes that there are
   */
  public static ProgressMode parse(String text) {
    for (ProgressMode mode : values()) {
      if (mode.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw new UploaderException(
        ErrorKind.USAGE, "--progress '" + text + "' is none of auto, bar, plain, json, none");
  }

  /**
   * The mode that is really used. No bar where the cursor can't be moved: a dumb terminal, or a
   * Windows console that does not say that it knows escape sequences.
   *
   * @param terminal whether standard error is one
   */
  ProgressMode resolve(boolean terminal, Map<String, String> environment) {
    return switch (this) {
      case AUTO -> terminal && cursorMoves(environment) ? BAR : PLAIN;
      case BAR -> isDumb(environment) ? PLAIN : BAR;
      case PLAIN, JSON, NONE -> this;
    };
  }

  private static boolean cursorMoves(Map<String, String> environment) {
    return environment.containsKey("TERM")
        ? !isDumb(environment)
        : environment.containsKey("WT_SESSION"); // Windows Terminal
  }

  private static boolean isDumb(Map<String, String> environment) {
    return "dumb".equals(environment.get("TERM"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
  }
}
