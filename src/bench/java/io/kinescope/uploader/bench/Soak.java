package io.kinescope.uploader.bench;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.bench.SoakRows.Row;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultStorm;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerEvent;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * 20,000 rows into an emulator that fails a fifth of all calls in every way it knows, by a process
 * that is killed every few seconds and started again until it ends with 0. Then there must be one
 * finished video per row, with the row's title and bytes; the ledger and the last run's sums must
 * say the same. Arguments: none, or rows and seed.
 */
public final class Soak {
  private static final double SHARE = 0.2;
  private static final int MAX_RUNS = 500;
  private static final int MAX_RUNS_WITHOUT_PROGRESS = 5;
  private static final int SHORTEST_RUN_MILLIS = 5_000;
  private static final int LONGEST_RUN_MILLIS = 25_000;
  private static final int SHOWN = 20;

  /** Each kill leaves so many rows to be looked for, and one look is many calls. */
  private static final String PARALLEL = "16";

  private static final Duration LIST_LAG = Duration.ofSeconds(2);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final PrintStream OUT = System.out;

  private final Emulator sandbox;
  private final Path folder;
  private final SoakRows rows;
  private final SplittableRandom random;
  private int runs;
  private int kills;
  private @Nullable JsonObject sums;

  private Soak(Emulator sandbox, Path folder, SoakRows rows, long seed) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.rows = rows;
    this.random = new SplittableRandom(seed);
  }

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int count = args.length < 1 ? 20_000 : Integer.parseInt(args[0]);
    long seed = args.length < 2 ? System.nanoTime() : Long.parseLong(args[1]);
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "soak-");
    EmulatorSettings settings =
        EmulatorSettings.defaults()
            .unlimited()
            .listLag(LIST_LAG)
            .faults(FaultStorm.of(SHARE, seed));
    List<String> wrong;
    try (Emulator sandbox = Emulator.start(settings)) {
      OUT.printf("%d rows, seed %d, %s%n", count, seed, folder);
      Soak soak = new Soak(sandbox, folder, SoakRows.write(folder, count), seed);
      long start = System.nanoTime();
      soak.runUntilDone();
      OUT.printf(
          "%d runs, %d of them killed, %.0f s; %d requests, %d faults%n",
          soak.runs,
          soak.kills,
          (System.nanoTime() - start) / NANOS_PER_SECOND,
          sandbox.state().totalRequests(),
          sandbox.state().faultsPlayed());
      wrong = soak.wrong();
    }
    wrong.stream().limit(SHOWN).forEach(OUT::println);
    OUT.println(wrong.isEmpty() ? "every row is exactly one video" : wrong.size() + " wrong");
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  private void runUntilDone() throws IOException, InterruptedException {
    int idle = 0;
    long before = 0;
    for (int exit = -1; exit != 0 && runs < MAX_RUNS && idle < MAX_RUNS_WITHOUT_PROGRESS; ) {
      exit = run();
      long arrived = finished().size();
      // A killed run may have been too short for anything; one that ended by itself was not.
      idle = exit < 0 || arrived > before ? 0 : idle + 1;
      before = arrived;
      OUT.printf(
          "run %d: %s, %d finished videos%n", runs, exit < 0 ? "killed" : "exit " + exit, arrived);
    }
  }

  /** One run; -1 if it was killed. */
  private int run() throws IOException, InterruptedException {
    runs++;
    Process process =
        Launched.start(
            folder,
            Launched.environment(sandbox),
            "import-csv",
            rows.csv().toString(),
            "--rate",
            "none",
            "--parallel",
            PARALLEL,
            "-o",
            "json",
            "--progress",
            "none");
    int millis = random.nextInt(SHORTEST_RUN_MILLIS, LONGEST_RUN_MILLIS);
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      kills++;
      process.destroyForcibly().waitFor(); // SIGKILL
      return -1;
    }
    sums = Json.parseObject(Files.readString(folder.resolve("out")));
    return process.exitValue();
  }

  /** The finished videos by title; a broken request leaves others, as it does on the service. */
  private Map<String, List<EmulatorVideo>> finished() {
    Map<String, List<EmulatorVideo>> finished = new HashMap<>();
    for (EmulatorVideo video : sandbox.state().videos()) {
      if (video.draft().madeBy() == Operation.URL || video.md5() != null) {
        finished.computeIfAbsent(video.title(), title -> new ArrayList<>()).add(video);
      }
    }
    return finished;
  }

  private List<String> wrong() throws IOException {
    List<String> wrong = new ArrayList<>();
    Map<String, List<EmulatorVideo>> finished = finished();
    long videos = finished.values().stream().mapToLong(List::size).sum();
    OUT.printf(
        "%d finished videos, %d leftovers; sums of the last run: %s%n",
        videos, sandbox.state().videos().size() - videos, sums == null ? "none" : Json.write(sums));
    if (sums == null
        || sum("rows") != rows.rows().size()
        || sum("uploaded") + sum("adopted") + sum("skipped") != sum("rows")) {
      wrong.add("the sums are wrong");
    }
    Path file = folder.resolve("videos.csv.ledger.db");
    try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
      Map<String, LedgerEntry> entries = new HashMap<>();
      ledger.list(
          Listing.ALL,
          entry -> {
            entries.put(entry.intent().source(), entry);
            return true;
          });
      OUT.println("ledger: " + ledger.counts());
      for (Row row : rows.rows()) {
        String source =
            row.file() == null
                ? Objects.requireNonNull(row.url())
                : folder.relativize(row.file()).toString();
        LedgerEntry entry = entries.get(source);
        String why = wrong(row, finished.getOrDefault(row.title(), List.of()), entry);
        if (why != null) {
          wrong.add(source + ": " + why + (entry == null ? "" : history(ledger, entry)));
        }
      }
      if (entries.size() != rows.rows().size()) {
        wrong.add(entries.size() + " entries in the ledger");
      }
    }
    if (videos != rows.rows().size()) {
      wrong.add(videos + " finished videos");
    }
    return wrong;
  }

  private long sum(String field) {
    Long number = sums == null ? null : sums.number(field);
    return number == null ? -1 : number;
  }

  private static @Nullable String wrong(
      Row row, List<EmulatorVideo> videos, @Nullable LedgerEntry entry) throws IOException {
    if (videos.size() != 1) {
      return videos.size() + " finished videos";
    }
    EmulatorVideo video = videos.get(0);
    if (entry == null || !entry.state().hasArrived()) {
      return "not done in the ledger";
    }
    if (!video.id().equals(entry.videoId())) {
      return "the ledger has another video: " + entry.videoId() + " instead of " + video.id();
    }
    if (row.file() != null
        && (video.bytesReceived() != row.size() || !md5(row.file()).equals(video.md5()))) {
      return "other bytes";
    }
    return Objects.equals(row.url(), video.draft().sourceUrl()) ? null : "another URL";
  }

  private static String history(Ledger ledger, LedgerEntry entry) {
    StringBuilder text = new StringBuilder();
    for (LedgerEvent event : ledger.history(entry.key())) {
      text.append("\n    ").append(event);
    }
    return text.toString();
  }

  private static String md5(Path file) throws IOException {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), md5)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
