package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program looks into a ledger that another process writes, and that it left behind.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LedgerIT {
  private static final String LEDGER = "videos.csv.ledger.db";

  @TempDir Path work;

  @Test
  void aRunIsWatchedWhileItHoldsTheLedgerAndAfterItWasKilled() throws Exception {
    EmulatorSettings settings =
        EmulatorSettings.defaults()
            .unlimited()
            .processingTime(Duration.ZERO)
            .faults(
                FaultScript.of(
                    FaultRule.on(Operation.URL)
                        .nth(2)
                        .then(FaultAction.neverAnswer().carryingOut())));
    try (Emulator sandbox = Emulator.start(settings)) {
      Launcher launcher =
          Launcher.packaged(work)
              .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
              .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
              .with("KINESCOPE_API_TOKEN", sandbox.token())
              .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
      Files.writeString(
          work.resolve("videos.csv"),
          "url,title,id\nhttps://e.com/1,Первый,раз\nhttps://e.com/2,Второй,два\n");
      Launcher.Running run =
          launcher.start(
              List.of(launcher.script().toString(), "import-csv", "videos.csv", "--parallel", "1"));
      try {
        waitForTheSecondCall(sandbox, run.process());

        Launcher.Run shown = launcher.run("ledger", "show", LEDGER, "-o", "json");
        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("\"uploaded\":1", "\"intent\":1", "\"key\":\"id:два\"");
        Launcher.Run planned = launcher.run("import-csv", "videos.csv", "--dry-run");
        assertThat(planned.exit()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("line 3      look-up  https://e.com/2\n");
      } finally {
        run.process().destroyForcibly(); // kill -9
        assertThat(run.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(work.resolve(LEDGER + "-wal")).isNotEmptyFile();

      Launcher.Run explained = launcher.run("ledger", "explain", LEDGER, "два");
      assertThat(explained.exit()).as(explained.err()).isZero();
      assertThat(explained.out())
          .contains("Второй")
          .contains("\n  look-up: the program looks for a video");
      assertThat(work.resolve(LEDGER + "-wal")).isNotEmptyFile();

      Launcher.Run again = launcher.run("import-csv", "videos.csv", "-o", "json");
      assertThat(again.exit()).as(again.err()).isZero();
      assertThat(again.out()).contains("\"adopted\":1", "\"skipped\":1");
      assertThat(launcher.run("ledger", "explain", LEDGER, "id:два").out())
          .contains("adopted: an earlier attempt whose answer was lost made the video")
          .contains("has the same parent and title and was made after")
          .contains("\n  skip: it is done");
      assertThat(launcher.run("ledger", "export", LEDGER, "-o", "csv").out().lines()).hasSize(3);
    }
  }

  private static void waitForTheSecondCall(Emulator sandbox, Process run) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (sandbox.state().count(Operation.URL) < 2) {
      assertThat(run.isAlive() && System.nanoTime() < deadline).isTrue();
      assertThat(run.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
