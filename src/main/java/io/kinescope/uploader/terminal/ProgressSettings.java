package io.kinescope.uploader.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How to show progress, decided.
 *
 * @param mode never {@code AUTO}
 * @param layout of bars and plain lines
 * @param color whether bars may be coloured
 * @param size asked once, by the drawing thread, when the first bar is drawn
 */
public record ProgressSettings(
    ProgressMode mode, Layout layout, boolean color, Supplier<Terminals.Size> size) {

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

  /** What the run is made of. */
  public enum Layout {
    /** A few files: one line each, and a total. */
    FILES,
    /** Many rows: one line with counts. */
    ROWS
  }

  /**
   * Decides by option and surroundings; {@code NO_COLOR} and {@code TERM=dumb} count.
   *
   * @param terminal whether standard error is one: {@link Terminals#stderrIsTerminal()}
   * @param noColor the option {@code --no-color}
   */
  public static ProgressSettings of(
      ProgressMode mode,
      Layout layout,
      boolean terminal,
      boolean noColor,
      Map<String, String> environment) {
    boolean color = !noColor && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new ProgressSettings(
        mode.resolve(terminal, environment), layout, color, () -> Terminals.size(environment));
  }
}
