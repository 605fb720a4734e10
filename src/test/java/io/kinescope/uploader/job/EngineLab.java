package io.kinescope.uploader.job;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.upload.Sending;
import io.kinescope.uploader.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The importing room over an emulator, with a ledger that tells its writes; nobody sleeps. */
final class EngineLab implements AutoCloseable {
  static final EngineLab NONE = new EngineLab(null, null, null);

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final @Nullable Path folder;
  private final @Nullable Emulator sandbox;
  private final @Nullable CountingLedger ledger;
  private final @Nullable Transport transport;

  private ErrorThreshold maxErrors = ErrorThreshold.NONE;

  private EngineLab(@Nullable Path folder, @Nullable Emulator sandbox, @Nullable URI url) {
    this.folder = folder;
    this.sandbox = sandbox;
    this.ledger = folder == null ? null : new CountingLedger(Rows.ledger(folder));
    this.transport = sandbox == null && url == null ? null : transport(sandbox, url);
  }

  static EngineLab in(Path folder) {
    return new EngineLab(
        folder,
        Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO)),
        null);
  }

  /** Against a service that is none of ours: nobody listens there, say. */
  static EngineLab at(Path folder, URI url) {
    return new EngineLab(folder, null, url);
  }

  private static Transport transport(@Nullable Emulator sandbox, @Nullable URI url) {
    Sleeper sleeper =
        time -> {
          if (Thread.interrupted()) {
            throw new InterruptedException("stopped");
          }
          Thread.onSpinWait(); // what is waited for is done by others, and needs no clock
        };
    return new Transport(
        new HttpSettings(
            url == null ? Objects.requireNonNull(sandbox).apiUrl() : url,
            url == null ? Objects.requireNonNull(sandbox).uploaderUrl() : url,
            Token.of(sandbox == null ? "t" : sandbox.token(), "a test"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            null,
            "",
            null,
            "kinescope-test"),
        new Transport.Pacing(
            new RateLimiter(RateSpec.parse("none"), System::nanoTime, sleeper),
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2)),
            sleeper,
            Clock.systemUTC()));
  }

  Emulator sandbox() {
    return Objects.requireNonNull(sandbox);
  }

  void maxErrors(String threshold) {
    maxErrors = ErrorThreshold.parse(threshold);
  }

  CountingLedger ledger() {
    return Objects.requireNonNull(ledger);
  }

  List<String> warnings() {
    return warnings;
  }

  ImportTools tools() {
    Transport over = Objects.requireNonNull(transport);
    Kinescope kinescope = Kinescope.over(over);
    return new ImportTools(
        new Uploads(kinescope, Sending.PLAIN, warnings::add, System::nanoTime),
        kinescope.videos(),
        over,
        new Reconciler(kinescope.videos(), over, Clock.systemUTC(), Duration.ZERO),
        ledger(),
        warnings::add);
  }

  /** A video of the service; its id. */
  String made(String url, String title) {
    return String.valueOf(
        Kinescope.over(Objects.requireNonNull(transport))
            .uploads()
            .fromUrl(new VideoHeaders(parent(), title, null, null, null, null, url))
            .id());
  }

  /** A video that waits for its bytes, and will for ever; its id. */
  String unready(String title) {
    InitRequest request =
        new InitRequest("video", parent(), title, null, null, null, null, null, null, null);
    return Kinescope.over(Objects.requireNonNull(transport)).uploads().init(request).videoId();
  }

  String parent() {
    return sandbox == null ? Rows.PARENT : sandbox.defaultParentId();
  }

  /** A row that an earlier run has brought home; these writes are not counted. */
  void arrived(String key, String videoId) {
    Ledger uncounted = ledger().uncounted();
    uncounted.intend(
        new Intent(key, CreateCall.URL, "https://a", parent(), "A", "print", null, null));
    uncounted.settle(
        key,
        new Outcome.Uploaded(
            new Stored(videoId, "A", null, null, "url", 0, 0, 0, null, null),
            Processing.open("processing")));
  }

  /** A row that is being sent once more. */
  void intendAgain(String key) {
    ledger().uncounted().intend(ledger().find(key).orElseThrow().intent());
  }

  LedgerEntry entry(String key) {
    return ledger().find(key).orElseThrow();
  }

  /** Imports a CSV with everything as by default. */
  ImportSummary run(String csv, int parallel, ImportSettings.Watch watch, RowListener listener) {
    return run(csv, parallel, new ImportSettings.Again(false, false, false), watch, listener);
  }

  ImportSummary run(
      String csv,
      int parallel,
      ImportSettings.Again again,
      ImportSettings.Watch watch,
      RowListener listener) {
    Path home = Objects.requireNonNull(folder);
    Path file = home.resolve("videos.csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImportSettings settings =
        new ImportSettings(
            new ImportSettings.Input(file, "videos.csv", home),
            ManifestOptions.DEFAULT,
            parent(),
            parallel,
            false,
            null,
            maxErrors,
            home.resolve("videos.csv.results.csv"),
            home.resolve("videos.csv.failed.csv"),
            again,
            watch);
    ImportEngine engine =
        new ImportEngine(
            settings, new StopSignal(), new ProgressBoard(System::nanoTime), Clock.systemUTC());
    engine.check(entry -> {}, warnings::add);
    return engine.run(tools(), listener);
  }

  @Override
  public void close() {
    if (transport != null) {
      transport.close();
    }
    if (ledger != null) {
      ledger.close();
    }
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
