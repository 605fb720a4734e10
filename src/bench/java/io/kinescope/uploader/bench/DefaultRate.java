package io.kinescope.uploader.bench;

import io.kinescope.uploader.bench.QuickServer.Latency;
import io.kinescope.uploader.bench.QuickServer.Strict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Url rows at the default rate for a bit more than three minutes, against servers that accept 10 a
 * second and 300 a minute, each with another latency, all at once: how near do the calls come to
 * 300 a minute, and does one of them come too soon? The rate is that of 900 calls from the first to
 * the one after them, which a first burst can't embellish.
 */
public final class DefaultRate {
  private static final int COUNTED = 900;
  private static final int ROWS = 905;
  private static final double ALLOWED_A_MINUTE = 300;
  private static final double PROMISED = 0.97;
  private static final double NANOS_PER_MINUTE = 60e9;
  private static final PrintStream OUT = System.out;

  private DefaultRate() {}

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Latency> latencies = new LinkedHashMap<>();
    latencies.put("no latency", Latency.ofMillis(0, 0));
    latencies.put("50 to 100 ms", Latency.ofMillis(50, 50));
    latencies.put("300 to 600 ms", Latency.ofMillis(300, 300));
    List<Thread> runs = new ArrayList<>();
    boolean[] kept = new boolean[latencies.size()];
    latencies.forEach(
        (name, latency) -> {
          int number = runs.size();
          Thread run = new Thread(() -> kept[number] = measure(name, latency), name);
          run.start();
          runs.add(run);
        });
    boolean all = true;
    for (int i = 0; i < kept.length; i++) {
      runs.get(i).join();
      all &= kept[i];
    }
    System.exit(all ? 0 : 1);
  }

  private static boolean measure(String name, Latency latency) {
    Strict strict = new Strict();
    try (QuickServer server = new QuickServer(latency, strict)) {
      Path folder = Files.createTempDirectory(Path.of("target"), "default-rate-");
      Path csv = Rows.csv(folder.resolve("videos.csv"), ROWS);
      Launched ended =
          Launched.run(
              folder,
              Rows.environment(server.url()),
              "import-csv",
              csv.toString(),
              "-o",
              "json",
              "--progress",
              "none");
      List<Long> arrivals = strict.arrivals();
      double minutes = (arrivals.get(COUNTED) - arrivals.get(0)) / NANOS_PER_MINUTE;
      double share = COUNTED / minutes / ALLOWED_A_MINUTE;
      OUT.printf(
          "%s: %d uploaded, %.1f calls a minute (%.1f %%), at most %d in a second and %d in a minute,"
              + " %d refused%n",
          name,
          ended.sum("uploaded"),
          COUNTED / minutes,
          100 * share,
          strict.mostInSecond(),
          strict.mostInMinute(),
          strict.refused());
      return ended.exit() == 0 && share >= PROMISED && strict.refused() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
