package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.job.LateLinks;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.job.ShardedSource;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.report.CsvFiles;
import io.kinescope.uploader.report.EarlierRecords;
import io.kinescope.uploader.report.ListReports;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.csv.ListSource;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import-csv}: the bulk import. */
@Command(
    name = "import-csv",
    description = {
      "Import the videos of a CSV file.",
      "Its columns: url or file, title, and optionally description, subtitle, filename, parent_id, id.",
      "Results go to FILE.results.csv, rows that failed to FILE.failed.csv.",
      "FILE.failed.csv can be imported as it is: it shares the ledger of FILE, and --retry-failed is implied."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope import-csv videos.csv --parent PARENT_ID --dry-run",
      "  kinescope import-csv videos.csv --parent PARENT_ID --parallel 8",
      "  kinescope import-csv videos.csv --sandbox"
    })
final class ImportCommand extends BaseCommand.Uploading {
  @Parameters(paramLabel = "FILE", description = "The CSV file; - reads standard input.")
  String file = "";

  @Option(
      names = "--dry-run",
      description = "Check every row and show what would happen to it; send nothing.")
  boolean dryRun;

  @Option(names = "--strict", description = "Send nothing if any row is invalid.")
  boolean strict;

  @Option(names = "--limit", paramLabel = "N", description = "Process at most N rows in this run.")
  @Nullable Long limit;

  @Option(
      names = "--results",
      paramLabel = "FILE|none",
      description = "Where to write the results (default: FILE.results.csv; with --sandbox none).")
  @Nullable String results;

  @Option(
      names = "--failed",
      paramLabel = "FILE|none",
      description =
          "Where to write the rows that failed (default: FILE.failed.csv; with --sandbox none).")
  @Nullable String failed;

  @Mixin CsvOptions csv = new CsvOptions();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "Record of the uploaded rows (default: FILE.ledger.db; with --sandbox in memory).")
  @Nullable Path ledger;

  @Option(
      names = "--new-ledger",
      description =
          "Upload rows that the ledger does not know, even if results or other ledgers beside it do: this is a new list.")
  boolean newLedger;

  @Option(
      names = "--lock-wait",
      paramLabel = "DURATION",
      defaultValue = "0",
      description =
          "Wait this long for another run that uses the ledger to end (default: not at all).")
  Duration lockWait = Duration.ZERO;

  @Option(
      names = "--retry-failed",
      description =
          "Retry rows that Kinescope refused in an earlier run, and upload files again that differ from their videos.")
  boolean retryFailed;

  @Option(
      names = "--update-metadata",
      description = "Send edited titles and descriptions of uploaded rows to their videos.")
  boolean updateMetadata;

  @Option(
      names = "--no-follow-up",
      description = "Do not check whether the videos of earlier runs are ready.")
  boolean noFollowUp;

  @Mixin RunOptions.Batch options = new RunOptions.Batch();

  @Mixin ReportOptions told = new ReportOptions();

  @Override
  ReportOptions reports() {
    return dryRun ? told.ofDryRun() : told;
  }

  @Mixin ShardOption sharding = new ShardOption();

  /** The rows that a shard left are the shard's; the failed file of a whole list is no list. */
  @Override
  @Nullable Shard shard() {
    Shard set = sharding.in(root().environment);
    Path csv = Path.of(file);
    Shard of = LedgerPlace.isReport(csv) ? Shard.of(csv) : null;
    require(
        set == null || of == null || set.equals(of),
        file + " is of shard " + of + ", and --shard is " + set + "; leave --shard out");
    require(
        set == null || of != null || !LedgerPlace.isOfFailed(csv),
        "--shard is for lists: the rows of " + file + " are in their list's ledger; leave it out");
    return of == null ? set : of;
  }

  @Override
  ExitCode upload(App app) {
    Job job = job();
    requireFile("--results", results);
    requireFile("--failed", failed);
    if (!dryRun) {
      app.kinescope();
    }
    try (CsvInput input = CsvInput.of(file, app.environment.in())) {
      boolean nowhere = dryRun && ledger == null && input.original() == null;
      Path place = nowhere ? null : LedgerPlace.ofList(app, input.original(), ledger);
      Reports reports = reports(app, input, place);
      RunLog.begun(spec, app, place, reports.results());
      try (Console.Progress progress = app.progress(Layout.ROWS)) {
        ImportReport report = new ImportReport(this, app, place);
        Listed list = list(app, input);
        EarlierRecords earlier = earlier(app, job, input, reports, place);
        return dryRun
            ? planned(app, job, list, report, place, earlier)
            : imported(app, job, list, reports, report, progress, place, earlier);
      }
    }
  }

  private ExitCode planned(
      App app,
      Job job,
      Listed list,
      ImportReport report,
      @Nullable Path place,
      @Nullable EarlierRecords earlier) {
    ListPlan plan = new ListPlan(app, job, list.items(), place);
    ItemSource.Checked checked = plan.checked(report);
    long ended = plan.plan(report::planned);
    warnOfNewLedger(app, list.csv(), place);
    if (report.plansCalls()) {
      try (LedgerReader known = plan.existing()) {
        if (place != null && !newLedger) {
          try (LedgerReader all = whole(app, job, place)) {
            ShardLedgers.requireMerged(
                app.shard == null ? known : all,
                Shard.whole(place),
                ShardLedgers.others(place, app.shard));
          }
        }
        if (earlier != null) {
          earlier.requireKnown(known);
        }
      }
    }
    return report.nothingSent(checked.items(), checked.invalid() + ended, 0, true);
  }

  private ExitCode imported(
      App app,
      Job job,
      Listed list,
      Reports reports,
      ImportReport report,
      Console.Progress progress,
      @Nullable Path place,
      @Nullable EarlierRecords earlier) {
    ListPlan plan = new ListPlan(app, job, list.items(), place);
    ItemSource.Checked checked = plan.checked(report);
    boolean late =
        new LateLinks(Instant.now(), app.rate()).isPossible(checked.firstEnd(), checked.items());
    long ended = late ? plan.plan((entry, planned) -> {}) : 0;
    long invalid = checked.invalid() + ended;
    if (strict && invalid + list.invalidElsewhere() > 0) {
      return report.nothingSent(checked.items(), invalid, list.invalidElsewhere(), false);
    }
    warnOfNewLedger(app, list.csv(), place);
    try (OpenLedger open = OpenLedger.ofList(app, place, lockWait, job.is(Flag.ADOPT_EXISTING));
        ListReports files =
            new ListReports(
                reports.results(),
                reports.failed(),
                list.csv().dialect(),
                list.csv().header(),
                open.ledger(),
                Clock.systemUTC())) {
      shareList(app, job, list, open);
      JobRunner runner = new JobRunner(job, list.items(), app.stop(), progress.board);
      if (earlier != null) {
        runner.beforeFirstCall(() -> earlier.requireKnown(open.ledger()));
      }
      JobSummary summary =
          app.run(runner, checked, options.toUploads(app), open, report.writing(files));
      progress.end(); // or the bars would be drawn again below each line
      files.finish();
      if (reports.failed() != null && open.path() != null) {
        LedgerPlace.lead(reports.failed(), open.path());
      }
      return report.finish(summary, files);
    }
  }

  /** Rows that were tried before have a ledger somewhere, and only that keeps them from twins. */
  private void warnOfNewLedger(App app, ListSource list, @Nullable Path place) {
    boolean isNew = ledger == null && place != null && !Files.exists(place);
    if (isNew && CsvFiles.isReport(list.header())) {
      app.console.warn(
          file
              + " was written by an import, but the ledger of that import is not beside it: the rows it"
              + " knows would be uploaded a second time; use --ledger to name it");
    }
  }

  private Listed list(App app, CsvInput input) {
    ListSource list =
        new ListSource(
            input.input(),
            csv.toManifest(),
            app.parent(),
            options.toDemands(Demands.LARGEST_SINGLE_OF_MANY),
            app.stop()::requested,
            app.console::warn);
    Shard shard = app.shard;
    boolean partial = LedgerPlace.isReport(Path.of(file));
    return new Listed(list, shard == null ? list : new ShardedSource(list, shard, partial));
  }

  /**
   * The list, and what of it this process takes.
   *
   * @param items all of the list's, or a shard's
   */
  private record Listed(ListSource csv, ItemSource items) {
    /** With --strict one invalid row keeps all shards from sending. */
    long invalidElsewhere() {
      return items instanceof ShardedSource shard ? shard.invalidElsewhere() : 0;
    }
  }

  /** That of runs without shards, for a shard; null if there is none. */
  private static @Nullable Ledger whole(App app, Job job, Path own) {
    Path whole = Shard.whole(own);
    return app.shard == null || !Files.exists(whole)
        ? null
        : OpenLedger.whole(app, whole, job.is(Flag.ADOPT_EXISTING));
  }

  /** Sees to it that the ledger knows what other ledgers of the list know of its rows. */
  private void shareList(App app, Job job, Listed list, OpenLedger open) {
    Path own = open.path();
    if (own == null) {
      return;
    }
    boolean looked = job.is(Flag.RETRY_UNKNOWN);
    List<Path> others = ShardLedgers.others(own, app.shard);
    Path whole = Shard.whole(own);
    if (app.shard != null) {
      OpenLedger.requireIdle(app, others);
    }
    try (LedgerReader all = whole(app, job, own)) {
      if (all != null) {
        ShardLedgers.takeOver(open.ledger(), all, list.items(), true, looked);
      }
      if (!newLedger) {
        ShardLedgers.requireMerged(app.shard == null ? open.ledger() : all, whole, others);
      }
    }
    if (list.items() instanceof ShardedSource shard) {
      ShardLedgers.noteList(open.ledger(), shard, looked);
    }
  }

  /** Null where nothing is compared: it was told so, or what is not known is looked for. */
  private @Nullable EarlierRecords earlier(
      App app, Job job, CsvInput input, Reports reports, @Nullable Path place) {
    return newLedger || place == null || job.is(Flag.ADOPT_EXISTING)
        ? null
        : new EarlierRecords(
            input.input(),
            csv.toManifest(),
            app.parent(),
            reports.results(),
            place,
            app.apiUrl(),
            app.shard,
            app.console::warn);
  }

  private Job job() {
    require(limit == null || limit >= 0, "--limit must not be negative");
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    // Whoever imports the rows that failed wants them tried again.
    boolean mends = LedgerPlace.isOfFailed(Path.of(file));
    RunOptions.put(flags, Flag.MENDS, mends);
    RunOptions.put(flags, Flag.RETRY_FAILED, retryFailed || mends);
    RunOptions.put(flags, Flag.UPDATE_METADATA, updateMetadata);
    RunOptions.put(flags, Flag.FOLLOW_UP, !noFollowUp);
    return options.toJob(limit, flags);
  }

  /** Where the reports go; null for none. */
  private record Reports(@Nullable Path results, @Nullable Path failed) {}

  private Reports reports(App app, CsvInput input, @Nullable Path place) {
    Path resultsFile = reportFile(app, input, results, CsvFiles.RESULTS);
    Path failedFile = reportFile(app, input, failed, CsvFiles.FAILED);
    CsvFiles.requireDifferent(
        Stream.concat(
                Stream.of(input.input().path(), resultsFile, failedFile)
                    .flatMap(path -> path == null ? Stream.of() : Stream.of(path)),
                place == null ? Stream.of() : CsvFiles.ofLedger(place).stream())
            .toList());
    return new Reports(resultsFile, failedFile);
  }

  /** {@code -} is standard output for other programs; here it would be a file of that name. */
  private static void requireFile(String option, @Nullable String named) {
    if (named != null && (named.isEmpty() || named.equals("-"))) {
      throw UploaderException.usage(
          option + " " + (named.isEmpty() ? "''" : named) + " does not name a file",
          "name a file, or none; -o jsonl prints every row as it ends");
    }
  }

  /**
   * The emulator's results are of no use to anybody later, so they are written only where that was
   * asked for.
   */
  private @Nullable Path reportFile(App app, CsvInput input, @Nullable String named, String usual) {
    Path original = input.original();
    Path whole =
        named != null
            ? named.equals("none") ? null : Path.of(named)
            : app.isSandbox() || original == null ? null : CsvFiles.beside(original, usual);
    return whole == null ? null : app.ofShard(whole);
  }
}
