package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.job.JobSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The first and the last line of a run that uploads in the log: its settings, and its sums. */
final class RunLog {
  /** A webhook's URL is a capability. */
  private static final String SECRET = "--notify-url";

  private RunLog() {}

  /**
   * Settings without secrets: no option holds the token, and {@link Redaction} takes the password
   * out of a proxy's URL and the signature out of a video's.
   */
  static void begun(CommandSpec command, App app, @Nullable Path ledger, @Nullable Path results) {
    if (!Logging.isOn()) {
      return; // the logger alone takes milliseconds
    }
    List<String> settings = new ArrayList<>();
    command
        .positionalParameters()
        .forEach(words -> settings.add(String.valueOf(words.<Object>getValue())));
    for (OptionSpec option : command.options()) {
      List<String> given = option.originalStringValues();
      Object value = given.isEmpty() ? option.defaultValueString() : String.join(",", given);
      value = option.longestName().equals("--proxy") ? app.proxy : value; // without its password
      boolean set = value != null && !"null".equals(value) && !"false".equals(value);
      value = SECRET.equals(option.longestName()) ? Redaction.MASK : value;
      if (set && !Set.of("--parent", "--ledger", "--results").contains(option.longestName())) {
        settings.add(option.longestName() + "=" + value);
      }
    }
    LogLine.info(LoggerFactory.getLogger(RunLog.class), LogEvent.RUN_BEGIN)
        .with(LogKey.COMMAND, command.qualifiedName())
        .say(
            "{} begins: {}; parent {}, service {}, ledger {}{}; {}",
            UploaderCommand.program(),
            command.qualifiedName(),
            app.parent(),
            app.apiUrl(),
            ledger == null ? "in memory" : ledger,
            results == null ? "" : ", results " + results,
            Redaction.text(String.join(" ", settings)));
  }

  /** How it ended, and why if by an error. */
  static void ended(App app, ExitCode code, String why) {
    if (!Logging.isOn()) {
      return;
    }
    int exit = app.stop().requested() ? app.stop().exitCode() : code.code();
    JobSummary summary = app.summary;
    LogLine line =
        LogLine.info(LoggerFactory.getLogger(RunLog.class), LogEvent.RUN_END)
            .with(LogKey.EXIT_CODE, exit)
            .with(LogKey.API_CALLS, app.transport.apiCalls())
            .with(LogKey.RETRIES, app.transport.retries());
    if (summary != null) {
      line.with(LogKey.ITEMS, summary.items());
      for (ItemOutcome state : ItemOutcome.values()) {
        line.with(LogKey.valueOf(state.name()), summary.count(state));
      }
      line.with(LogKey.BYTES_SENT, summary.bytesSent())
          .with(LogKey.BYTES_RESUMED, summary.bytesResumed());
    }
    line.say(
        "{} ends: {}; {} API calls, {} retries; exit code {}{}",
        UploaderCommand.program(),
        sums(summary),
        app.transport.apiCalls(),
        app.transport.retries(),
        exit,
        why);
  }

  private static String sums(@Nullable JobSummary summary) {
    return summary == null
        ? "nothing was run"
        : summary.sentence("item")
            + "; "
            + summary.bytesSent()
            + " bytes sent, "
            + summary.bytesResumed()
            + " resumed";
  }
}
