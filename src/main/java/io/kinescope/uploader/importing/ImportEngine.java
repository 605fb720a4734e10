package io.kinescope.uploader.importing;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.http.Redaction;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.manifest.Column;
import io.kinescope.uploader.manifest.ManifestEntry;
import io.kinescope.uploader.manifest.ManifestHeader;
import io.kinescope.uploader.manifest.ManifestReader;
import io.kinescope.uploader.manifest.ManifestRow;
import io.kinescope.uploader.manifest.RowChecker;
import io.kinescope.uploader.manifest.RowError;
import io.kinescope.uploader.manifest.SourceState;
import io.kinescope.uploader.pace.StopSignal;
import io.kinescope.uploader.pace.WorkerPool;
import io.kinescope.uploader.progress.ProgressBoard;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs an import: every row is checked first, so that a file that can't be read to its end sends
 * nothing; then the rows go to the workers in order. Holds a bounded number of rows at a time.
 */
public final class ImportEngine {
  /** Rows whose ledger entries are asked for at once: ten rows more would save no more. */
  private static final int LOOKED_UP_TOGETHER = 100;

  private final ImportSettings settings;
  private final StopSignal signal;
  private final ProgressBoard board;
  private final Clock clock;
  private final CheckedRows checked = new CheckedRows();

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
   * @throws UploaderException of kind INPUT if the file can't be read to its end, USAGE if nothing
   *     says where its videos shall go
   */
  public Checked check(EntryListener listener, Notices notices) {
    long rows = 0;
    long invalid = 0;
    try (ManifestReader reader = open()) {
      requireSomeParent(reader.header());
      reader.header().warnings().forEach(notices::warn);
      RowChecker checker = new RowChecker(settings.parent(), SourceState::of);
      while (reader.hasNext()) {
        if (signal.requested()) {
          throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while checking the rows");
        }
        ManifestEntry entry = checker.check(reader.next());
        checked.note(rows, entry);
        rows++;
        if (entry instanceof RowError) {
          invalid++;
        }
        listener.checked(entry);
      }
    }
    return new Checked(rows, invalid);
  }

  /** Else every row would be invalid for the same reason. */
  private void requireSomeParent(ManifestHeader header) {
    if (settings.parent() == null && !header.positions().containsKey(Column.PARENT_ID)) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "no parent is set, and " + settings.input().name() + " has no column 'parent_id'",
          "give --parent ID or set KINESCOPE_PARENT_ID; 'kinescope projects' and 'kinescope folders'"
              + " list ids");
    }
  }

  /** Told of each entry while the file is checked. */
  @FunctionalInterface
  public interface EntryListener {
    /** One entry. */
    void checked(ManifestEntry entry);
  }

  /**
   * What would happen to a valid row.
   *
   * @param word {@code upload}, {@code skip}, {@code resume}, {@code look-up} or {@code stay}
   * @param entry what the ledger knows of it
   * @param note what else there is to say
   */
  public record Planned(String word, @Nullable LedgerEntry entry, @Nullable String note) {}

  /** Decides for a dry run, as the run itself would. */
  public Planned planned(ManifestRow row, @Nullable Ledger ledger) {
    RowJob job = new RowJob(row, settings.parent());
    LedgerEntry entry = ledger == null ? null : ledger.find(job.key()).orElse(null);
    RowPlan plan = RowPlan.of(entry, row, job.fingerprint(), job.sourceIfReadable(), retries());
    return new Planned(plan.word(), entry, note(plan));
  }

  private @Nullable String note(RowPlan plan) {
    if (plan instanceof RowPlan.Skip skip && skip.metadataDiffers()) {
      return settings.again().updateMetadata()
          ? "metadata differs: the new title and description are sent"
          : "metadata differs";
    }
    if (plan instanceof RowPlan.Send send && send.abandoned() != null) {
      return "as a new video; the earlier one is " + send.abandoned();
    }
    return plan instanceof RowPlan.Stay stay ? Redaction.text(stay.failure().message()) : null;
  }

  private RowPlan.Retries retries() {
    return new RowPlan.Retries(settings.again().retryFailed(), settings.again().retryUnknown());
  }

  /**
   * Imports the rows, which must have been {@link #check checked}; returns when all have ended.
   *
   * @param tools what to work with
   * @param listener told of each row as it ends
   */
  public ImportSummary run(ImportTools tools, RowListener listener) {
    if (settings.watch().followUp()) {
      new FollowUp(tools.videos(), tools.ledger(), tools.notices()).run();
    }
    RowImporter importer =
        new RowImporter(
            tools,
            board,
            new RowImporter.Rules(settings.parent(), retries(), settings.again().updateMetadata()));
    StopRules rules = new StopRules(settings.maxErrors(), signal);
    try (ManifestReader reader = open();
        RunRecorder recorder = new RunRecorder(settings, reader, listener, board, clock)) {
      Run run = new Run(recorder, rules, importer);
      long read = settings.watch().waits() ? waiting(reader, run, tools) : all(reader, run, null);
      if (read != recorder.rows()) {
        rules.stop(
            ErrorKind.BUG,
            "a bug in this program: " + read + " rows, but " + recorder.rows() + " of them ended");
      }
      return recorder.finish(rules.reason());
    }
  }

  /** What the workers share. */
  private record Run(RunRecorder recorder, StopRules rules, RowImporter importer) {}

  private long waiting(ManifestReader reader, Run run, ImportTools tools) {
    ProcessingPoller.Settings how =
        new ProcessingPoller.Settings(settings.watch().timeout(), settings.watch().verify());
    try (ProcessingPoller poller =
        new ProcessingPoller(
            tools,
            how,
            (number, row, outcome) -> ended(number, row, outcome, run.recorder(), run.rules()))) {
      long read = all(reader, run, poller);
      poller.uploadsEnded();
      addLater(poller, run, tools.ledger());
      UploaderException trouble = poller.finish();
      if (trouble != null && trouble.kind() != ErrorKind.INTERRUPTED) {
        run.rules().stop(trouble.kind(), String.valueOf(trouble.getMessage()));
      }
      return read;
    }
  }

  /**
   * Rows that the poller had no room for are read again, and what became of them is in the ledger.
   */
  private void addLater(ProcessingPoller poller, Run run, Ledger ledger) {
    if (!poller.anyLater()) {
      return;
    }
    try (ManifestReader reader = open()) {
      for (long number = 0; reader.hasNext(); number++) {
        ManifestEntry entry = reader.next();
        if (poller.isLater(number)) {
          ManifestRow row = sameAsBefore(entry);
          LedgerEntry known =
              ledger.find(new RowJob(row, settings.parent()).key()).orElseThrow(this::changed);
          poller.addWhenRoom(number, row, RowOutcome.done(known));
        }
      }
    } catch (UploaderException e) {
      run.rules().stop(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  private ManifestRow sameAsBefore(ManifestEntry entry) {
    if (entry instanceof ManifestRow row) {
      return row;
    }
    throw changed();
  }

  private UploaderException changed() {
    return new UploaderException(
        ErrorKind.REFUSED, settings.input().name() + " was changed while it was imported");
  }

  private long all(ManifestReader reader, Run run, @Nullable ProcessingPoller poller) {
    try (WorkerPool pool = new WorkerPool("row", settings.parallel())) {
      return readAll(reader, run, pool, poller);
    }
  }

  /** Hands every row to a worker; how many there were. */
  private long readAll(
      ManifestReader reader, Run run, WorkerPool pool, @Nullable ProcessingPoller poller) {
    RowChecker checker = new RowChecker(settings.parent(), SourceState::of);
    long number = 0;
    long tried = 0;
    try {
      for (List<ManifestEntry> some = next(number, reader, checker);
          !some.isEmpty();
          some = next(number, reader, checker)) {
        List<@Nullable RowOutcome> outcomes = withoutCall(some, run);
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
            ended(number, entry, outcome, run.recorder(), run.rules());
          } else {
            tried++;
            long current = number;
            ManifestRow row = (ManifestRow) entry;
            pool.submit(weight(row), () -> one(current, row, run, poller));
          }
        }
      }
    } catch (UploaderException e) {
      // The file was whole when it was checked: somebody writes to it. What was begun is finished
      // and recorded.
      run.rules()
          .stop(
              e.kind() == ErrorKind.INPUT ? ErrorKind.REFUSED : e.kind(),
              String.valueOf(e.getMessage()));
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
        throw e;
      } // else the rows before it stand, and the reader throws it again
    }
    return some;
  }

  private static WorkerPool.Weight weight(ManifestRow row) {
    return row.file() == null ? WorkerPool.Weight.LIGHT : FileSource.weight(row.file());
  }

  private static List<@Nullable RowOutcome> withoutCall(List<ManifestEntry> some, Run run) {
    try {
      return run.importer().withoutCall(some);
    } catch (UploaderException e) {
      run.rules().stop(e.kind(), String.valueOf(e.getMessage())); // the ledger can't be read
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

  private static void one(
      long number, ManifestRow row, Run run, @Nullable ProcessingPoller poller) {
    RowOutcome outcome = run.rules().mayGoOn() ? run.importer().run(row) : RowOutcome.deferred();
    run.rules().ended(outcome, row.parentId() != null);
    boolean made = outcome.state() == RowState.UPLOADED || outcome.state() == RowState.ADOPTED;
    if (poller == null || !made) {
      ended(number, row, outcome, run.recorder(), run.rules());
    } else if (!poller.add(number, row, outcome)) {
      run.recorder().moved(outcome.bytesSent(), outcome.bytesResumed());
    }
  }

  private static void ended(
      long number, ManifestEntry entry, RowOutcome outcome, RunRecorder recorder, StopRules rules) {
    try {
      recorder.ended(number, entry, outcome);
    } catch (UploaderException e) {
      rules.stop(e.kind(), String.valueOf(e.getMessage())); // the reports can't be written
    }
  }

  private ManifestReader open() {
    ImportSettings.Input input = settings.input();
    if (Files.isDirectory(input.path())) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "CSV file " + input.name() + " is a folder", "name the file in it");
    }
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
