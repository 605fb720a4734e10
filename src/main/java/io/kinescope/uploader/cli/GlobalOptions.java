package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.log.Logging.LogSettings;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.Sandbox;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.ProxyRules;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.ProgressSettings;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;
import io.kinescope.uploader.throttle.BandwidthLimiter;
import io.kinescope.uploader.throttle.BandwidthSchedule;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The settings that every command takes, before or after its name. Defaults come from {@link
 * ConfigDefaults}.
 */
final class GlobalOptions {
  private static final String TOKEN = ConfigDefaults.TOKEN;

  /** How to get a token, and where to put it. */
  static final String GET_TOKEN =
      "create an API token in the settings of your Kinescope workspace and put it into a file for"
          + " --token-file or KINESCOPE_API_TOKEN_FILE, or into "
          + TOKEN;

  /** A token file is one short line; more than this is another file. */
  private static final long MAX_TOKEN_FILE_BYTES = 4096;

  private static final String AROUND_TOKEN =
      "(?s)^\uFEFF?\\s*(?:(?:export\\s+)?"
          + TOKEN
          + "\\s*=)?\\s*[\"'“”]?(?:Bearer\\s+)?(.*?)[\"'“”]?\\s*$";
  private static final Duration FIRST_RETRY_WAIT = Duration.ofSeconds(1);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file: option names without the leading --, one name=value per line.")
  @Nullable Path config; // ConfigDefaults reads it before picocli does

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Use the settings below [NAME] in the settings file; they win over the others.")
  @Nullable String profile; // as --config

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the API token; or set KINESCOPE_API_TOKEN.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--token-command",
      paramLabel = "COMMAND",
      description =
          "Program that prints the API token, such as 'pass show kinescope'; run without a shell.")
  private @Nullable String tokenCommand;

  @Option(
      names = "--api-url",
      paramLabel = "URL",
      defaultValue = "https://api.kinescope.io",
      description = "URL of the REST API (default: ${DEFAULT-VALUE}).")
  private URI apiUrl = URI.create("");

  @Option(
      names = "--uploader-url",
      paramLabel = "URL",
      defaultValue = "https://uploader.kinescope.io",
      description = "URL of the upload host (default: ${DEFAULT-VALUE}).")
  private URI uploaderUrl = URI.create("");

  @Option(
      names = "--parent",
      paramLabel = "ID",
      description = "Project or folder that videos go to.")
  private @Nullable String parent;

  @Option(
      names = "--sandbox",
      description = "Use an emulator inside this process instead of Kinescope; needs no account.")
  private boolean sandbox;

  @Option(
      names = "--connect-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Time limit for one connection attempt (default: ${DEFAULT-VALUE}).")
  private Duration connectTimeout = Duration.ZERO;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Abort a request after this long without data (default: ${DEFAULT-VALUE}).")
  private Duration idleTimeout = Duration.ZERO;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Retries per request; the count resets when data moves (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--max-retry-wait",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Longest wait before a retry (default: ${DEFAULT-VALUE}).")
  private Duration maxRetryWait = Duration.ZERO;

  @Option(
      names = "--rate",
      paramLabel = "SPEC",
      defaultValue = RateSpec.PUBLISHED,
      description = "API rate limit, such as 10/s,300/m, or none (default: ${DEFAULT-VALUE}).")
  private RateSpec rate = RateSpec.parse("none");

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      defaultValue = "off",
      description =
          "Bytes per second over all uploads, such as 20M, or a timetable: '08:00,2M 20:00,off' (default: ${DEFAULT-VALUE}).")
  private BandwidthSchedule bandwidth = BandwidthSchedule.OFF;

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description = "Proxy for https: [http://][user:password@]host[:port]; see also NO_PROXY.")
  private @Nullable String proxy; // no converter: its errors quote the value

  @Option(
      names = "--ca-cert",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust in addition to the system's.")
  private @Nullable Path caCert;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "Output format: table, json, jsonl, csv or id (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "Progress: auto (bar on a terminal, else a line every 10 s), bar, plain, json or none (default: ${DEFAULT-VALUE}).")
  private ProgressMode progress = ProgressMode.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show only errors on the screen: no progress, no warnings.")
  private boolean quiet;

  @Option(
      names = "-v",
      description = "Show one line per item; -vv shows every HTTP exchange, secrets removed.")
  private boolean[] verbose = {};

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Append a log to this file, also with -q; it becomes FILE.1 at 10 MB.")
  private @Nullable Path logFile;

  @Option(
      names = "--log-format",
      paramLabel = "LOG_FORMAT", // not FORMAT: completion keeps one list of values for each label
      defaultValue = "text",
      description = "Format of the log file: text or json (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(names = "--no-color", description = "No colors on the terminal.")
  private boolean noColor;

  @Option(names = "--stacktrace", description = "Show the stack trace of an error.")
  private boolean stacktrace;

  /** Gives these options to every subcommand that is added later. */
  static void inherit(CommandSpec root) {
    for (OptionSpec option : Objects.requireNonNull(root.mixins().get("options")).options()) {
      root.remove(option);
      root.addOption(OptionSpec.builder(option).scopeType(ScopeType.INHERIT).build());
    }
  }

  OutputFormat output() {
    return output;
  }

  boolean quiet() {
    return quiet;
  }

  boolean stacktrace() {
    return stacktrace;
  }

  /** Refuses values that make no sense, before anything happens. */
  void check() {
    BaseCommand.require(retries >= 0, "--retries must not be negative");
    for (Duration timeout : List.of(connectTimeout, idleTimeout)) {
      BaseCommand.require(
          !timeout.isZero() && timeout.toMillis() <= Integer.MAX_VALUE,
          "--connect-timeout and --idle-timeout must be more than 0 and at most 24 days");
    }
    boolean contradiction = logFile == null && isTyped("--quiet") && isTyped("-v");
    BaseCommand.require(!contradiction, "-q and -v can't be combined without --log-file");
    BaseCommand.require(
        logFile != null || !isTyped("--log-format"),
        "--log-format is the format of the log file; name one with --log-file");
    requireFile("--log-file", logFile);
    BaseCommand.require(
        parent == null || !parent.isBlank(),
        "--parent '' names nothing; check that the variable is set");
  }

  /** {@code -} is standard output for other programs; here it would be a file of that name. */
  static void requireFile(String option, @Nullable Path file) {
    BaseCommand.require(
        file == null || !file.toString().equals("-"),
        option + " - does not name a file; for one of that name write ./-");
  }

  /**
   * {@code --parent}; in the emulator its first project, since a parent from the environment or the
   * settings file is one of the real service.
   */
  @Nullable String parent(@Nullable Sandbox emulator) {
    return emulator != null && !isTyped("--parent") ? emulator.defaultParentId() : parent;
  }

  @Nullable Sandbox toSandbox() {
    if (!sandbox) {
      return null;
    }
    BaseCommand.require(
        !isTyped("--api-url") && !isTyped("--uploader-url"),
        "--sandbox can't be combined with --api-url or --uploader-url; leave one of them out");
    return Sandbox.start(EmulatorSettings.defaults());
  }

  /**
   * The API token, or null if none is set. Never an argument: everybody on the machine sees those.
   */
  @Nullable Token toToken(Environment environment, @Nullable Sandbox emulator, Notices notices) {
    if (emulator != null) {
      return Token.of(emulator.token(), "the emulator");
    }
    boolean typed = isTyped("--token-command");
    BaseCommand.require(
        !typed || !isTyped("--token-file"), "--token-file and --token-command can't be combined");
    if (tokenFile != null && !typed) { // which also wins over the variable, by ConfigDefaults
      return read(tokenFile, notices);
    }
    if (tokenCommand != null) {
      TokenCommand command = new TokenCommand(tokenCommand);
      return token(command.run(environment.stop()), command.shown(), notices);
    }
    String variable = environment.variable(TOKEN);
    return variable == null ? null : token(variable, TOKEN, notices);
  }

  /** Whether the token comes from a program, which may ask somebody for something. */
  boolean hasTokenCommand() {
    return tokenFile == null && tokenCommand != null;
  }

  /** The token alone; what people copy along with it is taken off. */
  private static Token token(String text, String origin, Notices notices) {
    String bare = text.replaceFirst(AROUND_TOKEN, "$1");
    Token token = Token.of(bare, origin);
    String around = " has a name, quotes or a byte order mark around it; using only the token";
    String cut = " is not a UUID, as Kinescope's tokens are: it may be cut off";
    String said = (bare.equals(text.strip()) ? "" : around) + (token.isUuid() ? "" : cut);
    if (!said.isEmpty()) {
      notices.warn("the API token from " + origin + said);
    }
    return token;
  }

  private static Token read(Path file, Notices notices) {
    try {
      if (Files.size(file) > MAX_TOKEN_FILE_BYTES) {
        throw new UploaderException(
            ErrorKind.AUTH, "the token file " + file + " is too large to hold only a token");
      }
      return token(Files.readString(file), "token file " + file, notices);
    } catch (IOException e) {
      String shown = file.toString().matches(Token.UUID) ? Redaction.MASK : file.toString();
      String message = "could not read the token file " + shown + ": " + IoWords.of(e);
      throw UploaderException.of(ErrorKind.AUTH, message)
          .hint("check the path and its permissions")
          .cause(e)
          .build();
    }
  }

  /** The error for a command that needs a token when there is none. */
  static UploaderException noToken() {
    return UploaderException.withHint(
        ErrorKind.AUTH, "no API token is set", GET_TOKEN + "; or try --sandbox");
  }

  HttpSettings toHttpSettings(
      Environment environment, @Nullable Sandbox emulator, @Nullable Token token) {
    String noProxy = environment.variable("NO_PROXY");
    noProxy = noProxy == null ? environment.variable("no_proxy") : noProxy;
    return new HttpSettings(
        emulator == null ? apiUrl : emulator.apiUrl(),
        emulator == null ? uploaderUrl : emulator.uploaderUrl(),
        token,
        connectTimeout,
        idleTimeout,
        proxy == null || emulator != null
            ? null
            : new ProxyRules(proxy, Objects.requireNonNullElse(noProxy, "")),
        caCert,
        UploaderCommand.program().replace(' ', '/'));
  }

  @Nullable Path caCert() {
    return caCert;
  }

  RateSpec rate() {
    return rate;
  }

  /** How fast and how patiently API calls are made. */
  Transport.Pacing toPacing(RateSpec allowed, Sleeper sleeper) {
    return new Transport.Pacing(
        new RateLimiter(allowed, System::nanoTime, sleeper),
        new RetryPolicy(retries, FIRST_RETRY_WAIT, maxRetryWait),
        sleeper,
        Clock.systemUTC());
  }

  /** The run's one limiter of bytes. */
  Throttle toThrottle() {
    return bandwidth.rates().equals(BandwidthSchedule.OFF.rates())
        ? Throttle.NONE
        : BandwidthLimiter.system(bandwidth);
  }

  LogSettings toLogSettings() {
    return new LogSettings(verbose.length, quiet, logFile, logFormat);
  }

  ProgressSettings toProgress(Layout layout, Environment environment) {
    return ProgressSettings.of(
        quiet ? ProgressMode.NONE : progress,
        layout,
        environment.terminal(),
        noColor,
        environment.env());
  }

  /** Whether an option stands on the command line itself, before or after the command's name. */
  boolean isTyped(String option) {
    ParseResult level = command.root().commandLine().getParseResult();
    while (level != null && !level.hasMatchedOption(option)) {
      level = level.subcommand();
    }
    return level != null;
  }
}
