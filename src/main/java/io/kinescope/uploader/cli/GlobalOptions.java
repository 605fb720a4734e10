package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.log.Logging.LogSettings;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;
import io.kinescope.uploader.throttle.BandwidthSchedule;
import io.kinescope.uploader.throttle.RateSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The settings that every command takes, before or after its name. Defaults come from {@link
 * ConfigDefaults}.
 */
final class GlobalOptions {
  static final String API_URL = "https://api.kinescope.io";
  static final String UPLOADER_URL = "https://uploader.kinescope.io";

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Settings file: option names without dashes, one name=value a line.")
  @Nullable Path config;

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "File with the API token; or set KINESCOPE_API_TOKEN.")
  @Nullable Path tokenFile;

  @Option(
      names = "--api-url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      defaultValue = API_URL,
      description = "REST API (default: ${DEFAULT-VALUE}).")
  URI apiUrl = URI.create(API_URL);

  @Option(
      names = "--uploader-url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      defaultValue = UPLOADER_URL,
      description = "Upload host (default: ${DEFAULT-VALUE}).")
  URI uploaderUrl = URI.create(UPLOADER_URL);

  @Option(
      names = "--parent",
      scope = ScopeType.INHERIT,
      paramLabel = "ID",
      description = "Project or folder that videos go to.")
  @Nullable String parent;

  @Option(
      names = "--sandbox",
      scope = ScopeType.INHERIT,
      description = "Talk to an emulator inside this process; needs no account.")
  boolean sandbox;

  @Option(
      names = "--connect-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "For one connection attempt (default: ${DEFAULT-VALUE}).")
  Duration connectTimeout = Duration.ZERO;

  @Option(
      names = "--idle-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "DURATION",
      defaultValue = "1m",
      description =
          "An exchange in which no byte moved for so long is ended (default: ${DEFAULT-VALUE}).")
  Duration idleTimeout = Duration.ZERO;

  @Option(
      names = "--retries",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      defaultValue = "5",
      description = "Repeats of a failed exchange without progress (default: ${DEFAULT-VALUE}).")
  int retries;

  @Option(
      names = "--max-retry-wait",
      scope = ScopeType.INHERIT,
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Longest wait before a repeat (default: ${DEFAULT-VALUE}).")
  Duration maxRetryWait = Duration.ZERO;

  @Option(
      names = "--rate",
      scope = ScopeType.INHERIT,
      paramLabel = "SPEC",
      defaultValue = RateSpec.PUBLISHED,
      description = "API calls allowed: 10/s,300/m or none (default: ${DEFAULT-VALUE}).")
  RateSpec rate = RateSpec.parse("none");

  @Option(
      names = "--bandwidth",
      scope = ScopeType.INHERIT,
      paramLabel = "RATE",
      defaultValue = "off",
      description =
          "Bytes per second over all uploads, such as 20M, or a timetable: '08:00,2M 20:00,off'"
              + " (default: ${DEFAULT-VALUE}).")
  BandwidthSchedule bandwidth = BandwidthSchedule.OFF;

  @Option(
      names = "--proxy",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "http://[user:password@]host:port for all https traffic; see also NO_PROXY.")
  @Nullable URI proxy;

  @Option(
      names = "--ca-cert",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "PEM certificates to trust beside the system's.")
  @Nullable Path caCert;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json, jsonl, csv or id (default: ${DEFAULT-VALUE}).")
  OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--progress",
      scope = ScopeType.INHERIT,
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "auto (bar on a terminal, else a line every 10 s), bar, plain, json or none (default:"
              + " ${DEFAULT-VALUE}).")
  ProgressMode progress = ProgressMode.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Errors only on the screen: no progress, no warnings.")
  boolean quiet;

  @Option(
      names = "-v",
      scope = ScopeType.INHERIT,
      description = "Show one line an item; -vv shows every HTTP exchange, secrets removed.")
  boolean[] verbose = {};

  @Option(
      names = "--log-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Append a log to this file, also with -q; 10 MB, then it becomes FILE.1.")
  @Nullable Path logFile;

  @Option(
      names = "--log-format",
      scope = ScopeType.INHERIT,
      paramLabel = "LOG_FORMAT", // not FORMAT: completion keeps one list of values for each label
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "No colors on the terminal.")
  boolean noColor;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean stacktrace;

  /** What is logged, and where. */
  LogSettings toLogSettings() {
    return new LogSettings(verbose.length, quiet, logFile, logFormat);
  }
}
