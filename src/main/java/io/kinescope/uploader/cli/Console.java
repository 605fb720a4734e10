package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.job.AbortPolicy;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.terminal.ProgressDisplay;
import io.kinescope.uploader.terminal.ProgressSettings;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is said to people, on standard error: above the progress bars while there are any. Safe for
 * many threads.
 */
final class Console implements Notices {
  private static final int MAX_ANSWER = 80;

  private final PrintWriter err;
  private final boolean quiet;
  private final CiLog ci;
  private final Map<String, String> env;
  private final AtomicInteger annotated = new AtomicInteger();
  private volatile @Nullable ProgressDisplay display;

  /** Of this process, whatever its surroundings are. */
  Console(PrintWriter err, boolean quiet) {
    this(err, quiet, CiLog.NONE, Map.of());
  }

  Console(PrintWriter err, boolean quiet, Environment environment) {
    this(err, quiet, CiLog.of(environment), environment.env());
  }

  private Console(PrintWriter err, boolean quiet, CiLog ci, Map<String, String> env) {
    this.err = err;
    this.quiet = quiet;
    this.ci = ci;
    this.env = env;
  }

  /** The progress of a run, shown until it is closed. */
  final class Progress implements AutoCloseable {
    final ProgressBoard board = new ProgressBoard(System::nanoTime);
    private final ProgressDisplay shown;

    Progress(ProgressSettings settings) {
      shown = ProgressDisplay.start(settings, board, err);
      if (settings.mode() == ProgressMode.BAR) {
        Signals.onResize(shown::resized);
      }
      display = shown;
    }

    /** Takes the bars away, before the sums are told; may be called again. */
    void end() {
      display = null;
      shown.close();
    }

    @Override
    public void close() {
      end();
    }
  }

  /** Prints to standard output, with the bars out of the way. */
  void aside(Runnable printing) {
    ProgressDisplay shown = display;
    if (shown == null) {
      printing.run();
    } else {
      shown.aside(printing);
    }
  }

  @Override
  public void warn(String message) {
    if (Logging.isOn()) { // the log has it with --quiet, too
      LogLine.at(Level.WARN, LoggerFactory.getLogger(Console.class), LogEvent.WARNING)
          .say("{}", Redaction.text(message));
    }
    info("warning: " + message);
  }

  @Override
  public void trouble(String message) {
    error(message);
  }

  /** Not said with {@code --quiet}. */
  void info(String message) {
    if (!quiet) {
      print(message);
    }
  }

  void error(UploaderException e) {
    error(line(e));
  }

  void error(String message) {
    print(ci.error(message));
  }

  /** What is no message: marks for the system that shows the log. Not with {@code --quiet}. */
  void raw(String marks) {
    if (!quiet && !marks.isEmpty()) {
      aside(
          () -> {
            err.print(marks);
            err.flush();
          });
    }
  }

  /** Text from outside, as it may be shown: one line without secrets. */
  static String safe(String text) {
    return SafeText.clean(Redaction.text(text));
  }

  /**
   * Asks a person; only a line that says yes is one. The answer is read by a thread of its own,
   * since nothing else ends a wait for a terminal.
   *
   * @throws UploaderException of kind INTERRUPTED if the program is asked to stop instead
   */
  boolean ask(String question, InputStream in, StopSignal stop) {
    print(question, "");
    CompletableFuture<String> answer = new CompletableFuture<>();
    stop.onRequest(() -> answer.cancel(false));
    Thread reading = new Thread(() -> answer.complete(line(in)), "answer");
    reading.setDaemon(true);
    reading.start();
    try {
      String line = answer.join();
      if (!line.endsWith("\n")) {
        print("", "\n"); // what comes next would stand behind the question
      }
      return line.strip().matches("(?i)y(?:es)?");
    } catch (CancellationException e) {
      print("", "\n");
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    }
  }

  /** A line with its end, if it has one: what there is of it when the terminal is gone. */
  private static String line(InputStream in) {
    StringBuilder line = new StringBuilder();
    try {
      int read = 0;
      while (read != '\n' && line.length() < MAX_ANSWER && (read = in.read()) >= 0) {
        line.append((char) read);
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString();
  }

  private synchronized void print(String text, String end) {
    err.print(SafeText.clean(Redaction.text(text)) + end);
    err.flush();
  }

  synchronized void print(String message) {
    String safe = Redaction.text(message);
    ProgressDisplay shown = display;
    if (shown == null) {
      err.print(safe + "\n");
      err.flush();
    } else {
      shown.println(safe);
    }
  }

  /** What, where, why, the service's request id, what to do: on one line, without "error". */
  static String line(UploaderException e) {
    String id = e.requestId() == null ? "" : " [X-Request-ID: " + e.requestId() + "]";
    String hint = e.hint() == null ? "" : "; " + e.hint();
    return Redaction.text(String.valueOf(e.getMessage())) + id + hint;
  }

  /** A failure of an item: one line, whatever the cells hold that the message quotes. */
  void error(SourceEntry entry, UploaderException e) {
    if (e.alreadySaid()) {
      return;
    }
    String line = line(e);
    String where = entry.origin().where();
    String text = SafeText.clean(line.contains(where) ? line : where + ": " + line);
    if (e.kind() == ErrorKind.INTERRUPTED) {
      info(text); // it is saved
    } else {
      boolean shown = annotated.incrementAndGet() <= CiLog.MAX_ROWS;
      print(shown ? ci.error(text, entry, env) : CiLog.NONE.error(text));
    }
  }

  /**
   * Why a run stopped before its end, if it did.
   *
   * @param asked whether somebody asked it to: a signal
   */
  void sayStop(JobSummary summary, boolean asked) {
    AbortPolicy.Stop stop = summary.stop();
    long left = summary.count(ItemOutcome.DEFERRED);
    if (stop == null && asked && left > 0) {
      long saved = summary.saved();
      info(
          "stopped: %s saved unfinished, %s not started; run the same command again to continue"
              .formatted(
                  saved == 1 ? "1 upload" : saved + " uploads",
                  left - saved == 1 ? "1 item" : left - saved + " items"));
    }
    boolean said = summary.items() == 1 && left == 0 && !summary.kinds().isEmpty();
    if (stop != null && !said) {
      String untried = left == 1 ? "; 1 item was not tried" : "; " + left + " items were not tried";
      String next =
          stop.kind() == ErrorKind.WAIT_TIMEOUT
              ? "; run the same command again to keep waiting"
              : "; fix this, then run the same command again";
      error("stopped: " + stop.message() + (left == 0 ? "" : untried) + next);
    }
  }
}
