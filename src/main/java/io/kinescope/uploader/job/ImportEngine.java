package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.report.CsvFiles;
import io.kinescope.uploader.source.csv.Column;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestHeader;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowChecker;
import io.kinescope.uploader.source.csv.RowError;
import io.kinescope.uploader.upload.Notices;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Runs an import: every row is checked first, so that a file that can't be read to its end sends
 * nothing; then the rows go to the workers in order. Holds a bounded number of rows at a time.
 */
public final class ImportEngine {
  private final ImportSettings settings;
  private final StopSignal signal;
  private final ProgressBoard board;
  private final Clock clock;
  private final InputFile input;
  private final CheckedRows checked = new CheckedRows();
  private long planned;

  /** An engine for one file. */
  public ImportEngine(
      ImportSettings settings, StopSignal signal, ProgressBoard board, Clock clock) {
    this.settings = settings;
    this.input = new InputFile(settings.input(), settings.options());
    this.signal = signal;
    this.board = board;
    this.clock = clock;
  }

  /**
   * What checking the whole file found.
   *
   * @param rows all of them
   * @param invalid those that can't be sent
   * @param report whether an import wrote the file: its rows were tried before
   */
  public record Checked(long rows, long invalid, boolean report) {}

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
    boolean report;
    try (ManifestReader reader = input.openFirst()) {
      requireSomeParent(reader.header());
      reader.header().warnings().forEach(notices::warn);
      report = CsvFiles.isReport(reader.header());
      RowChecker checker = new RowChecker(settings.parent(), checked::look);
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
    return new Checked(rows, invalid, report);
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
   * @param word {@code upload}, {@code skip}, {@code resume}, {@code look-up}, {@code stay} or
   *     {@code defer}
   * @param entry what the ledger knows of it
   * @param note what else there is to say
   */
  public record Planned(String word, @Nullable LedgerEntry entry, @Nullable String note) {}

  /** Decides for a dry run, as the run itself would; each row once, in their order. */
  public Planned planned(ManifestRow row, @Nullable Ledger ledger) {
    RowJob job = new RowJob(row, settings.parent());
    LedgerEntry entry = ledger == null ? null : ledger.find(job.key()).orElse(null);
    RowPlan plan = RowPlan.of(entry, row, job.fingerprint(), job.sourceIfReadable(), retries());
    boolean beyond = needsCall(plan) && settings.limit() != null && planned++ >= settings.limit();
    return beyond
        ? new Planned("defer", entry, "--limit " + settings.limit())
        : new Planned(plan.word(), entry, note(plan));
  }

  private boolean needsCall(RowPlan plan) {
    return plan instanceof RowPlan.Skip skip
        ? skip.needsCall(settings.again().updateMetadata())
        : !(plan instanceof RowPlan.Stay);
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
            new RowImporter.Rules(
                settings.parent(), retries(), settings.again().updateMetadata(), settings.watch()));
    AbortPolicy rules = new AbortPolicy(settings.maxErrors(), signal);
    try (ManifestReader reader = input.openAgain();
        RunRecorder recorder = new RunRecorder(settings, reader, listener, board, clock)) {
      long read =
          new ImportRun(settings, checked, input, recorder, rules, importer).run(reader, tools);
      if (read != recorder.rows()) {
        rules.stop(
            ErrorKind.BUG,
            "a bug in this program: " + read + " rows, but " + recorder.rows() + " of them ended");
      }
      return recorder.finish(rules.reason());
    }
  }
}
