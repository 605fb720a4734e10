package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An import that dies anywhere and is run again: every row is exactly one video, and the record of
 * it is right. The list of points with what became of the row goes to the test's output.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class CrashMatrixIT {
  private static final int AT_ONCE = 2;

  @TempDir static Path files;
  @TempDir Path work;

  private static CrashRows rows;

  @BeforeAll
  static void makeTheFiles() throws IOException {
    rows = CrashRows.make(files, 1);
  }

  @Test
  void aRunThatHaltsAroundAnyStepOfTheLedgerIsFinishedByTheNext() throws Exception {
    play("steps of the ledger", CrashScenario.ledgerSteps());
  }

  @Test
  void aRunThatIsKilledAroundAnyExchangeIsFinishedByTheNext() throws Exception {
    play("exchanges", CrashScenario.exchanges());
  }

  @Test
  void aRunThatDiesInTroubleOrAfterTheUploadsIsFinishedByTheNext() throws Exception {
    play("troubles", CrashTroubles.all());
  }

  private void play(String title, List<CrashScenario> scenarios) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<String>> outcomes = new ArrayList<>();
    try {
      for (int i = 0; i < scenarios.size(); i++) {
        CrashScenario scenario = scenarios.get(i);
        Path folder = Files.createDirectory(work.resolve("point-" + i));
        outcomes.add(threads.submit(() -> play(scenario, folder)));
      }
      StringBuilder list = new StringBuilder("Crash matrix, " + title + ":\n");
      int failed = 0;
      for (int i = 0; i < scenarios.size(); i++) {
        String outcome = outcomes.get(i).get();
        failed += outcome.startsWith("FAILED") ? 1 : 0;
        list.append(
            String.format(Locale.ROOT, "%4d %-64s %s%n", i + 1, scenarios.get(i).name(), outcome));
      }
      System.out.println(list);
      assertThat(failed).as(list.toString()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private static String play(CrashScenario scenario, Path folder) {
    try (CrashLab lab = new CrashLab(folder, rows, scenario.settings())) {
      return scenario.play().on(lab);
    } catch (Exception | AssertionError e) {
      return "FAILED: " + e;
    }
  }
}
