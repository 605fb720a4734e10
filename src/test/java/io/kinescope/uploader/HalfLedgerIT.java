package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program is killed, and what lies beside its ledger is lost or put back. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class HalfLedgerIT {
  private static final int ROWS = 12;
  private static final int LAST = 9;

  private final Path work;
  private final Emulator sandbox;
  private final Launcher launcher;
  private final Path ledger;
  private final Path log;

  HalfLedgerIT(@TempDir Path work) throws IOException {
    this.work = work;
    this.sandbox =
        Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
    this.launcher =
        Launcher.packaged(work)
            .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", sandbox.token())
            .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
    this.ledger = work.resolve("videos.csv.ledger.db");
    this.log = work.resolve("videos.csv.ledger.db-wal");
    StringBuilder rows = new StringBuilder("url,title\n");
    for (int i = 1; i <= ROWS; i++) {
      rows.append("https://e.com/").append(i).append(",Title ").append(i).append('\n');
    }
    Files.writeString(work.resolve("videos.csv"), rows);
  }

  @AfterEach
  void everyRowIsOneVideo() {
    assertThat(titles()).doesNotHaveDuplicates();
    sandbox.close();
  }

  private List<String> titles() {
    return sandbox.state().videos().stream().map(EmulatorVideo::title).toList();
  }

  /** Kills an import in its ninth create call, which is carried out; before that, something. */
  private void killed(Operation call, Runnable before, String... command) throws Exception {
    sandbox.play(
        FaultScript.of(FaultRule.on(call).nth(LAST).then(FaultAction.neverAnswer().carryingOut())));
    List<String> line = new ArrayList<>(List.of(launcher.script().toString()));
    line.addAll(List.of(command));
    Process run = launcher.start(line).process();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (sandbox.state().count(call) < LAST) {
        assertThat(run.isAlive() && System.nanoTime() < deadline).isTrue();
        assertThat(run.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      before.run();
    } finally {
      run.destroyForcibly();
      assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    sandbox.play(FaultScript.of());
  }

  private void killed() throws Exception {
    killed(Operation.URL, () -> {}, "import-csv", "videos.csv", "--parallel", "1");
  }

  private void assertRefused(String... command) {
    int made = titles().size();
    Launcher.Run run = launcher.run(command);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(11);
    assertThat(run.err())
        .contains("is incomplete: the run that began at", "-wal is gone")
        .contains("restore the log", "ledger rebuild", "--adopt-existing");
    assertThat(titles()).hasSize(made);
  }

  private void assertEnds(String... command) {
    Launcher.Run run = launcher.run(command);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(titles()).hasSize(ROWS);
  }

  @Test
  void theLogIsDeletedAndPutBack() throws Exception {
    killed();
    Path kept = Files.move(log, work.resolve("kept"));
    Files.deleteIfExists(work.resolve("videos.csv.ledger.db-shm"));
    assertRefused("import-csv", "videos.csv", "--dry-run");
    assertRefused("import-csv", "videos.csv");
    assertRefused("import-csv", "videos.csv", "--new-ledger");
    Launcher.Run shown = launcher.run("ledger", "show", ledger.toString());
    assertThat(shown.exit()).isZero();
    assertThat(shown.err()).contains("warning: the ledger " + ledger + " is incomplete");
    Files.deleteIfExists(log);
    Files.move(kept, log);
    assertEnds("import-csv", "videos.csv");
  }

  @Test
  void theFileAloneIsTakenElsewhereAndWhatIsThereIsAdopted() throws Exception {
    killed();
    Path other = Files.createDirectory(work.resolve("other"));
    for (String name : List.of("videos.csv", "videos.csv.ledger.db")) {
      Files.copy(work.resolve(name), other.resolve(name));
    }
    assertRefused("import-csv", "other/videos.csv");
    assertEnds("import-csv", "other/videos.csv", "--adopt-existing");
    assertEnds("import-csv", "other/videos.csv");
  }

  @Test
  void aCopyThatWasMadeDuringTheRunIsPutBackLater() throws Exception {
    Path copy = work.resolve("copy");
    killed(Operation.URL, () -> copy(ledger, copy), "import-csv", "videos.csv", "--parallel", "1");
    assertEnds("import-csv", "videos.csv");
    Files.delete(ledger);
    copy(copy, ledger);
    assertRefused("import-csv", "videos.csv");
    Launcher.Run rebuilt =
        launcher.run("ledger", "rebuild", ledger.toString(), "--from", "videos.csv.results.csv");
    assertThat(rebuilt.exit()).as(rebuilt.err()).isZero();
    assertEnds("import-csv", "videos.csv");
  }

  @Test
  void aBackupDuringTheRunIsWhole() throws Exception {
    Path backup = work.resolve("backup.db");
    killed(
        Operation.URL,
        () ->
            assertThat(
                    launcher.run("ledger", "backup", ledger.toString(), backup.toString()).exit())
                .isZero(),
        "import-csv",
        "videos.csv",
        "--parallel",
        "1");
    Launcher.Run shown = launcher.run("ledger", "show", backup.toString(), "-o", "json");
    assertThat(shown.out()).contains("\"uploaded\":8", "\"intent\":1");
    Path after = work.resolve("after.copy");
    assertThat(launcher.run("ledger", "backup", ledger.toString(), after.toString()).exit())
        .isZero();
    Files.delete(log);
    Files.delete(ledger);
    copy(after, ledger); // of a killed run, with all that it wrote
    assertEnds("import-csv", "videos.csv");
  }

  @Test
  void uploadsAreRememberedInAFileThatKnowsItself() throws Exception {
    List<String> line = new ArrayList<>(List.of("upload", "file"));
    for (int i = 1; i <= ROWS; i++) {
      line.add(Files.write(work.resolve("clip" + i + ".mp4"), new byte[1000 + i]).toString());
    }
    String[] command = line.toArray(String[]::new);
    List<String> slowly = new ArrayList<>(line);
    slowly.addAll(List.of("--parallel", "1"));
    killed(Operation.SINGLE, () -> {}, slowly.toArray(String[]::new));
    Path uploads = work.resolve(".local/state/kinescope/uploads.db-wal");
    assertThat(uploads).isNotEmptyFile();
    Files.delete(uploads);
    assertRefused(command);
    line.add("--adopt-existing");
    Launcher.Run run = launcher.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.out() + run.err()).isIn(0, 3); // one may still be received
    assertEnds(command);
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
