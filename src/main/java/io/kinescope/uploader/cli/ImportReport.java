package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.ImportEngine;
import io.kinescope.uploader.job.ImportEngine.Planned;
import io.kinescope.uploader.job.ImportSettings;
import io.kinescope.uploader.job.ImportSummary;
import io.kinescope.uploader.job.RowListener;
import io.kinescope.uploader.job.RowOutcome;
import io.kinescope.uploader.job.RowState;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowError;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an import says: rows as they end, errors, and the summary, in the chosen format. */
final class ImportReport implements RowListener {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Invocation invocation;
  private final ImportSettings settings;
  private final Transport transport;
  private final @Nullable Path ledger;
  private final long start = System.nanoTime();
  private final PlannedRows plans = new PlannedRows();
  private long edited;
  private @Nullable ProgressView view;

  ImportReport(
      Invocation invocation, ImportSettings settings, Transport transport, @Nullable Path ledger) {
    this.invocation = invocation;
    this.settings = settings;
    this.transport = transport;
    this.ledger = ledger;
  }

  /** Prints with this view's bars out of the way. */
  void through(ProgressView shown) {
    view = shown;
  }

  /** Says what is wrong while the rows are checked. */
  ImportEngine.EntryListener checking() {
    return this::sayFault;
  }

  /**
   * The same for a dry run, which also says what would happen to the good ones.
   *
   * @param plan what would happen to a row
   */
  ImportEngine.EntryListener planning(Function<ManifestRow, Planned> plan) {
    return entry -> {
      sayFault(entry);
      Planned planned =
          entry instanceof ManifestRow row
              ? plan.apply(row)
              : new Planned(RowState.INVALID.id(), null, null);
      String line = plans.line(entry, planned, settings.parent(), invocation.options().output);
      if (line != null) {
        line(line);
      }
    };
  }

  private void sayFault(ManifestEntry entry) {
    if (entry instanceof RowError error) {
      fault(entry, error.message());
    }
  }

  @Override
  public void ended(ManifestEntry entry, RowOutcome outcome) {
    edited += outcome.metadataDiffers() ? 1 : 0;
    if (outcome.state() == RowState.FAILED && outcome.error() != null) {
      RowOutcome.RowFailure error = outcome.error();
      String id = error.requestId() == null ? "" : " [X-Request-ID: " + error.requestId() + "]";
      fault(entry, error.message() + id);
    }
    OutputFormat format = invocation.options().output;
    if (format == OutputFormat.JSONL) {
      line(Json.write(ImportRow.fields(entry, settings.parent(), outcome.state().id(), outcome)));
    } else if (format == OutputFormat.ID && done(outcome) && outcome.videoId() != null) {
      line(SafeText.clean(outcome.videoId()));
    }
  }

  private static boolean done(RowOutcome outcome) {
    return switch (outcome.state()) {
      case UPLOADED, ADOPTED, SKIPPED -> true;
      case FAILED, INVALID, DEFERRED -> false;
    };
  }

  /** One line, whatever the cells hold that the message quotes. */
  private void fault(ManifestEntry entry, String message) {
    invocation
        .messages()
        .error(SafeText.clean(settings.input().name() + ", line " + entry.line() + ": " + message));
  }

  /** Ends a dry run, or a strict one that found invalid rows. */
  ExitCode nothingSent(ImportEngine.Checked checked, boolean dryRun) {
    Map<RowState, Long> counts = new EnumMap<>(RowState.class);
    counts.put(RowState.INVALID, checked.invalid());
    counts.put(RowState.DEFERRED, checked.rows() - checked.invalid());
    ExitCode code = checked.invalid() > 0 ? ExitCode.INPUT : ExitCode.OK;
    summary(
        new ImportSummary(counts, Set.of(), 0, 0, null, null, null, null, null),
        code.code(),
        dryRun);
    if (checked.invalid() > 0) {
      invocation
          .messages()
          .error(
              checked.invalid()
                  + " of "
                  + checked.rows()
                  + " rows are invalid; nothing was sent"
                  + (dryRun ? " (--dry-run)" : " (--strict)"));
    }
    return code;
  }

  /** Ends a run. */
  ExitCode finish(ImportSummary summary) {
    if (summary.stopped() != null) {
      invocation.messages().error(stopped(summary));
    }
    if (edited > 0) {
      invocation
          .messages()
          .warn(
              (edited == 1 ? "1 row is done and was" : edited + " rows are done and were")
                  + " edited since: --update-metadata sends titles and descriptions");
    }
    UploaderException trouble = summary.reportTrouble();
    if (trouble != null && !String.valueOf(trouble.getMessage()).equals(summary.stopped())) {
      invocation.messages().error(ErrorPrinter.line(trouble));
    }
    ExitCode code = codeOf(summary);
    boolean signalled = invocation.surroundings().stop().requested();
    summary(summary, signalled ? invocation.surroundings().stop().exitCode() : code.code(), false);
    return code;
  }

  private static String stopped(ImportSummary summary) {
    long left = summary.count(RowState.DEFERRED);
    return "stopped: "
        + summary.stopped()
        + (left == 0
            ? ""
            : left == 1 ? "; 1 row was not tried" : "; " + left + " rows were not tried")
        + "; run the same command again"
        + (summary.stopKind() == ErrorKind.WAIT_TIMEOUT ? " to wait on" : " when that is mended");
  }

  private static ExitCode codeOf(ImportSummary summary) {
    long invalid = summary.count(RowState.INVALID);
    boolean nothingElse = summary.kinds().isEmpty() && summary.stopKind() == null;
    if (invalid > 0 && invalid == summary.rows() && nothingElse) {
      return ExitCode.INPUT; // nothing was sent
    }
    List<ErrorKind> kinds = new ArrayList<>();
    for (ErrorKind kind : summary.kinds()) {
      kinds.add(kind == ErrorKind.INPUT ? ErrorKind.REFUSED : kind);
    }
    if (invalid > 0) {
      kinds.add(ErrorKind.REFUSED);
    }
    if (summary.stopKind() != null) {
      kinds.add(summary.stopKind());
    }
    return ExitCode.ofAll(kinds);
  }

  private void summary(ImportSummary summary, int exitCode, boolean dryRun) {
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("rows", summary.rows());
    for (RowState state : RowState.values()) {
      fields.put(state.id(), summary.count(state));
    }
    fields.put("bytes_sent", summary.bytesSent());
    fields.put("bytes_resumed", summary.bytesResumed());
    fields.put("api_calls", transport.apiCalls());
    fields.put("retries", transport.retries());
    fields.put("elapsed_seconds", Math.round(seconds * MILLIS_PER_SECOND) / MILLIS_PER_SECOND);
    fields.put("exit_code", exitCode);
    fields.put("ledger", text(ledger));
    fields.put("results", text(summary.results()));
    fields.put("failed_file", text(summary.failed()));
    if (dryRun) {
      fields.putAll(plans.sums());
    }
    switch (invocation.options().output) {
      case JSON -> line(Json.write(fields));
      case JSONL -> {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        typed.put("type", "summary");
        typed.putAll(fields);
        line(Json.write(typed));
      }
      case CSV ->
          aside(
              () ->
                  RowPrinter.printOne(
                      OutputFormat.CSV,
                      invocation.out(),
                      fields.keySet().stream().map(Column::field).toList(),
                      new JsonObject(fields)));
      case TABLE -> {
        if (!invocation.options().quiet) { // a cron line mails whatever is printed
          table(fields);
        }
      }
      case ID -> {}
    }
  }

  private void table(Map<String, @Nullable Object> fields) {
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            String text = SafeText.clean(value.toString());
            line(String.format(Locale.ROOT, "%-16s %s", name.replace('_', ' '), text));
          }
        });
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private void line(String text) {
    aside(
        () -> {
          invocation.out().print(text + "\n");
          invocation.out().flush();
        });
  }

  private void aside(Runnable printing) {
    if (view == null) {
      printing.run();
    } else {
      view.aside(printing);
    }
  }
}
