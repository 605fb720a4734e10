package io.kinescope.uploader.bench;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.job.DoneLedger;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Lists whose rows are all done: what does the next run cost? Url rows and file rows; the process
 * may take 4 s for 100,000 and 30 s for 1,000,000, stay below 200 MiB, and make no call. Arguments:
 * none, or numbers of rows. The lists and their ledgers stay in {@code target/skip-done}, for to
 * fill them takes longer than to measure.
 */
public final class SkipDone {
  private static final int RUNS = 3;
  private static final double MAX_RESIDENT_MIB = 200;
  private static final double KIB_PER_MIB = 1024;
  private static final double SECONDS_A_ROW = 28.9e-6;
  private static final double SECONDS_AT_ONCE = 1.1;

  /** File rows share so many files, so that a million of them leave room on the disk. */
  private static final int FILES = 10_000;

  /** A ledger belongs to one service, so that must be at the same place in every run. */
  private static final int PORT = 28_461;

  private static final String PARENT = "7e5c2f1a-0000-4000-8000-000000000001";
  private static final PrintStream OUT = System.out;

  private SkipDone() {}

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String[] counts = args.length == 0 ? new String[] {"100000", "1000000"} : args;
    Goals goals = new Goals();
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults().port(PORT))) {
      for (String count : counts) {
        for (String column : new String[] {"url", "file"}) {
          int rows = Integer.parseInt(count);
          Path csv = filled(rows, column, sandbox);
          for (int run = 0; run < RUNS; run++) {
            measure(csv, rows, column, sandbox, goals);
          }
        }
      }
    }
    System.exit(goals.exitCode());
  }

  private static void measure(Path csv, int rows, String column, Emulator sandbox, Goals goals)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(Launched.environment(sandbox));
    environment.put("KINESCOPE_PARENT_ID", PARENT);
    Launched ended =
        Launched.run(
            csv.resolveSibling(""),
            environment,
            "import-csv",
            csv.toString(),
            "-o",
            "json",
            "--progress",
            "none");
    long skipped = ended.sum("skipped");
    long calls = sandbox.state().totalRequests();
    OUT.printf(
        "%d %s rows: %s; %d skipped, %d calls%n", rows, column, ended.cost(), skipped, calls);
    goals.atLeast("rows skipped", (double) skipped, rows);
    goals.atMost("exit code", ended.exit(), 0);
    goals.atMost("calls", (double) calls, 0);
    goals.atMost("s", ended.seconds(), SECONDS_AT_ONCE + rows * SECONDS_A_ROW);
    goals.atMost("MiB", ended.residentKib() / KIB_PER_MIB, MAX_RESIDENT_MIB);
  }

  /** The list with a ledger beside it in which every row is done. */
  private static Path filled(int rows, String column, Emulator sandbox) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/skip-done/" + rows + "-" + column));
    Path csv = folder.resolve("videos.csv");
    Path ledger = folder.resolve("videos.csv.ledger.db");
    if (!Files.exists(ledger)) {
      write(csv, rows, column);
      Path half = folder.resolve("half.ledger.db");
      Files.deleteIfExists(half);
      DoneLedger.fill(csv, half, sandbox.apiUrl() + "/", PARENT);
      Files.move(half, ledger);
    }
    return csv;
  }

  private static void write(Path csv, int rows, String column) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("id," + column + ",title,description\n");
      for (int i = 0; i < rows; i++) {
        String row =
            column.equals("url")
                ? ",https://media.example.org/courses/2024/lecture-" + i + ".mp4"
                : "lecture-" + i + "," + file(csv, i % FILES);
        out.write(row + ",\"Лекция №" + i + ": «Введение», часть 2\",\"Курс, запись " + i + "\"\n");
      }
    }
  }

  private static String file(Path csv, int number) throws IOException {
    String name = "masters/lecture-" + number + ".mp4";
    Path file = csv.resolveSibling(name);
    if (!Files.exists(file)) {
      Files.createDirectories(csv.resolveSibling("masters"));
      Files.writeString(file, "video " + number);
    }
    return name;
  }
}
