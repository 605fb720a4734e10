package io.kinescope.uploader.bench;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A list whose rows are all in their parent, and no ledger: what does {@code --adopt-existing}
 * cost? 100,000 rows may take a call for 100 videos, and 200 MiB. Argument: none, or the number of
 * rows.
 */
public final class AdoptExisting {
  private static final long MAX_RESIDENT_KIB = 200L << 10;
  private static final int PAGE = 100;
  private static final int OTHER_CALLS = 20;

  private AdoptExisting() {}

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rows = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of("target"), "adopt-").toAbsolutePath();
    Path csv = Rows.csv(folder.resolve("videos.csv"), rows);
    boolean kept;
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited())) {
      Launched made = run(folder, sandbox, csv, "--ledger", folder.resolve("lost.db").toString());
      System.out.printf("%d videos made: %s%n", made.sum("uploaded"), made.cost());
      long before = sandbox.state().totalRequests();
      Launched adopting = run(folder, sandbox, csv, "--adopt-existing");
      long calls = sandbox.state().totalRequests() - before;
      long adopted = adopting.sum("adopted");
      System.out.printf("%d adopted by %d calls: %s%n", adopted, calls, adopting.cost());
      kept =
          adopted == rows
              && calls <= rows / PAGE + OTHER_CALLS
              && adopting.residentKib() < MAX_RESIDENT_KIB;
    }
    System.exit(kept ? 0 : 1);
  }

  private static Launched run(Path folder, Emulator sandbox, Path csv, String... more)
      throws IOException, InterruptedException {
    String[] line = {
      "import-csv",
      csv.toString(),
      "-o",
      "json",
      "--progress",
      "none",
      "--rate",
      "none",
      "--parallel",
      "64"
    };
    String[] all = new String[line.length + more.length];
    System.arraycopy(line, 0, all, 0, line.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return Launched.run(folder, Launched.environment(sandbox), all);
  }
}
