package io.kinescope.uploader.terminal;

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
   * The mode that is really used. No bar where the cursor can't be moved: a dumb terminal, or a
   * Windows console that does not say that it knows escape sequences.
   *
   * @param terminal whether standard error is one
   */
  ProgressMode resolve(boolean terminal, Map<String, String> environment) {
    String term = environment.get("TERM");
    return switch (this) {
      case AUTO -> {
        boolean known = term != null || environment.containsKey("WT_SESSION"); // Windows Terminal
        yield terminal && known && !"dumb".equals(term) ? BAR : PLAIN;
      }
      case BAR -> "dumb".equals(term) ? PLAIN : BAR;
      case PLAIN, JSON, NONE -> this;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
  }
}
