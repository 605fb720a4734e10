package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowChecker;
import io.kinescope.uploader.source.csv.RowError;
import io.kinescope.uploader.source.csv.SourceState;
import io.kinescope.uploader.upload.UploadPlanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second pass over the rows: hands each to a worker, or ends it here when no call is needed,
 * and waits until all have ended. Holds a bounded number of rows at a time.
 */
final class ImportRun {
  /** Rows whose ledger entries are asked for at once: ten rows more would save no more. */
  private static final int LOOKED_UP_TOGETHER = 100;

  private final ImportSettings settings;
  private final CheckedRows checked;
  private final InputFile input;
  private final RunRecorder recorder;
  private final AbortPolicy rules;
  private final RowImporter importer;

  /**
   * A run that has not begun.
   *
   * @param checked what the first pass found
   * @param input the list
   */
  ImportRun(
      ImportSettings settings,
      CheckedRows checked,
      InputFile input,
      RunRecorder recorder,
      AbortPolicy rules,
      RowImporter importer) {
    this.settings = settings;
    this.checked = checked;
    this.input = input;
    this.recorder = recorder;
    this.rules = rules;
    this.importer = importer;
  }

  /** Runs all rows; how many there were. */
  long run(ManifestReader reader, ImportTools tools) {
    return settings.watch().waits() ? waiting(reader, tools) : all(reader, null);
  }

  private long waiting(ManifestReader reader, ImportTools tools) {
    ProcessingPoller.Settings how =
        new ProcessingPoller.Settings(settings.watch().timeout(), settings.watch().verify());
    try (ProcessingPoller poller = new ProcessingPoller(tools, how, this::waitedFor)) {
      long read = all(reader, poller);
      poller.uploadsEnded();
      addLater(poller, tools.ledger());
      UploaderException trouble = poller.finish();
      if (trouble != null && trouble.kind() != ErrorKind.INTERRUPTED) {
        rules.stop(trouble.kind(), String.valueOf(trouble.getMessage()));
      }
      return read;
    }
  }

  /**
   * Rows that the poller had no room for are read again, and what became of them is in the ledger.
   */
  private void addLater(ProcessingPoller poller, Ledger ledger) {
    if (!poller.anyLater()) {
      return;
    }
    try (ManifestReader reader = input.openAgain()) {
      for (long number = 0; reader.hasNext(); number++) {
        ManifestEntry entry = reader.next();
        if (poller.isLater(number)) {
          ManifestRow row = sameAsBefore(entry);
          RowJob job = new RowJob(row, settings.parent());
          LedgerEntry known = ledger.find(job.key()).orElseThrow(input::changed);
          boolean differs = !job.fingerprint().equals(known.intent().fingerprint());
          poller.addWhenRoom(
              number,
              row,
              poller.wasSkipped(number)
                  ? RowOutcome.skipped(known.known(), differs, true)
                  : RowOutcome.done(known));
        }
      }
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  private ManifestRow sameAsBefore(ManifestEntry entry) {
    if (entry instanceof ManifestRow row) {
      return row;
    }
    throw input.changed();
  }

  private long all(ManifestReader reader, @Nullable ProcessingPoller poller) {
    try (WorkerPool pool = new WorkerPool("row", settings.parallel())) {
      return readAll(reader, pool, poller);
    }
  }

  /** Hands every row to a worker; how many there were. */
  private long readAll(ManifestReader reader, WorkerPool pool, @Nullable ProcessingPoller poller) {
    RowChecker checker = new RowChecker(settings.parent(), SourceState::of);
    long number = 0;
    long tried = 0;
    try {
      for (List<ManifestEntry> some = next(number, reader, checker);
          !some.isEmpty();
          some = next(number, reader, checker)) {
        List<@Nullable RowOutcome> outcomes = withoutCall(number, some);
        for (int i = 0; i < some.size(); i++, number++) {
          ManifestEntry entry = some.get(i);
          RowOutcome outcome = outcomes.get(i);
          if (outcome == null) {
            entry = checked.beforeSending((ManifestRow) entry, checker);
            outcome = entry instanceof RowError e ? RowOutcome.invalid(e.message()) : null;
          }
          if (outcome == null && settings.limit() != null && tried >= settings.limit()) {
            outcome = RowOutcome.deferred();
          }
          if (outcome != null) {
            end(number, entry, outcome, poller);
          } else {
            tried++;
            long current = number;
            ManifestRow row = (ManifestRow) entry;
            pool.submit(weight(row), () -> one(current, row, poller));
          }
        }
      }
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage())); // what was begun is finished
    }
    return number;
  }

  /** The next rows, as many as are looked up in the ledger together; empty at the end. */
  private List<ManifestEntry> next(long number, ManifestReader reader, RowChecker checker) {
    List<ManifestEntry> some = new ArrayList<>(LOOKED_UP_TOGETHER);
    try {
      while (some.size() < LOOKED_UP_TOGETHER && reader.hasNext()) {
        some.add(checked.entry(number + some.size(), reader.next(), settings.parent(), checker));
      }
    } catch (UploaderException e) {
      if (some.isEmpty()) {
        input.requireUnchanged(); // else it was whole, and what can't be read was written just now
        throw e;
      } // else the rows before it stand, and the reader throws it again
    }
    input.requireUnchanged();
    return some;
  }

  private static WorkerPool.Weight weight(ManifestRow row) {
    return row.file() == null ? WorkerPool.Weight.LIGHT : UploadPlanner.weight(row.file());
  }

  private List<@Nullable RowOutcome> withoutCall(long number, List<ManifestEntry> some) {
    try {
      return importer.withoutCall(some, i -> checked.size(number + i));
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage())); // the ledger can't be read
      List<@Nullable RowOutcome> outcomes = new ArrayList<>();
      for (ManifestEntry entry : some) {
        outcomes.add(
            entry instanceof RowError error
                ? RowOutcome.invalid(error.message())
                : RowOutcome.deferred());
      }
      return outcomes;
    }
  }

  private void one(long number, ManifestRow row, @Nullable ProcessingPoller poller) {
    RowOutcome outcome = rules.mayGoOn() ? importer.run(row) : RowOutcome.deferred();
    rules.ended(outcome, row.parentId() != null);
    end(number, row, outcome, poller);
  }

  /** Ends a row, or has its video waited for first. */
  private void end(
      long number, ManifestEntry entry, RowOutcome outcome, @Nullable ProcessingPoller poller) {
    if (poller == null || !outcome.pending()) {
      ended(number, entry, outcome);
    } else if (!poller.add(number, (ManifestRow) entry, outcome)) {
      recorder.moved(outcome.bytesSent(), outcome.bytesResumed());
    }
  }

  private void waitedFor(long number, ManifestRow row, RowOutcome outcome) {
    rules.endedLater(outcome);
    ended(number, row, outcome);
  }

  private void ended(long number, ManifestEntry entry, RowOutcome outcome) {
    try {
      recorder.ended(number, entry, outcome);
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage())); // the reports can't be written
    }
  }
}
