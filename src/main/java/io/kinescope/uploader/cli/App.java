package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Sandbox;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.ProxyRules;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Webhook;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.job.JobTools;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The object graph of one run: the one place where the rooms are wired together. */
final class App implements AutoCloseable {
  private final GlobalOptions options;
  private final @Nullable Sandbox sandbox;
  final Environment environment;
  final Console console;
  private final @Nullable Token token;

  /** Why there is none although one was named: told where one is needed. */
  private final @Nullable UploaderException tokenTrouble;

  final @Nullable ProxyRules proxy;
  final Transport transport;
  private final HttpSettings settings;
  private final Kinescope kinescope;
  private final Throttle throttle;
  private final RateSpec rate;

  /** Which of several processes that share the items this is; null if it is alone. */
  final @Nullable Shard shard;

  /** The sums of the run; null before its end. */
  @Nullable JobSummary summary;

  /** What machines are told of a run that uploads; null for other commands. */
  @Nullable RunReports reports;

  private App(
      UploaderCommand root, @Nullable Sandbox sandbox, boolean withToken, @Nullable Shard shard) {
    this.shard = shard;
    this.options = root.options;
    this.environment = root.environment;
    this.console = root.console();
    this.sandbox = sandbox;
    Token found = null;
    UploaderException trouble = null;
    try {
      found = withToken ? options.toToken(environment, sandbox, console) : null;
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.AUTH) {
        throw e;
      }
      trouble = e; // a run that has begun can tell of it: by metrics, a notification, the log
    }
    this.token = found;
    this.tokenTrouble = trouble;
    this.settings = options.toHttpSettings(environment, sandbox, token);
    this.proxy = settings.proxy();
    this.rate = shard == null ? options.rate() : options.rate().sharedBy(shard.count());
    this.transport = new Transport(settings, options.toPacing(rate, stop().sleeper()));
    this.kinescope = Kinescope.over(transport);
    this.throttle = options.toThrottle();
  }

  /** A shard's own file in the place of the list's: all shards are told to write the same one. */
  Path ofShard(Path whole) {
    return shard == null ? whole : shard.named(whole);
  }

  /** Wires the rooms; starts the emulator if that was asked for. */
  static App open(UploaderCommand root, boolean withToken, @Nullable Shard shard) {
    root.options.check();
    Sandbox sandbox = root.options.toSandbox();
    if (sandbox == null) {
      return new App(root, null, withToken, shard);
    }
    root.console()
        .info("This is the built-in emulator, not Kinescope: nothing is uploaded anywhere.");
    try {
      return new App(root, sandbox, withToken, shard);
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /** Whether a token is set; throws if it is, but can't be read. */
  boolean hasToken() {
    if (tokenTrouble != null) {
      throw tokenTrouble;
    }
    return token != null;
  }

  /** The error of a call that needs a token; null if there is one. */
  @Nullable UploaderException noToken() {
    return tokenTrouble == null && token == null ? GlobalOptions.noToken() : tokenTrouble;
  }

  /** The service, for calls that need a token. */
  Kinescope kinescope() {
    if (!hasToken()) {
      throw GlobalOptions.noToken();
    }
    return kinescope;
  }

  /** Somebody who is told of the run. */
  Webhook webhook(String url) {
    return new Webhook(url, settings, options.toPacing(rate, stop().sleeper()));
  }

  /** What sends files; for the parameters see {@link Sending}. */
  Uploads uploads(@Nullable Long chunkSize, boolean digest) {
    Sending sending = new Sending(chunkSize, throttle, digest);
    return new Uploads(kinescope, sending, console, System::nanoTime);
  }

  /** Runs the engine. */
  JobSummary run(
      JobRunner runner,
      ItemSource.Checked checked,
      Uploads uploads,
      OpenLedger open,
      JobListener listener) {
    JobTools tools =
        new JobTools(
            uploads,
            kinescope().videos(),
            transport,
            open.ledger(),
            open.claims(),
            console,
            Clock.systemUTC(),
            environment.listLag());
    JobListener all = reports == null ? listener : reports.before(listener);
    JobSummary ended = runner.run(checked, tools, all);
    summary = ended;
    boolean whole = ended.stop() == null && ended.count(ItemOutcome.DEFERRED) == 0;
    if (whole && ended.kinds().stream().noneMatch(ErrorKind::retryable)) {
      open.ledger().madeWhole();
    }
    return ended;
  }

  /**
   * The API's base URL as text: what a ledger belongs to. The emulator has another port each time,
   * but is always the same to it.
   */
  String apiUrl() {
    return sandbox != null ? "sandbox" : transport.hosts().apiUrl();
  }

  /** How many calls this process may make: of several, each has its part. */
  RateSpec rate() {
    return rate;
  }

  StopSignal stop() {
    return environment.stop();
  }

  Console.Progress progress(Layout layout) {
    Console.Progress progress = console.new Progress(options.toProgress(layout, environment));
    progress.board.countRetries(transport::retries);
    progress.board.tellPauses(transport::waitsFor);
    return progress;
  }

  /** Whether this talks to the emulator in this process. */
  boolean isSandbox() {
    return sandbox != null;
  }

  /** The project or folder that videos go to, if one is set. */
  @Nullable String parent() {
    return options.parent(sandbox);
  }

  /** The same, for commands that can't do without. */
  String requireParent() {
    String parent = parent();
    if (parent == null) {
      throw UploaderException.usage(
          "no destination set",
          "use --parent ID or set KINESCOPE_PARENT_ID; 'kinescope projects' and 'kinescope folders' list ids");
    }
    return parent;
  }

  @Override
  public void close() {
    transport.close();
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
