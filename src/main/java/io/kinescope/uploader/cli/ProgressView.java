package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.terminal.ProgressDisplay;
import io.kinescope.uploader.terminal.ProgressSettings;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;

/**
 * The progress of one run: a board that transfers report to, and the display of it as the options
 * say.
 */
final class ProgressView implements AutoCloseable {
  private final ProgressBoard board = new ProgressBoard(System::nanoTime);
  private final Invocation invocation;
  private final ProgressDisplay display;

  private ProgressView(Invocation invocation, ProgressSettings settings) {
    this.invocation = invocation;
    this.display = ProgressDisplay.start(settings, board, invocation.messages().writer());
  }

  /** Begins to show. */
  static ProgressView show(Invocation invocation, Layout layout) {
    GlobalOptions options = invocation.options();
    ProgressMode mode = options.quiet ? ProgressMode.NONE : options.progress;
    ProgressView view =
        new ProgressView(
            invocation,
            ProgressSettings.of(
                mode,
                layout,
                invocation.surroundings().terminal(),
                options.noColor,
                invocation.surroundings().env()));
    invocation.messages().through(view.display);
    return view;
  }

  ProgressBoard board() {
    return board;
  }

  /** Prints to standard output, with the bars out of the way. */
  void aside(Runnable printing) {
    display.aside(printing);
  }

  @Override
  public void close() {
    invocation.messages().through(null);
    display.close();
  }
}
