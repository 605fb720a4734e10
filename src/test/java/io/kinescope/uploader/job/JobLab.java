package io.kinescope.uploader.job;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.report.ListReports;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.ListSource;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sending;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine's room over an emulator, with a ledger that tells its writes; nobody sleeps. */
final class JobLab implements AutoCloseable {
  static final JobLab NONE = new JobLab(null, null, null, "");

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final @Nullable Path folder;
  private final @Nullable Emulator sandbox;
  private final @Nullable Transport transport;
  private @Nullable CountingLedger ledger;
  private @Nullable Path results;
  private @Nullable Path failed;
  private @Nullable Duration waitTimeout;
  private Function<String, Claim> claims = key -> Claim.ALONE;
  private Notices notices = warnings::add;

  private ErrorThreshold maxErrors = ErrorThreshold.NONE;

  private JobLab(
      @Nullable Path folder, @Nullable Emulator sandbox, @Nullable URI url, String token) {
    this.folder = folder;
    this.sandbox = sandbox;
    this.ledger = folder == null ? null : new CountingLedger(Rows.ledger(folder));
    this.transport = sandbox == null && url == null ? null : transport(sandbox, url, token);
  }

  static JobLab in(Path folder) {
    return in(folder, settings(), "");
  }

  /** With this token instead of the one that may do everything. */
  static JobLab in(Path folder, EmulatorSettings settings, String token) {
    return new JobLab(folder, Emulator.start(settings), null, token);
  }

  static EmulatorSettings settings() {
    return EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO);
  }

  /** Against a service that is none of ours: nobody listens there, say. */
  static JobLab at(Path folder, URI url) {
    return new JobLab(folder, null, url, "t");
  }

  private static Transport transport(@Nullable Emulator sandbox, @Nullable URI url, String token) {
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
            Token.of(sandbox == null || !token.isEmpty() ? token : sandbox.token(), "a test"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            null,
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

  /** From now on this goes wrong. */
  void faults(FaultRule... rules) {
    sandbox().play(FaultScript.of(rules));
  }

  void maxErrors(String threshold) {
    maxErrors = ErrorThreshold.parse(threshold);
  }

  void waitTimeout(Duration timeout) {
    waitTimeout = timeout;
  }

  /** What the engine says goes there. */
  void notices(Notices other) {
    notices = other;
  }

  /** Items are claimed so. */
  void claims(Function<String, Claim> taking) {
    claims = taking;
  }

  CountingLedger ledger() {
    return Objects.requireNonNull(ledger);
  }

  /** The ledger is lost, and the next run begins a new one, which is nowhere and quick. */
  void forget() {
    ledger().close();
    ledger = new CountingLedger(Ledgers.inMemory(Clock.systemUTC()));
  }

  List<String> warnings() {
    return warnings;
  }

  /** Where the last run's results are; null if they were not written. */
  @Nullable Path results() {
    return results;
  }

  /** Where the last run's failed rows are; null if there were none. */
  @Nullable Path failed() {
    return failed;
  }

  Kinescope kinescope() {
    return Kinescope.over(Objects.requireNonNull(transport));
  }

  JobTools tools() {
    return new JobTools(
        new Uploads(
            kinescope(), new Sending(null, Throttle.NONE, false), warnings::add, System::nanoTime),
        kinescope().videos(),
        kinescope().transport(),
        ledger(),
        claims,
        notices,
        Clock.systemUTC(),
        Duration.ZERO);
  }

  /** A video of the service; its id. */
  String made(String url, String title) {
    return madeIn(parent(), url, title);
  }

  /** A video of the service in this project or folder; its id. */
  String madeIn(String parent, String url, String title) {
    return String.valueOf(
        kinescope()
            .uploads()
            .fromUrl(new VideoHeaders(parent, title, null, null, null, null, url))
            .id());
  }

  /** A video that waits for its bytes, and will for ever; its id. */
  String unready(String title) {
    InitRequest request =
        new InitRequest("video", parent(), title, null, null, null, null, null, null, null, null);
    return kinescope().uploads().init(request).videoId();
  }

  String parent() {
    return sandbox == null ? Rows.PARENT : sandbox.defaultParentId();
  }

  /** An item that an earlier run has brought home; these writes are not counted. */
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

  LedgerEntry entry(String key) {
    return ledger().find(key).orElseThrow();
  }

  /** Imports a CSV, four rows at once; how its rows ended, in order. */
  List<ItemResult> run(String csv, Set<Flag> flags) {
    List<@Nullable ItemResult> ends = Collections.synchronizedList(new ArrayList<>());
    JobSummary unused =
        run(
            csv,
            4,
            flags,
            (number, entry, result) -> {
              while (ends.size() <= number) {
                ends.add(null);
              }
              ends.set((int) number, result);
            });
    return ends.stream().map(Objects::requireNonNull).toList();
  }

  /** Imports a CSV, with reports. */
  JobSummary run(String csv, int parallel, Set<Flag> flags, JobListener listener) {
    ListSource source = list(csv);
    ItemSource.Checked checked = source.check(entry -> {});
    Path home = Objects.requireNonNull(folder);
    try (ListReports reports =
        new ListReports(
            home.resolve("videos.csv.results.csv"),
            home.resolve("videos.csv.failed.csv"),
            source.dialect(),
            source.header(),
            ledger(),
            Clock.systemUTC())) {
      JobSummary summary =
          run(
              source,
              checked,
              parallel,
              flags,
              (number, entry, result) -> {
                listener.ended(number, entry, result);
                reports.ended(number, entry, result);
              });
      reports.finish();
      results = reports.results();
      failed = reports.failed();
      return summary;
    }
  }

  /** The items of a CSV, not checked yet. */
  ListSource list(String csv) {
    Path home = Objects.requireNonNull(folder);
    Path file = home.resolve("videos.csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ListSource(
        new ListSource.Input(file, "videos.csv", home),
        new ManifestOptions(null, null, Map.of(), UrlIdentity.USUAL),
        parent(),
        Rows.OF_MANY,
        () -> false,
        warnings::add);
  }

  /** Runs whatever items, one after the other; how they ended, in that order. */
  List<ItemResult> run(ItemSource source, Set<Flag> flags) {
    List<ItemResult> ends = Collections.synchronizedList(new ArrayList<>());
    JobSummary unused =
        run(source, source.check(entry -> {}), 1, flags, (number, entry, end) -> ends.add(end));
    return ends;
  }

  JobSummary run(
      ItemSource source,
      ItemSource.Checked checked,
      int parallel,
      Set<Flag> flags,
      JobListener listener) {
    Job job = new Job(parallel, null, maxErrors, waitTimeout, flags);
    return new JobRunner(job, source, new StopSignal(), new ProgressBoard(System::nanoTime))
        .run(checked, tools(), listener);
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
