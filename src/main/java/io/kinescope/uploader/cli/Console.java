package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.terminal.ProgressDisplay;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * What is said to people, on standard error: above the progress bars while there are any. Safe for
 * many threads.
 */
final class Console implements Notices {
  private final PrintWriter err;
  private final boolean quiet;
  private @Nullable ProgressDisplay display;

  Console(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
  }

  /** Where all of it goes in the end. */
  PrintWriter writer() {
    return err;
  }

  /** While a display is shown, messages go through it; null when it is gone. */
  synchronized void through(@Nullable ProgressDisplay shown) {
    display = shown;
  }

  @Override
  public void warn(String message) {
    if (!quiet) {
      print("warning: " + message);
    }
  }

  /** What goes on; not said with {@code --quiet}. */
  void info(String message) {
    if (!quiet) {
      print(message);
    }
  }

  /** A failure. */
  void error(String message) {
    print("error: " + message);
  }

  synchronized void print(String message) {
    String safe = Redaction.text(message);
    if (display == null) {
      err.print(safe + "\n");
      err.flush();
    } else {
      display.println(safe);
    }
  }
}
