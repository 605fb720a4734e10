package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.Webhook;
import io.kinescope.uploader.job.AbortPolicy;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.report.JunitFile;
import io.kinescope.uploader.report.RunMetrics;
import io.kinescope.uploader.report.RunMetrics.Metric;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What machines are told of a run, beside its own output: a JUnit report, metrics, notifications,
 * and what CI systems show. A file that can't be written is local trouble (exit code 11), as with
 * results; a notification that nobody took is a warning.
 */
final class RunReports implements AutoCloseable {
  private final App app;
  private final Clock clock;
  private final String command;
  private final String source;
  private final ReportOptions options;
  private @Nullable JunitFile junit;
  private @Nullable Path metrics;
  private final @Nullable Webhook webhook;
  private final @Nullable StepSummary summary;
  private final CiLog ci;
  private final String runId;
  private final Instant begun;
  private @Nullable ExitCode ended;

  private RunReports(App app, ReportOptions options, CommandSpec command, Clock clock) {
    this.app = app;
    this.options = options;
    this.clock = clock;
    this.begun = clock.instant();
    this.command = command.qualifiedName().replaceFirst("^\\S+ ", "");
    List<String> sources =
        command.positionalParameters().stream()
            .flatMap(words -> words.originalStringValues().stream())
            .toList();
    this.source = Console.safe(SafeText.list(sources)); // a URL may be signed
    this.ci = CiLog.of(app.environment);
    String steps = ci == CiLog.GITHUB ? app.environment.variable("GITHUB_STEP_SUMMARY") : null;
    this.summary = steps == null ? null : new StepSummary(Path.of(steps));
    String url = options.notifyUrl();
    this.webhook = url == null ? null : app.webhook(url);
    this.runId = url == null ? "" : UUID.randomUUID().toString(); // which takes milliseconds
  }

  /** Throws if the URL of a webhook is none. */
  static RunReports of(App app, ReportOptions options, CommandSpec command) {
    return new RunReports(app, options, command, Clock.systemUTC());
  }

  private String title() {
    return "kinescope "
        + command
        + " "
        + source
        + (app.shard == null ? "" : " --shard " + app.shard);
  }

  /**
   * Makes ready what was asked for, and tells of the start; throws before anything was sent if a
   * file can't be made. Then {@link #end} tells the others of that.
   */
  void begin() {
    GlobalOptions.requireFile("--metrics-file", options.metrics());
    GlobalOptions.requireFile("--report", options.junit());
    if (options.metrics() != null) {
      Path place = app.ofShard(options.metrics());
      RunMetrics.requirePlace(place);
      metrics = place;
    }
    Path report = options.junit();
    junit = report == null ? null : new JunitFile(app.ofShard(report), title());
    app.console.raw(ci.begin(title(), clock));
    tell("start", title() + " has started", null, null);
  }

  /** Tells of each item before somebody else is told. */
  JobListener before(JobListener next) {
    return (number, entry, result) -> {
      UploaderException error = result instanceof NotDone failed ? failed.error() : null;
      if (summary != null && error != null && result.state() != ItemOutcome.DEFERRED) {
        summary.failed(entry, error);
      }
      try {
        next.ended(number, entry, result);
      } finally {
        ended(entry, result);
      }
    };
  }

  private void ended(SourceEntry entry, ItemResult result) {
    if (junit != null) {
      junit.ended(entry, result);
    }
  }

  void planned(SourceEntry entry, String word, @Nullable String wrong) {
    if (junit != null) {
      junit.planned(entry, word, wrong);
    }
  }

  /**
   * Writes all, once; what comes later changes nothing.
   *
   * @param sums the run's sums, as it prints them; null if there are none
   * @param why the error that ended it, if one did
   * @return the exit code, which is worse if something could not be written
   */
  ExitCode end(ExitCode code, @Nullable Map<String, @Nullable Object> sums, String why) {
    if (ended != null) {
      return ended;
    }
    ended = code;
    app.console.raw(ci.end(clock));
    if (junit != null) {
      attempt(Objects.requireNonNull(junit)::finish);
    }
    Map<String, @Nullable Object> all = sums == null ? sums() : sums;
    Path place = metrics;
    if (place != null) {
      attempt(() -> metrics(place, exit(Objects.requireNonNull(ended)), all));
    }
    int exit = exit(ended);
    all.put("exit_code", exit);
    AbortPolicy.Stop stop = app.summary == null ? null : app.summary.stop();
    String because = stop == null ? why : stop.message();
    String unwritten = summary == null ? null : summary.write(title(), all, because);
    if (unwritten != null) { // nobody asked for it: GitHub's variable did
      app.console.warn(unwritten);
    }
    String end = "%s ended with exit code %d: %s".formatted(title(), exit, meaning(exit));
    String text = because.isEmpty() ? end : end + "; " + because;
    tell(exit == 0 ? "success" : "failure", text, exit, all);
    return ended;
  }

  private int exit(ExitCode code) {
    return app.stop().requested() ? app.stop().exitCode() : code.code();
  }

  private static String meaning(int exit) {
    for (ExitCode code : ExitCode.values()) {
      if (code.code() == exit) {
        return code.meaning();
      }
    }
    return "";
  }

  private void attempt(Runnable writing) {
    try {
      writing.run();
    } catch (UploaderException e) {
      app.console.error(e);
      ended = ExitCode.worst(List.of(Objects.requireNonNull(ended), ExitCode.of(e.kind())));
    }
  }

  private void metrics(Path file, int exit, Map<String, @Nullable Object> sums) {
    Instant now = clock.instant();
    RunMetrics run =
        new RunMetrics(command, source, app.shard == null ? null : app.shard.toString())
            .set(Metric.BEGIN_TIMESTAMP_SECONDS, begun.toEpochMilli() / 1e3)
            .set(Metric.END_TIMESTAMP_SECONDS, now.toEpochMilli() / 1e3)
            .set(Metric.EXIT_CODE, exit)
            .set(Metric.API_CALLS, (double) app.transport.apiCalls())
            .set(Metric.RETRIES, (double) app.transport.retries());
    if (exit == 0) {
      run.set(Metric.LAST_SUCCESS_TIMESTAMP_SECONDS, now.toEpochMilli() / 1e3);
    }
    for (ItemOutcome state : ItemOutcome.values()) {
      if (sums.get(state.id()) instanceof Number count) {
        run.items(state.id(), count.longValue());
      }
    }
    set(run, Metric.NOT_READY, sums.get("not_ready"));
    set(run, Metric.SENT_BYTES, sums.get("bytes_sent"));
    set(run, Metric.RESUMED_BYTES, sums.get("bytes_resumed"));
    run.write(file);
  }

  private static void set(RunMetrics run, Metric metric, @Nullable Object value) {
    if (value instanceof Number number) {
      run.set(metric, number.doubleValue());
    }
  }

  /** The sums of a run that prints none; none of one that did not get that far. */
  private Map<String, @Nullable Object> sums() {
    JobSummary sums = app.summary;
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (sums != null) {
      fields.put("items", sums.items());
      for (ItemOutcome state : ItemOutcome.values()) {
        fields.put(state.id(), sums.count(state));
      }
      fields.put("not_ready", sums.notReady());
      fields.put("bytes_sent", sums.bytesSent());
      fields.put("bytes_resumed", sums.bytesResumed());
    }
    return fields;
  }

  private void tell(
      String event,
      String text,
      @Nullable Integer exit,
      @Nullable Map<String, @Nullable Object> sums) {
    if (webhook == null) {
      return;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("text", Console.safe(text)); // chat services show this one
    fields.put("run_id", runId);
    fields.put("time", clock.instant().toString());
    fields.put("program", UploaderCommand.program());
    fields.put("command", command);
    fields.put("source", source);
    if (exit != null) {
      fields.put("exit_code", exit);
      fields.put("summary", sums);
    }
    String trouble = webhook.post(fields);
    if (trouble != null) {
      app.console.warn("the notification (" + event + ") was not taken: " + trouble);
    }
  }

  @Override
  public void close() {
    if (junit != null) {
      junit.close();
    }
    if (webhook != null) {
      webhook.close();
    }
  }
}
