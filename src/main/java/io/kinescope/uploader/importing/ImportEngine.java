package io.kinescope.uploader.importing;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.manifest.ManifestEntry;
import io.kinescope.uploader.manifest.ManifestReader;
import io.kinescope.uploader.manifest.ManifestRow;
import io.kinescope.uploader.manifest.RowChecker;
import io.kinescope.uploader.manifest.RowError;
import io.kinescope.uploader.manifest.SourceState;
import io.kinescope.uploader.pace.StopSignal;
import io.kinescope.uploader.pace.WorkerPool;
import io.kinescope.uploader.progress.ProgressBoard;
import io.kinescope.uploader.upload.Notices;
import io.kinescope.uploader.upload.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;

/**
 * Runs an import: every row is checked first, so that a file that can't be read to its end sends
 * nothing; then the rows go to the workers in order. Holds a bounded number of rows at a time.
 */
public final class ImportEngine {
  private final ImportSettings settings;
  private final StopSignal signal;
  private final ProgressBoard board;
  private final Clock clock;

  /** An engine for one file. */
  public ImportEngine(
      ImportSettings settings, StopSignal signal, ProgressBoard board, Clock clock) {
    this.settings = settings;
    this.signal = signal;
    this.board = board;
    this.clock = clock;
  }

  /**
   * What checking the whole file found.
   *
   * @param rows all of them
   * @param invalid those that can't be sent
   */
  public record Checked(long rows, long invalid) {}

  /**
   * Checks every row and sends nothing.
   *
   * @param listener told of each entry: a row that may be sent, or an error
   * @param notices told of columns that look misspelled
   * @throws UploaderException of kind INPUT if the file can't be read to its end
   */
  public Checked check(EntryListener listener, Notices notices) {
    long rows = 0;
    long invalid = 0;
    try (ManifestReader reader = open()) {
      reader.header().warnings().forEach(notices::warn);
      RowChecker checker = new RowChecker(settings.parent(), SourceState::of);
      while (reader.hasNext()) {
        ManifestEntry entry = checker.check(reader.next());
        rows++;
        if (entry instanceof RowError) {
          invalid++;
        }
        listener.checked(entry);
      }
    }
    return new Checked(rows, invalid);
  }

  /** Told of each entry while the file is checked. */
  @FunctionalInterface
  public interface EntryListener {
    /** One entry. */
    void checked(ManifestEntry entry);
  }

  /**
   * Imports the rows; returns when all have ended.
   *
   * @param uploads sends them
   * @param listener told of each row as it ends
   */
  public ImportSummary run(Uploads uploads, RowListener listener) {
    RowImporter importer = new RowImporter(uploads, board, settings.parent());
    StopRules rules = new StopRules(settings.maxErrors(), signal);
    try (ManifestReader reader = open();
        RunRecorder recorder = new RunRecorder(settings, reader, listener, board, clock)) {
      try (WorkerPool pool = new WorkerPool("row", settings.parallel())) {
        readAll(reader, recorder, rules, importer, pool);
      }
      return recorder.finish(rules.reason());
    }
  }

  private void readAll(
      ManifestReader reader,
      RunRecorder recorder,
      StopRules rules,
      RowImporter importer,
      WorkerPool pool) {
    RowChecker checker = new RowChecker(settings.parent(), SourceState::of);
    long tried = 0;
    try {
      for (long number = 0; reader.hasNext(); number++) {
        ManifestEntry entry = checker.check(reader.next());
        if (entry instanceof RowError error) {
          recorder.ended(number, entry, RowOutcome.invalid(error.message()));
        } else if (settings.limit() != null && tried >= settings.limit()) {
          recorder.ended(number, entry, RowOutcome.deferred(0));
        } else {
          tried++;
          long current = number;
          pool.submit(() -> one(current, (ManifestRow) entry, recorder, rules, importer));
        }
      }
    } catch (UploaderException e) {
      // The file was whole when it was checked: somebody writes to it. What was begun is finished
      // and recorded.
      rules.stop(
          e.kind() == ErrorKind.INPUT ? ErrorKind.REFUSED : e.kind(),
          String.valueOf(e.getMessage()));
    }
  }

  private static void one(
      long number, ManifestRow row, RunRecorder recorder, StopRules rules, RowImporter importer) {
    RowOutcome outcome = rules.mayGoOn() ? importer.run(row) : RowOutcome.deferred(0);
    rules.ended(outcome, row.parentId() != null);
    try {
      recorder.ended(number, row, outcome);
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage())); // the reports can't be written
    }
  }

  private ManifestReader open() {
    ImportSettings.Input input = settings.input();
    try {
      return ManifestReader.open(
          Files.newInputStream(input.path()), input.name(), input.folder(), settings.options());
    } catch (NoSuchFileException e) {
      throw unreadable(input.name() + " does not exist", e);
    } catch (IOException e) {
      throw unreadable(input.name() + " can't be read: " + e.getMessage(), e);
    }
  }

  private static UploaderException unreadable(String what, IOException e) {
    return new UploaderException(
        ErrorKind.INPUT, "CSV file " + what, "check the path and its permissions", null, null, e);
  }
}
