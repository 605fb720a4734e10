package io.kinescope.uploader.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists of url rows against a server that takes 50 ms for each. 2,000 by 16 workers: the whole
 * process beside {@code xargs curl} and the floor, which is what the server's answers alone take.
 * 10,000 by 64: also how many a second beyond an import of one row, so that the start of the
 * program is not in it. Arguments, in any order: the number of rounds, and folders of other builds
 * ({@code target/kinescope} of another checkout), which take part in the same rounds. {@code xargs}
 * runs once.
 */
public final class Rows {
  private static final int ROUNDS = 3;
  private static final int LATENCY_MILLIS = 50;
  private static final double LATENCY_SECONDS = LATENCY_MILLIS / 1e3;
  private static final String TOKEN = "0f6c0f6c-0000-4000-8000-000000000001";
  private static final String PARENT = "7e5c2f1a-0000-4000-8000-000000000001";
  private static final PrintStream OUT = System.out;

  private final Arguments arguments;
  private final QuickServer.Elsewhere server;
  private final Path folder;

  private Rows(Arguments arguments, QuickServer.Elsewhere server, Path folder) {
    this.arguments = arguments;
    this.server = server;
    this.folder = folder;
  }

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Goals goals = new Goals();
    try (QuickServer.Elsewhere server = new QuickServer.Elsewhere(LATENCY_MILLIS)) {
      Path folder = Files.createTempDirectory(Path.of("target"), "rows-").toAbsolutePath();
      Rows rows = new Rows(Arguments.of(args, ROUNDS), server, folder);
      if (rows.arguments.wants("2,000")) {
        rows.few(goals);
      }
      if (rows.arguments.wants("10,000")) {
        rows.many(goals);
      }
    }
    System.exit(goals.exitCode());
  }

  private void few(Goals goals) throws IOException, InterruptedException {
    int rows = 2_000;
    int workers = 16;
    double floor = rows * LATENCY_SECONDS / workers;
    Contest contest = new Contest(title(rows, workers, floor));
    List<Contest.Entrant> ours = ours(contest, rows, workers);
    Path list = commands(rows);
    Contest.Entrant xargs =
        contest.addOnce(
            "xargs -P" + workers + " curl",
            () -> Launched.run(folder, Map.of(), xargs(list, workers)));
    contest.run(arguments.rounds(), server::cpuSeconds);
    contest.print(Contest.Unit.SECONDS, floor, xargs.cpuSeconds());
    goals.atMost("time to the floor", ours.get(0).seconds() / floor, 1.15);
    goals.atMost("CPU s", ours.get(0).cpuSeconds(), 4);
  }

  private void many(Goals goals) throws IOException, InterruptedException {
    int rows = 10_000;
    int workers = 64;
    double possible = workers / LATENCY_SECONDS;
    Contest contest = new Contest(title(rows, workers, rows / possible));
    List<Contest.Entrant> all = ours(contest, rows, workers);
    List<Contest.Entrant> single = ours(contest, 1, workers);
    contest.run(arguments.rounds(), server::cpuSeconds);
    contest.print(Contest.Unit.SECONDS, rows / possible, all.get(0).cpuSeconds());
    for (int i = all.size() - 1; i >= 0; i--) {
      double rate = (rows - 1) / (all.get(i).seconds() - single.get(i).seconds());
      OUT.printf("%s: %.0f rows/s beyond a single row%n", all.get(i).name(), rate);
      if (i == 0) {
        goals.atLeast(String.format("share of %.0f rows/s", possible), rate / possible, 0.85);
      }
    }
  }

  private static String title(int rows, int workers, double floor) {
    return String.format(
        "%,d url rows, %d ms, %d at once; ratio to the floor of %.2f s",
        rows, LATENCY_MILLIS, workers, floor);
  }

  private List<Contest.Entrant> ours(Contest contest, int rows, int workers) {
    List<Contest.Entrant> entrants = new ArrayList<>();
    arguments
        .homes()
        .forEach(
            (name, home) ->
                entrants.add(
                    contest.add(
                        rows == 1 ? name + ", 1 row" : name, () -> ours(home, rows, workers))));
    return entrants;
  }

  private Launched ours(Path home, int rows, int workers) throws IOException, InterruptedException {
    Path csv = csv(folder.resolve("videos.csv"), rows);
    List<String> line =
        Launched.launcher(home, "import-csv", csv.toString(), "--rate", "none", "-o", "json");
    line.addAll(List.of("--parallel", Integer.toString(workers), "--progress", "none"));
    Launched ended = Launched.run(folder, environment(server.url()), line);
    int calls = rows + (rows > 1 ? 1 : 0); // of several rows the parent is asked for
    if (ended.sum("uploaded") != rows || ended.sum("api_calls") != calls) {
      throw new IllegalStateException(ended.out() + ended.err());
    }
    for (String name : Set.of("", ".ledger.db", ".ledger.db.lock", ".results.csv")) {
      Files.deleteIfExists(folder.resolve("videos.csv" + name));
    }
    return ended;
  }

  private List<String> xargs(Path list, int workers) {
    List<String> line =
        new ArrayList<>(List.of("xargs", "-a", list.toString(), "-L1", "-P" + workers, "curl"));
    line.addAll(List.of("-sSf", "-o", "/dev/null", "-X", "POST", server.url() + "/v2/video"));
    line.addAll(List.of("-H", "Authorization: Bearer " + TOKEN, "-H", "X-Parent-ID: " + PARENT));
    return line;
  }

  /** What curl needs to be told of each row, a line each. */
  private Path commands(int rows) throws IOException {
    Path list = folder.resolve("rows");
    try (BufferedWriter out = Files.newBufferedWriter(list)) {
      for (int i = 0; i < rows; i++) {
        out.write("-H \"X-Video-URL: " + url(i) + "\" -H \"X-Video-Title: " + name(i) + "\"\n");
      }
    }
    return list;
  }

  /** What lets the launcher talk to such a server. */
  static Map<String, String> environment(String url) {
    return Map.of(
        "KINESCOPE_API_URL",
        url,
        "KINESCOPE_UPLOADER_URL",
        url,
        "KINESCOPE_API_TOKEN",
        TOKEN,
        "KINESCOPE_PARENT_ID",
        PARENT);
  }

  /** A list of url rows. */
  static Path csv(Path csv, int rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("url,title\n");
      for (int i = 0; i < rows; i++) {
        out.write(url(i) + "," + name(i) + "\n");
      }
    }
    return csv;
  }

  private static String url(int row) {
    return "https://media.example.org/lecture-" + row + ".mp4";
  }

  private static String name(int row) {
    return "Лекция №" + row;
  }
}
