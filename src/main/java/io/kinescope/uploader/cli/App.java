package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.JobTools;
import io.kinescope.uploader.job.JobTools.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.throttle.BandwidthLimiter;
import io.kinescope.uploader.throttle.BandwidthSchedule;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The object graph of one run: the one place where the rooms are wired together. */
final class App implements AutoCloseable {
  private static final Duration FIRST_RETRY_WAIT = Duration.ofSeconds(1);

  private final Invocation invocation;
  private final @Nullable Emulator sandbox;
  private final @Nullable Token token;
  private final Transport transport;
  private final Kinescope kinescope;
  private final FileBody.Throttle bandwidth;

  private App(Invocation invocation, @Nullable Emulator sandbox, boolean withToken) {
    this.invocation = invocation;
    this.sandbox = sandbox;
    this.token = withToken ? token(invocation, sandbox) : null;
    this.transport = transport(invocation, sandbox, token);
    this.kinescope = Kinescope.over(transport);
    this.bandwidth = bandwidth(invocation);
  }

  /** Wires a session; starts the emulator if that was asked for. */
  static App open(Invocation invocation) {
    return open(invocation, true);
  }

  /** The same for what needs no token: it is not even looked for. */
  static App openWithoutToken(Invocation invocation) {
    return open(invocation, false);
  }

  private static App open(Invocation invocation, boolean withToken) {
    if (!invocation.options().sandbox) {
      return new App(invocation, null, withToken);
    }
    if (invocation.settings().hostsNamed()) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "--sandbox can't go together with --api-url or --uploader-url",
          "leave one of them out");
    }
    Emulator sandbox = Emulator.start(EmulatorSettings.defaults());
    invocation
        .messages()
        .info("This is the built-in emulator, not Kinescope: nothing is uploaded anywhere.");
    try {
      return new App(invocation, sandbox, withToken);
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /** The service, for calls that need a token. */
  Kinescope kinescope() {
    if (token == null) {
      throw Tokens.missing();
    }
    return kinescope;
  }

  /** What is needed of the service where no token is. */
  Kinescope kinescopeWithoutToken() {
    return kinescope;
  }

  /**
   * What sends files.
   *
   * @param chunkSize of Tus, or null to adapt
   * @param digest whether to compute MD5s on the way
   */
  Uploads uploads(@Nullable Long chunkSize, boolean digest) {
    return new Uploads(
        kinescope,
        new Sending(chunkSize, bandwidth, digest),
        invocation.messages(),
        System::nanoTime);
  }

  /**
   * The API's base URL as text: what a ledger belongs to. The emulator has another port each time,
   * but is always the same to it.
   */
  String apiUrl() {
    return sandbox != null ? "sandbox" : transport.hosts().apiUrl();
  }

  /**
   * What a run works with.
   *
   * @param claims takes the right to work on an item
   * @param chunkSize of Tus in bytes, or null to adapt
   * @param digest whether to compute MD5s on the way
   */
  JobTools jobTools(
      Ledger ledger, Function<String, Claim> claims, @Nullable Long chunkSize, boolean digest) {
    Kinescope service = kinescope();
    return new JobTools(
        uploads(chunkSize, digest),
        service.videos(),
        transport,
        ledger,
        claims,
        invocation.messages(),
        Clock.systemUTC(),
        invocation.surroundings().listLag());
  }

  /** This program's name and version, as ledgers keep it. */
  static String program() {
    return "kinescope " + Version.text();
  }

  Transport transport() {
    return transport;
  }

  Invocation invocation() {
    return invocation;
  }

  /** Whether this talks to the emulator in this process. */
  boolean isSandbox() {
    return sandbox != null;
  }

  boolean hasToken() {
    return token != null;
  }

  /**
   * {@code --parent}; in the emulator its first project, since a parent from the environment or the
   * settings file is one of the real service.
   */
  @Nullable String parent() {
    return sandbox != null && !invocation.settings().parentNamed()
        ? sandbox.defaultParentId()
        : invocation.options().parent;
  }

  /** The parent, for commands that can't do without. */
  String requireParent() {
    String parent = parent();
    if (parent == null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "no parent is set: where shall the video go?",
          "give --parent ID or set KINESCOPE_PARENT_ID; 'kinescope projects' and 'kinescope folders' list ids");
    }
    return parent;
  }

  private static @Nullable Token token(Invocation invocation, @Nullable Emulator sandbox) {
    return sandbox != null
        ? Token.of(sandbox.token(), "the emulator")
        : Tokens.find(
            invocation.surroundings(),
            invocation.options().tokenFile,
            invocation.settings().tokenFileNamed());
  }

  private static FileBody.Throttle bandwidth(Invocation invocation) {
    BandwidthSchedule schedule = invocation.options().bandwidth;
    return schedule.rates().equals(BandwidthSchedule.OFF.rates())
        ? FileBody.Throttle.NONE
        : new Limited(BandwidthLimiter.system(schedule));
  }

  /** The run's one limiter as what file bodies ask; at a slow rate they hand on small pieces. */
  private record Limited(BandwidthLimiter limiter) implements FileBody.Throttle {
    @Override
    public void acquire(int bytes) throws InterruptedException {
      limiter.acquire(bytes);
    }

    @Override
    public int pieceSize(int most) {
      return limiter.pieceSize(most);
    }
  }

  private static Transport transport(
      Invocation invocation, @Nullable Emulator sandbox, @Nullable Token token) {
    GlobalOptions options = invocation.options();
    URI api = sandbox == null ? options.apiUrl : sandbox.apiUrl();
    URI uploader = sandbox == null ? options.uploaderUrl : sandbox.uploaderUrl();
    String noProxy =
        Objects.requireNonNullElse(
            invocation.surroundings().variable("NO_PROXY"),
            Objects.requireNonNullElse(invocation.surroundings().variable("no_proxy"), ""));
    HttpSettings settings =
        new HttpSettings(
            api,
            uploader,
            token,
            options.connectTimeout,
            options.idleTimeout,
            options.proxy,
            noProxy,
            options.caCert,
            "kinescope/" + Version.text());
    Sleeper sleeper = invocation.surroundings().stop().sleeper();
    Transport.Pacing pacing =
        new Transport.Pacing(
            new RateLimiter(options.rate, System::nanoTime, sleeper),
            new RetryPolicy(options.retries, FIRST_RETRY_WAIT, options.maxRetryWait),
            sleeper,
            Clock.systemUTC());
    return new Transport(settings, pacing);
  }

  @Override
  public void close() {
    transport.close();
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
