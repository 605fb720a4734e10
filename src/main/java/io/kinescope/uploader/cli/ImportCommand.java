package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.job.JobTools;
import io.kinescope.uploader.job.JobTools.Claim;
import io.kinescope.uploader.job.Planner;
import io.kinescope.uploader.job.TextRepair;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.report.CsvFiles;
import io.kinescope.uploader.report.ListReports;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.csv.ListSource;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
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
      "Import the videos of a CSV file: a column url or file, title, and optionally description,"
          + " subtitle, filename, parent_id, id.",
      "The results go to FILE.results.csv, rows that failed to FILE.failed.csv, which can be"
          + " imported as it is:",
      "it shares the ledger of FILE, and is what --retry-failed is for without being told."
    })
final class ImportCommand extends BaseCommand.Online {
  /** The value that switches a report off. */
  private static final String NONE = "none";

  private static final String STANDARD_OUTPUT = "-";

  @Parameters(paramLabel = "FILE", description = "The CSV file; - reads standard input.")
  String file = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Rows at once, up to 1000 (default: ${DEFAULT-VALUE}).")
  int parallel;

  @Option(
      names = "--dry-run",
      description = "Check every row and say what would happen to it; send nothing.")
  boolean dryRun;

  @Option(names = "--strict", description = "Send nothing if any row is invalid.")
  boolean strict;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Try at most so many rows in this run.")
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

  @Option(
      names = "--max-errors",
      paramLabel = "N|P%",
      description =
          "Stop when so many rows, or such a share of them, failed; a share is judged from the 20th"
              + " row tried on.")
  @Nullable ErrorThreshold maxErrors;

  @Option(
      names = "--delimiter",
      paramLabel = "C",
      description = "Default: found from the header: , ; tab or |.")
  @Nullable String delimiter;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Default: UTF-8, strictly; for example windows-1251 or utf-16.")
  @Nullable String encoding;

  @Option(
      names = "--map",
      paramLabel = "url=Link,…",
      description =
          "Which of the file's columns stand for ours, for example url=Link,title=Название.")
  List<String> map = List.of();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "The record of what is done (default: FILE.ledger.db; with --sandbox a temporary one).")
  @Nullable Path ledger;

  @Option(
      names = "--lock-wait",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "Wait so long for another run with this ledger to end (default: not at all).")
  Duration lockWait = Duration.ZERO;

  @Option(
      names = "--retry-failed",
      description =
          "Try rows again that Kinescope refused in an earlier run, and send files as new videos"
              + " whose video differs from them.")
  boolean retryFailed;

  @Option(
      names = "--retry-unknown",
      description =
          "Send rows again whose outcome stays unknown: you looked, and there is no video.")
  boolean retryUnknown;

  @Option(
      names = "--adopt-existing",
      description =
          "Take over videos of the same title (and size and MD5, where known) that the parent has"
              + " already, instead of uploading again: for a machine that has lost its ledger.")
  boolean adoptExisting;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "auto",
      description =
          "Of files: auto, single (one request), link (upload link and POST) or tus (link and"
              + " chunks) (default: ${DEFAULT-VALUE}).")
  MethodChoice method = MethodChoice.AUTO;

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      converter = Converters.ChunkSize.class,
      description = "Size of each Tus chunk, such as 8M (default: adapts to the line).")
  @Nullable Long chunkSize;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "Of files; default: found from each file's name.")
  @Nullable String contentType;

  @Option(
      names = "--update-metadata",
      description = "Send edited titles and descriptions of done rows to their videos.")
  boolean updateMetadata;

  @Option(
      names = "--no-follow-up",
      description = "Do not ask whether the videos of earlier runs are ready.")
  boolean noFollowUp;

  @Mixin WaitOptions wait = new WaitOptions();

  @Option(
      names = "--verify",
      description =
          "Compare MD5 and size of files with what Kinescope stored; waits for processing. Exit"
              + " code 9 if one differs.")
  boolean verify;

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport);
  }

  @Override
  ExitCode run(App session) {
    Checks.parallel(parallel);
    wait.requireUse(spec, true, verify);
    requireFile("--results", results);
    requireFile("--failed", failed);
    if (limit != null && limit < 0) {
      throw new UploaderException(ErrorKind.USAGE, "--limit must not be negative");
    }
    if (!dryRun) {
      session.kinescope();
    }
    Invocation invocation = session.invocation();
    try (CsvInput input = CsvInput.of(file, invocation.surroundings().in())) {
      Path place =
          dryRun ? placeOrNone(session, input) : ImportLedger.place(session, input, ledger);
      Job job = job();
      Reports reports = reports(session, input, place);
      ImportReport report = new ImportReport(invocation, session.transport(), place);
      try (ProgressView view = ProgressView.show(invocation, Layout.ROWS)) {
        report.through(view);
        ListSource list = list(session, input);
        return dryRun
            ? planned(session, job, list, report, place)
            : imported(session, job, list, reports, report, view, place);
      }
    }
  }

  private ExitCode planned(
      App session, Job job, ListSource list, ImportReport report, @Nullable Path place) {
    try (Ledger known = ImportLedger.existing(session, place)) {
      Planner planner = new Planner(job, known, rights(session));
      ItemSource.Checked checked = list.check(report.planning(planner::planned));
      warnOfNewLedger(session, list, place);
      return report.nothingSent(checked, true);
    }
  }

  /** Without a token nobody knows what it may; then the dry run says what it can. */
  private static @Nullable TextRepair rights(App session) {
    return session.hasToken()
        ? new TextRepair(session.kinescope().videos(), session.invocation().messages())
        : null;
  }

  private ExitCode imported(
      App session,
      Job job,
      ListSource list,
      Reports reports,
      ImportReport report,
      ProgressView view,
      @Nullable Path place) {
    ItemSource.Checked checked = list.check(report.checking());
    if (strict && checked.invalid() > 0) {
      return report.nothingSent(checked, false);
    }
    warnOfNewLedger(session, list, place);
    try (ImportLedger open = ImportLedger.open(session, place, lockWait)) {
      JobTools tools = session.jobTools(open.ledger(), key -> Claim.ALONE, chunkSize, verify);
      try (ListReports files =
          new ListReports(
              reports.results(),
              reports.failed(),
              list.dialect(),
              list.header(),
              Clock.systemUTC())) {
        JobRunner runner =
            new JobRunner(job, list, session.invocation().surroundings().stop(), view.board());
        JobSummary summary = runner.run(checked, tools, report.writing(files));
        files.finish();
        return report.finish(summary, files);
      }
    }
  }

  /** Rows that were tried before have a ledger somewhere, and only that keeps them from twins. */
  private void warnOfNewLedger(App session, ListSource list, @Nullable Path place) {
    if (CsvFiles.isReport(list.header())
        && ledger == null
        && place != null
        && !Files.exists(place)) {
      session
          .invocation()
          .messages()
          .warn(
              file
                  + " was written by an import, whose ledger is not beside it: what that ledger"
                  + " knows would be made a second time; name it with --ledger");
    }
  }

  /** Whoever imports the rows that failed wants them tried again. */
  private boolean isFailedFile() {
    return file.endsWith(CsvFiles.FAILED);
  }

  /** A dry run needs no ledger; without one, every row would be uploaded. */
  private @Nullable Path placeOrNone(App session, CsvInput input) {
    return ledger == null && input.original() == null
        ? null
        : ImportLedger.place(session, input, ledger);
  }

  private ListSource list(App session, CsvInput input) {
    ManifestOptions options =
        new ManifestOptions(
            delimiter == null ? null : ManifestOptions.parseDelimiter(delimiter),
            encoding,
            ManifestOptions.parseMap(map));
    Demands demands =
        new Demands(method, Demands.LARGEST_SINGLE_OF_MANY, contentType, null, null, null);
    return new ListSource(
        input.input(),
        options,
        session.parent(),
        demands,
        session.invocation().surroundings().stop()::requested,
        session.invocation().messages()::warn);
  }

  private Job job() {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    RepeatOptions.put(flags, Flag.RETRY_FAILED, retryFailed || isFailedFile());
    RepeatOptions.put(flags, Flag.RETRY_UNKNOWN, retryUnknown);
    RepeatOptions.put(flags, Flag.ADOPT_EXISTING, adoptExisting);
    RepeatOptions.put(flags, Flag.UPDATE_METADATA, updateMetadata);
    RepeatOptions.put(flags, Flag.FOLLOW_UP, !noFollowUp);
    RepeatOptions.put(flags, Flag.WAIT, wait.wait);
    RepeatOptions.put(flags, Flag.VERIFY, verify);
    return new Job(
        parallel, limit, maxErrors == null ? ErrorThreshold.NONE : maxErrors, wait.timeout, flags);
  }

  /** Where the reports go; null for none. */
  private record Reports(@Nullable Path results, @Nullable Path failed) {}

  private Reports reports(App session, CsvInput input, @Nullable Path place) {
    Path resultsFile = reportFile(session, input, results, CsvFiles::results);
    Path failedFile = reportFile(session, input, failed, CsvFiles::failed);
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
    if (named != null && (named.isEmpty() || named.equals(STANDARD_OUTPUT))) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          option + " " + (named.isEmpty() ? "''" : named) + " is no file's name",
          "-o jsonl prints every row as it ends; here give a file's name, or none");
    }
  }

  /**
   * The emulator's results are of no use to anybody later, so they are written only where that was
   * asked for.
   */
  private @Nullable Path reportFile(
      App session, CsvInput input, @Nullable String named, UnaryOperator<Path> usual) {
    if (named != null) {
      return named.equals(NONE) ? null : Path.of(named);
    }
    Path original = input.original();
    return session.isSandbox() || original == null ? null : usual.apply(original);
  }
}
