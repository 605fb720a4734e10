package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.job.Planner;
import io.kinescope.uploader.job.Planner.Planned;
import io.kinescope.uploader.report.ListReports;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an import says: rows as they end, errors, and the summary, in the chosen format. */
final class ImportReport {
  /** What a dry run counts; invalid rows have their own sum. */
  private static final List<String> WORDS =
      List.of("upload", "skip", "resume", "look-up", Planner.STAY, "defer", Planner.REFUSE);

  /** Plans whose words say little to people. */
  private static final Map<String, String> LABELS =
      Map.of(
          "would_stay", "would keep as failed",
          "would_look_up", "would check for a lost upload",
          "would_defer", "would leave for later");

  private final ImportCommand command;
  private final App app;
  private final @Nullable Path ledger;
  private final long start = System.nanoTime();
  private final Map<String, Long> plans = new HashMap<>();

  ImportReport(ImportCommand command, App app, @Nullable Path ledger) {
    this.command = command;
    this.app = app;
    this.ledger = ledger;
  }

  /** Says what would happen to a row. */
  void planned(SourceEntry entry, Planned planned) {
    plans.merge(planned.word(), 1L, Long::sum);
    if (app.reports != null) {
      String wrong = entry instanceof ItemError error ? error.message() : planned.note();
      app.reports.planned(entry, planned.word(), planned.isInvalid() ? wrong : null);
    }
    switch (command.format()) {
      case JSONL -> line(Json.write(plannedFields(entry, planned)));
      case TABLE -> line(plannedText(entry, planned));
      case JSON, CSV, ID -> {}
    }
  }

  /** Whether the run itself would send something. */
  boolean plansCalls() {
    return Stream.of("upload", "resume", "look-up").anyMatch(plans::containsKey);
  }

  /** Says what is wrong with a row that can't be sent. */
  void sayFault(SourceEntry entry) {
    if (entry instanceof ItemError error) {
      app.console.error(entry, new UploaderException(ErrorKind.INPUT, error.message()));
    }
  }

  private Map<String, @Nullable Object> plannedFields(SourceEntry entry, Planned planned) {
    Map<String, @Nullable Object> fields =
        row(
            entry,
            planned.word(),
            entry instanceof ItemError error ? NotDone.invalid(error.message()) : null);
    if (planned.entry() != null) {
      fields.put("video_id", planned.entry().videoId());
      fields.put("attempts", planned.entry().attempts());
    }
    if (planned.note() != null) {
      fields.put("note", Redaction.text(planned.note()));
    }
    return fields;
  }

  private static String plannedText(SourceEntry entry, Planned planned) {
    String note = planned.note() == null ? "" : " (" + planned.note() + ")";
    return String.format(
            Locale.ROOT,
            "line %-6d %-8s %s",
            ((ManifestRow) entry.origin()).line(),
            planned.word(),
            SafeText.clean(entry.origin().source() + Redaction.text(note)))
        .stripTrailing();
  }

  private Map<String, @Nullable Object> row(
      SourceEntry entry, String status, @Nullable ItemResult result) {
    ManifestRow row = (ManifestRow) entry.origin();
    return ResultFields.row(
        row.line(),
        row.key(app.parent()),
        row.source().isEmpty() ? null : row.source(),
        row.effectiveTitle(),
        status,
        result);
  }

  /** Tells of each row, and writes it into the reports. */
  JobListener writing(ListReports files) {
    return (number, entry, result) -> {
      if (result instanceof NotDone failed
          && (failed.state() == ItemOutcome.FAILED || entry instanceof Item)
          && failed.error() != null) {
        app.console.error(entry, failed.error());
      }
      OutputFormat format = command.format();
      if (format == OutputFormat.JSONL) {
        line(Json.write(row(entry, result.state().id(), result)));
      } else if (format == OutputFormat.ID && result instanceof Done done) {
        line(SafeText.clean(done.video().id()));
      }
      files.ended(number, entry, result);
    };
  }

  /**
   * Ends a dry run, or a strict one that found invalid rows.
   *
   * @param elsewhere invalid rows of other shards that keep this one from sending
   */
  ExitCode nothingSent(long items, long invalid, long elsewhere, boolean dryRun) {
    JobSummary unsent = JobSummary.unsent(items, invalid);
    ExitCode code =
        invalid + elsewhere > 0
            ? ExitCode.INPUT
            : plans.containsKey(Planner.REFUSE) || plans.containsKey(Planner.STAY)
                ? ExitCode.NEEDS_PERSON // as the run itself will end
                : ExitCode.OK;
    code = summary(unsent, null, code, dryRun);
    if (invalid > 0) {
      app.console.error(
          "%s of %s rows are invalid; nothing was sent (%s)"
              .formatted(invalid, items, dryRun ? "--dry-run" : "--strict"));
    } else if (elsewhere > 0) {
      app.console.error(
          "%s of other shards %s invalid; nothing was sent (--strict)"
              .formatted(
                  elsewhere == 1 ? "1 row" : elsewhere + " rows", elsewhere == 1 ? "is" : "are"));
    }
    return code;
  }

  /** Ends a run. */
  ExitCode finish(JobSummary summary, ListReports files) {
    app.console.sayStop(summary, app.stop().requested());
    long edited = summary.edited();
    if (edited > 0) {
      app.console.warn(
          (edited == 1 ? "1 uploaded row was" : edited + " uploaded rows were")
              + " edited since; use --update-metadata to send the new title and description");
    }
    long accepted = summary.notReady();
    if (accepted > 0) {
      app.console.info(stillFetching(accepted == 1 ? "1 video" : accepted + " videos"));
    }
    if (files.kept() != null) {
      app.console.warn(
          "the failed file was edited since it was written; the edited file is kept as "
              + files.kept());
    }
    UploaderException trouble = files.trouble();
    boolean said =
        trouble != null
            && summary.stop() != null
            && summary.stop().message().equals(trouble.getMessage());
    if (trouble != null && !said) {
      app.console.error(trouble);
    }
    ExitCode code = trouble == null ? ExitCode.of(summary) : ExitCode.of(summary, trouble.kind());
    return summary(summary, files, code, false);
  }

  /** A URL's video may still come to nothing. */
  static String stillFetching(String what) {
    return "Kinescope is still fetching " + what + "; run again to check, or use --wait";
  }

  /** Prints the sums, once all others were told: an exit code that they change is in them. */
  private ExitCode summary(
      JobSummary summary, @Nullable ListReports files, ExitCode code, boolean dryRun) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("rows", summary.items());
    for (ItemOutcome state : ItemOutcome.values()) {
      fields.put(state.id(), summary.count(state));
    }
    fields.put("updated", summary.updated());
    fields.put("not_ready", summary.notReady());
    fields.put("bytes_sent", summary.bytesSent());
    fields.put("bytes_resumed", summary.bytesResumed());
    fields.put("api_calls", app.transport.apiCalls());
    fields.put("retries", app.transport.retries());
    fields.put("elapsed_seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
    fields.put("exit_code", app.stop().requested() ? app.stop().exitCode() : code.code());
    fields.put("ledger", text(ledger));
    fields.put("results", files == null ? null : text(files.results()));
    fields.put("failed_file", files == null ? null : text(files.failed()));
    if (dryRun) {
      fields.put("dry_run", true);
      for (String word : WORDS) {
        fields.put("would_" + word.replace('-', '_'), plans.getOrDefault(word, 0L));
      }
    }
    ExitCode told = app.reports == null ? code : app.reports.end(code, fields, "");
    switch (command.format()) {
      case JSON -> line(Json.write(fields));
      case JSONL -> line(Json.write(BaseCommand.typed("summary", fields)));
      case CSV -> {
        List<Column> columns = fields.keySet().stream().map(Column::field).toList();
        JsonObject row = new JsonObject(fields);
        app.console.aside(() -> RowPrinter.printOne(OutputFormat.CSV, command.out(), columns, row));
      }
      case TABLE -> {
        if (!command.root().options.quiet()) { // a cron line mails whatever is printed
          if (dryRun) { // nothing moved, and no row ended
            fields.keySet().removeIf(name -> !name.matches("rows|invalid|would_.*"));
            fields
                .entrySet()
                .removeIf(
                    field ->
                        !field.getKey().equals("rows") && Objects.equals(field.getValue(), 0L));
          }
          fields.forEach((name, value) -> tableLine(name, value, dryRun ? 30 : 16));
        }
      }
      case ID -> {}
    }
    return told;
  }

  private void tableLine(String name, @Nullable Object value, int width) {
    if (value != null) {
      String label = LABELS.getOrDefault(name, name.replace('_', ' '));
      line(String.format(Locale.ROOT, "%-" + width + "s %s", label, SafeText.clean("" + value)));
    }
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private void line(String text) {
    app.console.aside(
        () -> {
          command.out().print(text + "\n");
          command.out().flush();
        });
  }
}
