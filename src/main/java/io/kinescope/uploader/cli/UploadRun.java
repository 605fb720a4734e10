package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A run of {@code upload file}, {@code url} or {@code link}: the engine over {@code uploads.db},
 * each result on standard output when it is known, errors and sums on standard error.
 */
final class UploadRun {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final App app;
  private final Settings settings;
  private final List<Column> columns;
  private final List<Instant> skipped = new ArrayList<>();

  /**
   * What the command line says of the run.
   *
   * @param ledger {@code --ledger}; null for the user's own
   * @param chunkSize of Tus in bytes; null to adapt
   * @param several whether there may be more than one item: decides how results are printed
   * @param columns of tables
   * @param fields of JSON
   */
  record Settings(
      @Nullable Path ledger,
      @Nullable Long chunkSize,
      boolean several,
      List<String> columns,
      BiFunction<SourceEntry, ItemResult, Map<String, @Nullable Object>> fields) {
    static Settings of(@Nullable Path ledger, @Nullable Long chunkSize, boolean several) {
      return new Settings(
          ledger, chunkSize, several, ResultFields.UPLOAD_COLUMNS, ResultFields::upload);
    }
  }

  UploadRun(App app, Settings settings) {
    this.app = app;
    this.settings = settings;
    this.columns = Lists.columns(settings.columns().toArray(new String[0]));
  }

  /** Runs all items; the code for all of it. */
  ExitCode run(Job job, ItemSource source) {
    try (ProgressView view = ProgressView.show(app.invocation(), Layout.FILES);
        Results results = new Results(view)) {
      ItemSource.Checked checked = source.check(entry -> {});
      try (UploadsLedger uploads = UploadsLedger.open(app, settings.ledger())) {
        JobRunner runner =
            new JobRunner(job, source, app.invocation().surroundings().stop(), view.board());
        JobSummary summary =
            runner.run(
                checked,
                app.jobTools(
                    uploads.ledger(),
                    uploads.claims(),
                    settings.chunkSize(),
                    job.flags().contains(Job.Flag.VERIFY)),
                results);
        return finish(summary);
      }
    }
  }

  private ExitCode finish(JobSummary summary) {
    Console console = app.invocation().messages();
    RunWords.sayStop(console, summary);
    if (settings.several()) {
      console.info(RunWords.sum(summary, "file"));
      if (skipped.size() > 1) {
        console.info(
            skipped.size()
                + " files were uploaded before; use --again to upload them as new videos");
      }
    }
    return ExitCode.of(summary);
  }

  /** Prints each result: one as an object, several one a line. */
  private final class Results implements JobListener, AutoCloseable {
    private final ProgressView view;
    private final @Nullable RowPrinter rows;

    Results(ProgressView view) {
      this.view = view;
      OutputFormat format = app.invocation().options().output;
      this.rows =
          settings.several()
              ? RowPrinter.live(
                  format == OutputFormat.JSON ? OutputFormat.JSONL : format,
                  app.invocation().out(),
                  columns)
              : null;
    }

    @Override
    public void ended(long number, SourceEntry entry, ItemResult result) {
      if (result instanceof NotDone notDone && notDone.error() != null) {
        RunWords.sayFault(app.invocation().messages(), entry, notDone.error());
      }
      if (result instanceof Done done && done.madeAt() != null) {
        saySkipped(entry, done, done.madeAt());
      }
      boolean id = app.invocation().options().output == OutputFormat.ID;
      boolean shown =
          result instanceof Done || (result.video() != null && isUploaded(result)) || rows != null;
      if (shown && !(id && !(result instanceof Done))) {
        JsonObject json = new JsonObject(settings.fields().apply(entry, result));
        view.aside(() -> print(json));
      }
    }

    /** An upload whose video is there is worth its result, whatever became of waiting for it. */
    private boolean isUploaded(ItemResult result) {
      return result instanceof NotDone notDone
          && notDone.error() != null
          && (notDone.error().kind() == ErrorKind.VIDEO_FAILED
              || notDone.error().kind() == ErrorKind.VERIFICATION);
    }

    private void print(JsonObject json) {
      if (rows == null) {
        RowPrinter.printOne(
            app.invocation().options().output, app.invocation().out(), columns, json);
      } else {
        rows.print(json);
        app.invocation().out().flush();
      }
    }

    private void saySkipped(SourceEntry entry, Done done, Instant madeAt) {
      skipped.add(madeAt);
      if (!settings.several()) {
        app.invocation()
            .messages()
            .info(
                entry.origin().where()
                    + " was uploaded on "
                    + WHEN.format(madeAt)
                    + " as video "
                    + done.video().id()
                    + "; use --again to upload it as a new video");
      }
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
      }
    }
  }

  /** What a folder that can't be read means beside what became of the files. */
  static ExitCode with(ExitCode code, long unreadableFolders) {
    return unreadableFolders == 0
        ? code
        : ExitCode.worst(List.of(code, ExitCode.of(ErrorKind.LOCAL_IO)));
  }
}
