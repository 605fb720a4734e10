package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.RowPrinter;
import io.kinescope.uploader.upload.Uploads;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A run of {@code upload file}, {@code url} or {@code link}: the engine over {@code uploads.db},
 * each result on standard output when it is known, errors and sums on standard error.
 *
 * @param several whether there may be more than one item: decides how results are printed
 * @param columns of tables
 * @param fields of JSON
 */
record UploadRun(
    BaseCommand.Uploading command,
    App app,
    boolean several,
    List<Column> columns,
    BiFunction<SourceEntry, ItemResult, Map<String, @Nullable Object>> fields) {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  /**
   * An item of such a run.
   *
   * @param name the path or URL as the user knows it
   * @param what the same as one name that does not change
   */
  static Item item(
      App app,
      String name,
      String what,
      Content content,
      Destination destination,
      Metadata metadata,
      Demands demands,
      long size) {
    String key = UploadKey.of(app.apiUrl(), content, what, destination, metadata, demands);
    SourceEntry.Named origin = new SourceEntry.Named(name);
    return new Item(key, origin, content, destination, metadata, demands, size);
  }

  /** Runs all items; without the name of a ledger, that of the user. */
  ExitCode run(Job job, ItemSource source, Uploads uploads, @Nullable Path ledgerFile) {
    try (Console.Progress progress = app.progress(Layout.FILES);
        Results results = new Results()) {
      try {
        return run(job, source, uploads, ledgerFile, progress, results);
      } catch (UploaderException e) {
        results.rows.failed();
        throw e;
      }
    }
  }

  private ExitCode run(
      Job job,
      ItemSource source,
      Uploads uploads,
      @Nullable Path ledgerFile,
      Console.Progress progress,
      Results results) {
    ItemSource.Checked checked = source.check(entry -> {});
    try (OpenLedger ledger = OpenLedger.ofUser(app, ledgerFile, job.is(Job.Flag.ADOPT_EXISTING))) {
      RunLog.begun(command.spec, app, ledger.path(), null);
      if (ledger.path() != null) {
        new SharedUploads(app, ledger.path(), ledger.ledger()).settle(source);
      }
      JobRunner runner = new JobRunner(job, source, app.stop(), progress.board);
      JobSummary summary = app.run(runner, checked, uploads, ledger, results);
      progress.end(); // or the bars would be drawn again below each line
      app.console.sayStop(summary, app.stop().requested());
      if (several) {
        app.console.info(summary.sentence("file"));
        results.saySkipped();
      }
      return ExitCode.of(summary);
    }
  }

  /** Prints each result: one as an object, several one a line. */
  private final class Results implements JobListener, AutoCloseable {
    private final OutputFormat format = command.format();
    private final RowPrinter rows;
    private int skipped;
    private boolean attached;
    private String lastSkipped = "";

    Results() {
      boolean lines = several && format == OutputFormat.JSON;
      rows =
          RowPrinter.live(lines ? OutputFormat.JSONL : format, command.out(), columns, several)
              .fitting(command.tableWidth());
    }

    @Override
    public void ended(long number, SourceEntry entry, ItemResult result) {
      if (result instanceof NotDone notDone && notDone.error() != null) {
        app.console.error(entry, notDone.error());
      }
      if (result instanceof Done done && done.madeAt() != null) {
        skipped(entry, done, done.madeAt());
      }
      if (result instanceof Done done
          && entry instanceof Item item
          && item.content() instanceof Content.RemoteUrl
          && !"done".equals(done.video().status())) {
        app.console.info(ImportReport.stillFetching("the video"));
      }
      boolean shown = several || isUploaded(result);
      if (result instanceof Done || (shown && format != OutputFormat.ID)) {
        JsonObject json = new JsonObject(fields.apply(entry, result));
        app.console.aside(() -> rows.print(json));
      }
    }

    /** An upload whose video is there is worth its result, whatever became of waiting for it. */
    private static boolean isUploaded(ItemResult result) {
      return result instanceof NotDone notDone
          && notDone.video() != null
          && notDone.error() != null
          && (notDone.error().kind() == ErrorKind.VIDEO_FAILED
              || notDone.error().kind() == ErrorKind.VERIFICATION);
    }

    private void skipped(SourceEntry entry, Done done, Instant madeAt) {
      skipped++;
      Destination to = ((Item) entry).destination();
      attached = to instanceof Destination.Attach;
      lastSkipped =
          (attached
                  ? "%s was attached on %s to video %s; use --again to %s"
                  : "%s was uploaded on %s as video %s; use --again to %s")
              .formatted(
                  entry.origin().where(),
                  WHEN.format(madeAt),
                  attached ? to.videoId() : done.video().id(),
                  attached ? "attach it again" : "upload it as a new video");
      if (!several) {
        app.console.info(lastSkipped);
      }
    }

    void saySkipped() {
      if (skipped > 1) {
        app.console.info(
            skipped
                + (attached
                    ? " files were attached before; use --again to attach them again"
                    : " files were uploaded before; use --again to upload them as new videos"));
      } else if (skipped == 1) {
        app.console.info(lastSkipped);
      }
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
