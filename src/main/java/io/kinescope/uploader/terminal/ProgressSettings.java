package io.kinescope.uploader.terminal;

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

  /** What the run is made of. */
  public enum Layout {
    /** A few files: one line each, and a total. */
    FILES("files"),
    /** Many rows: one line with counts. */
    ROWS("rows");

    private final String noun;

    Layout(String noun) {
      this.noun = noun;
    }

    String noun() {
      return noun;
    }
  }

  /** Shows nothing. */
  public static final ProgressSettings NONE =
      new ProgressSettings(ProgressMode.NONE, Layout.FILES, false, () -> Terminals.Size.CLASSIC);

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
