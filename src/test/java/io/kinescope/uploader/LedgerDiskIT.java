package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The disk under the ledger gives out in the middle of an import by the real launcher: the run
 * stops with exit 11, nothing is sent that was not written down, and the same command goes on when
 * there is room.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sh, ulimit and mount are POSIX")
class LedgerDiskIT {
  private static final int ROWS = 400;
  private static final int BEFORE = 5;

  /** No file may grow beyond this, in blocks as {@code ulimit -f} counts: 200 or 400 KiB. */
  private static final int LIMIT = 400;

  /** Room for the whole import, when the ballast is gone: the log alone takes 4 MiB. */
  private static final String[] MOUNT = {"mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs"};

  private static final int BALLAST = (15 << 20) + (1 << 19);

  @TempDir private Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));

  @AfterEach
  void close() throws IOException, InterruptedException {
    sandbox.close();
    if (Files.exists(disk())) {
      run("umount", disk().toString());
    }
  }

  private Path disk() {
    return folder.resolve("disk");
  }

  /** What gives out. A file system of a few pages needs the right to mount; the rest does not. */
  static Stream<String> troubles(@TempDir Path folder) throws IOException, InterruptedException {
    Path probe = Files.createDirectory(folder.resolve("probe"));
    boolean mounts = mount(probe);
    if (mounts) {
      run("umount", probe.toString());
    }
    return mounts ? Stream.of("ulimit", "tmpfs") : Stream.of("ulimit");
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void theRunStopsAndALaterOneGoesOn(String trouble) throws IOException, InterruptedException {
    Path place = Files.createDirectory(disk());
    if (trouble.equals("tmpfs")) {
      assertThat(mount(place)).isTrue();
    }
    Path ledger = place.resolve("own.db");
    // Unpacks SQLite's library, as every machine has done that before its disk is full.
    assertThat(importing(ledger, BEFORE, false).exit()).isZero();

    Path ballast = place.resolve("ballast");
    if (trouble.equals("tmpfs")) {
      Files.write(ballast, new byte[BALLAST]);
    }
    Launcher.Run full = importing(ledger, ROWS, trouble.equals("ulimit"));
    assertThat(full.exit()).as(full.err()).isEqualTo(11);
    assertThat(full.err())
        .contains("could not write the ledger " + ledger)
        .contains(trouble.equals("tmpfs") ? "the disk is full" : "the disk reports an error")
        .contains("run the same command again")
        .doesNotContain("Exception");
    JsonObject sums = Objects.requireNonNull(Json.parseObject(full.out()));
    assertThat(sums.number("rows")).isEqualTo(ROWS);
    assertThat(sums.number("skipped")).isEqualTo(BEFORE);
    assertThat(sums.number("deferred")).isGreaterThan(ROWS / 4);
    assertThat(Files.readAllLines(folder.resolve("videos.csv.results.csv"))).hasSize(ROWS + 1);
    assertThat(sandbox.state().videos()).hasSizeBetween(BEFORE + 1, ROWS - ROWS / 4);

    Files.deleteIfExists(ballast);
    Launcher.Run next = importing(ledger, ROWS, false);
    assertThat(next.exit()).as(next.err()).isZero();
    assertThat(sandbox.state().videos())
        .hasSize(ROWS)
        .extracting(EmulatorVideo::title)
        .doesNotHaveDuplicates();
  }

  private Launcher.Run importing(Path ledger, int rows, boolean limited) throws IOException {
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 1; i <= rows; i++) {
      csv.append("https://example.com/").append(i).append(".mp4,Title ").append(i).append('\n');
    }
    Path file = Files.writeString(folder.resolve("videos.csv"), csv);
    Launcher launcher =
        Launcher.packaged(folder)
            .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", sandbox.token())
            .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId())
            .with("KINESCOPE_RATE", "none");
    List<String> line = new ArrayList<>();
    if (limited) {
      line.addAll(List.of("sh", "-c", "ulimit -f " + LIMIT + "; exec \"$@\"", "sh"));
    }
    line.addAll(
        List.of(
            launcher.script().toString(),
            "import-csv",
            file.toString(),
            "--ledger",
            ledger.toString(),
            "--progress",
            "none",
            "-o",
            "json"));
    return launcher.runLine(line);
  }

  private static boolean mount(Path place) throws InterruptedException {
    return run(Stream.concat(Stream.of(MOUNT), Stream.of(place.toString())).toArray(String[]::new));
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program here
    }
  }
}
