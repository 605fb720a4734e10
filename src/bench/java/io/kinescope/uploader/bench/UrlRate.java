package io.kinescope.uploader.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * How many url rows a second, against a server that takes 50 ms for each: 64 workers could have
 * 1,280. Tells what the whole import took, and what it took per row beyond one of a single row, so
 * that the start of the program is not in it. Arguments: none, or rows and {@code --parallel}.
 */
public final class UrlRate {
  private static final int RUNS = 3;
  private static final int LATENCY_MILLIS = 50;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double PROMISED = 0.9;
  private static final PrintStream OUT = System.out;

  private UrlRate() {}

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rows = args.length < 1 ? 10_000 : Integer.parseInt(args[0]);
    int parallel = args.length < 2 ? 64 : Integer.parseInt(args[1]);
    double possible = parallel * MILLIS_PER_SECOND / LATENCY_MILLIS;
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                QuickServer.class.getName(),
                Integer.toString(LATENCY_MILLIS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    double best = 0;
    try {
      String url = "http://127.0.0.1:" + server.inputReader().readLine();
      for (int run = 0; run < RUNS; run++) {
        Launched one = measured(url, 1, parallel);
        Launched all = measured(url, rows, parallel);
        double rate = (rows - 1) / (all.seconds() - one.seconds());
        best = Math.max(best, rate);
        OUT.printf(
            "%d rows, --parallel %d: %s; one row: %s; %.0f rows/s, %.0f %% of %.0f%n",
            rows, parallel, all.cost(), one.cost(), rate, 100 * rate / possible, possible);
      }
    } finally {
      server.destroy();
    }
    System.exit(best >= PROMISED * possible ? 0 : 1);
  }

  private static Launched measured(String url, int rows, int parallel)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Path.of("target"), "url-rate-");
    Path csv = csv(folder.resolve("videos.csv"), rows);
    Launched ended =
        Launched.run(
            folder,
            environment(url),
            "import-csv",
            csv.toString(),
            "--rate",
            "none",
            "--parallel",
            Integer.toString(parallel),
            "-o",
            "json",
            "--progress",
            "none");
    int calls = rows + (rows > 1 ? 1 : 0); // of several rows the parent is asked for
    if (ended.sum("uploaded") != rows || ended.sum("api_calls") != calls) {
      throw new IllegalStateException(ended.out() + ended.err());
    }
    for (String name : Set.of("", ".ledger.db", ".ledger.db.lock", ".results.csv")) {
      Files.deleteIfExists(folder.resolve("videos.csv" + name));
    }
    return ended;
  }

  /** What lets the launcher talk to such a server. */
  static Map<String, String> environment(String url) {
    return Map.of(
        "KINESCOPE_API_URL",
        url,
        "KINESCOPE_UPLOADER_URL",
        url,
        "KINESCOPE_API_TOKEN",
        "0f6c0f6c-0000-4000-8000-000000000001",
        "KINESCOPE_PARENT_ID",
        "7e5c2f1a-0000-4000-8000-000000000001");
  }

  static Path csv(Path csv, int rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("url,title\n");
      for (int i = 0; i < rows; i++) {
        out.write("https://media.example.org/lecture-" + i + ".mp4,Лекция №" + i + "\n");
      }
    }
    return csv;
  }
}
