package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.base.progress.ProgressSnapshot;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows a {@link ProgressBoard} on standard error, from a thread of its own that wakes five times a
 * second at most and only reads: a slow terminal slows no transfer.
 *
 * <p>While it lives, everything else that goes to the same terminal goes through {@link #println}
 * or {@link #aside}, so that bars and messages do not garble each other.
 */
public final class ProgressDisplay implements AutoCloseable {
  private static final String ESC = "\u001b[";
  private static final String CLEAR_BELOW = ESC + "J";
  private static final String CLEAR_TO_RIGHT = ESC + "K";
  private static final String CLEAR_LINE = ESC + "2K";

  /** A window made narrower since the start cuts lines instead of doubling them. */
  private static final String NO_WRAP = ESC + "?7l";

  private static final String WRAP = ESC + "?7h";
  private static final long JOIN_MILLIS = 1000;

  private final ProgressSettings settings;
  private final ProgressBoard board;
  private final PrintWriter err;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "progress");
  private volatile Terminals.@Nullable Size size;

  // All guarded by this.
  private List<String> drawn = List.of();
  private int rows;
  private int width;
  private boolean wrote;
  private boolean closed;

  /** A display that is driven by {@link #tick}. */
  ProgressDisplay(ProgressSettings settings, ProgressBoard board, PrintWriter err) {
    this.settings = settings;
    this.board = board;
    this.err = err;
  }

  /** Begins to show the board; close it to take the bars away. */
  public static ProgressDisplay start(
      ProgressSettings settings, ProgressBoard board, PrintWriter err) {
    ProgressDisplay display = new ProgressDisplay(settings, board, err);
    if (!settings.mode().interval().isZero()) {
      display.thread.setDaemon(true);
      display.thread.start();
    }
    return display;
  }

  private void run() {
    Duration interval = settings.mode().interval();
    try {
      while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The terminal has another size: it is asked for again. */
  public void resized() {
    size = null;
  }

  /** Shows what the board has now. */
  void tick() {
    if (settings.mode() == ProgressMode.BAR) {
      Terminals.Size known = size;
      if (known == null) {
        known = settings.size().get(); // outside the lock: it may ask a child process
        size = known;
      }
      redraw(
          ProgressText.bars(board.snapshot(), settings.layout(), known, settings.color()), known);
    } else if (settings.mode() != ProgressMode.NONE) {
      report();
    }
  }

  private synchronized void report() {
    if (!closed) {
      boolean json = settings.mode() == ProgressMode.JSON;
      ProgressSnapshot now = board.snapshot();
      err.print(
          (json ? ProgressText.json(now) : ProgressText.plain(now, settings.layout())) + "\n");
      err.flush();
      wrote = true;
    }
  }

  private synchronized void redraw(List<String> lines, Terminals.Size now) {
    if (!closed && (!lines.equals(drawn) || now.width() < width)) {
      if (now.width() < width) { // most terminals have broken the lines that were too long
        rows = drawn.stream().mapToInt(line -> ProgressText.rows(line, now.width())).sum();
      }
      width = now.width();
      err.print(lines.isEmpty() ? cleared() : up() + drawing(lines));
      err.flush();
      drawn = lines;
      rows = lines.size();
    }
  }

  /** Writes a message of one or more lines above the bars; control characters are replaced. */
  public synchronized void println(String message) {
    String end = drawn.isEmpty() ? "\n" : CLEAR_TO_RIGHT + "\n";
    err.print(up() + SafeText.cleanLines(message).replace("\n", end) + end + drawing(drawn));
    err.flush();
  }

  /**
   * Lets something be printed elsewhere, standard output say, that may be the same terminal: the
   * bars are away while it runs. It has to flush what it prints.
   */
  public synchronized void aside(Runnable printing) {
    err.print(cleared());
    err.flush();
    try {
      printing.run();
    } finally {
      err.print(drawing(drawn));
      err.flush();
    }
  }

  /** To the beginning of the first bar, also from behind the {@code ^C} that a terminal echoes. */
  private String up() {
    return drawn.isEmpty() ? "" : "\r" + ESC + rows + "A";
  }

  /**
   * The bars away, line by line: a terminal that is told to clear all from its first line on keeps
   * what was there in its history (tmux), and would do so five times a second.
   */
  private String cleared() {
    return drawn.isEmpty() ? "" : CLEAR_LINE + (ESC + "A" + CLEAR_LINE).repeat(rows) + "\r";
  }

  /** Over what was drawn before, from its first line on. */
  private String drawing(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(NO_WRAP);
    lines.forEach(line -> text.append(line).append(CLEAR_TO_RIGHT).append('\n'));
    return text.append(CLEAR_BELOW).append(WRAP).toString();
  }

  /**
   * Stops. Bars vanish: the result is about to be printed. JSON ends with the last state; plain
   * lines too, if there were any.
   */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private synchronized void end() {
    if (!closed) {
      ProgressMode mode = settings.mode();
      if (mode == ProgressMode.JSON || (mode == ProgressMode.PLAIN && wrote)) {
        report();
      }
      err.print(cleared());
      err.flush();
      drawn = List.of();
      closed = true;
    }
  }
}
