package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.JobListener;
import io.kinescope.uploader.job.JobRunner;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.job.JobTools;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The object graph of one run: the one place where the rooms are wired together. */
final class App implements AutoCloseable {
  private final GlobalOptions options;
  private final Environment environment;
  private final Console console;
  private final @Nullable Emulator sandbox;
  private final boolean hasToken;
  private final Transport transport;
  private final Kinescope kinescope;
  private final Throttle throttle;
  private @Nullable JobSummary summary;

  private App(UploaderCommand root, @Nullable Emulator sandbox, boolean withToken) {
    this.options = root.options;
    this.environment = root.environment;
    this.console = root.console();
    this.sandbox = sandbox;
    Token token = withToken ? options.toToken(environment, sandbox) : null;
    this.hasToken = token != null;
    this.transport =
        new Transport(
            options.toHttpSettings(environment, sandbox, token),
            options.toPacing(stop().sleeper()));
    this.kinescope = Kinescope.over(transport);
    this.throttle = options.toThrottle();
  }

  /** Wires the rooms; starts the emulator if that was asked for. */
  static App open(UploaderCommand root, boolean withToken) {
    Emulator sandbox = root.options.toEmulator();
    if (sandbox == null) {
      return new App(root, null, withToken);
    }
    root.console()
        .info("This is the built-in emulator, not Kinescope: nothing is uploaded anywhere.");
    try {
      return new App(root, sandbox, withToken);
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /** The service, for calls that need a token. */
  Kinescope kinescope() {
    if (!hasToken) {
      throw GlobalOptions.noToken();
    }
    return kinescope;
  }

  boolean hasToken() {
    return hasToken;
  }

  /**
   * What sends files.
   *
   * @param chunkSize of Tus in bytes, or null to adapt
   * @param digest whether to compute MD5s on the way
   */
  Uploads uploads(@Nullable Long chunkSize, boolean digest) {
    Sending sending = new Sending(chunkSize, throttle, digest);
    return new Uploads(kinescope, sending, console, System::nanoTime);
  }

  /** A job with all that it works on and with. */
  record Assignment(
      Job job, ItemSource source, Uploads uploads, OpenLedger ledger, ProgressBoard board) {}

  /**
   * Runs the engine.
   *
   * @param listener told of each item as it ends
   */
  JobSummary run(Assignment work, ItemSource.Checked checked, JobListener listener) {
    JobTools tools =
        new JobTools(
            work.uploads(),
            kinescope().videos(),
            transport,
            work.ledger().ledger(),
            work.ledger().claims(),
            console,
            Clock.systemUTC(),
            environment.listLag());
    JobRunner runner = new JobRunner(work.job(), work.source(), stop(), work.board());
    JobSummary ended = runner.run(checked, tools, listener);
    summary = ended;
    return ended;
  }

  /** The sums of the run; null before its end. */
  @Nullable JobSummary summary() {
    return summary;
  }

  /**
   * The API's base URL as text: what a ledger belongs to. The emulator has another port each time,
   * but is always the same to it.
   */
  String apiUrl() {
    return sandbox != null ? "sandbox" : transport.hosts().apiUrl();
  }

  Transport transport() {
    return transport;
  }

  Environment environment() {
    return environment;
  }

  StopSignal stop() {
    return environment.stop();
  }

  Console console() {
    return console;
  }

  Console.Progress progress(Layout layout) {
    return console.new Progress(options.toProgress(layout, environment));
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
      throw UploaderException.withHint(
          ErrorKind.USAGE,
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
