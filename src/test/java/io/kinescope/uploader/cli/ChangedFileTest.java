package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file that something was done to between two runs: what leaves its bytes costs nothing, and
 * other bytes are never mixed with those that were sent, whatever the file's time says.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "tells neither inode nor change time")
class ChangedFileTest {
  private static final int SIZE = 1 << 20;

  /** Where the connection ends in the first run: in the middle of a chunk. */
  private static final int CONFIRMED = 600_000;

  @TempDir private Path folder;

  /** What happens between the runs. */
  enum Change {
    NOTHING(true),
    TOUCH(true) {
      @Override
      void make(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
      }
    },
    CHMOD(true) {
      @Override
      void make(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    },
    COPIED_AND_BACK(true) {
      @Override
      void make(Path file) throws IOException {
        Path other = file.resolveSibling("other");
        Files.copy(file, other, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      }
    },
    LAST_BYTE_OF_ALL(true) { // what was sent is still right
      @Override
      void make(Path file) throws IOException {
        rewrite(file, SIZE - 1);
      }
    },
    BYTE_THAT_WAS_LOST_ON_THE_WAY(false) {
      @Override
      void make(Path file) throws IOException {
        rewrite(file, CONFIRMED);
      }
    },
    FIRST_BYTE(false) {
      @Override
      void make(Path file) throws IOException {
        rewrite(file, 0);
      }
    },
    LAST_CONFIRMED_BYTE(false) {
      @Override
      void make(Path file) throws IOException {
        rewrite(file, CONFIRMED - 1);
      }
    },
    OTHER_FILE_WITH_THE_SAME_TIME(false) {
      @Override
      void make(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(Files.write(file, new byte[SIZE]), time);
      }
    };

    private final boolean resumed;

    Change(boolean resumed) {
      this.resumed = resumed;
    }

    void make(Path file) throws IOException {}

    /** Changes one byte, and puts the time back. */
    private static void rewrite(Path file, int at) throws IOException {
      FileTime time = Files.getLastModifiedTime(file);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {77}), at);
      }
      Files.setLastModifiedTime(file, time);
    }
  }

  private static FaultScript cut() {
    // Two chunks of 256 KiB, a part of the third, and no more.
    int chunk = 256 << 10;
    return FaultScript.of(
        FaultRule.on(Operation.TUS_PATCH)
            .nth(3)
            .then(FaultAction.dropAfterBytes(CONFIRMED - 2 * chunk)),
        FaultRule.on(Operation.TUS_PATCH).from(4).then(FaultAction.status(500)));
  }

  private static void assertWholeAndUnmixed(ImportLab lab, Path file, boolean resumed)
      throws IOException {
    String md5 = DigestUtils.md5Hex(Files.readAllBytes(file));
    List<EmulatorVideo> videos = lab.sandbox.state().videos();
    assertThat(videos).hasSize(resumed ? 1 : 2);
    assertThat(videos.get(videos.size() - 1).md5()).isEqualTo(md5);
  }

  @ParameterizedTest
  @EnumSource
  void ofAList(Change change) throws IOException {
    Path file = Cli.file(folder, "a.mp4", SIZE);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().faults(cut()))) {
      Path csv = lab.csv("file,title\na.mp4,A\n");
      Object[] options = {"--method", "tus", "--chunk-size", "256K", "--retries", 0, "-o", "json"};
      assertThat(lab.run(csv, options).exit()).isEqualTo(5);
      lab.sandbox.play(FaultScript.of());
      change.make(file);

      String word = lab.run(csv, "--dry-run").lines().get(0);
      Cli.Run run = lab.run(csv, options);

      assertThat(run.exit()).as(run.err()).isZero();
      assertWholeAndUnmixed(lab, file, change.resumed);
      JsonObject sums = ImportLab.sums(run);
      assertThat(ImportLab.number(sums, "bytes_resumed")).isEqualTo(change.resumed ? CONFIRMED : 0);
      assertThat(word).contains(change.resumed ? " resume " : " upload ");
    }
  }

  /** And is known as done afterwards, by its new time. */
  @ParameterizedTest
  @EnumSource
  void ofTheCommandLine(Change change) throws IOException {
    Path file = Cli.file(folder, "a.mp4", SIZE);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().faults(cut()))) {
      Object[] command = {
        "upload",
        "file",
        file,
        "--ledger",
        folder.resolve("uploads.db"),
        "--method",
        "tus",
        "--chunk-size",
        "256K",
        "--retries",
        0,
        "-o",
        "json"
      };
      assertThat(ImportLab.command(lab.cli(), command).exit()).isEqualTo(5);
      lab.sandbox.play(FaultScript.of());
      change.make(file);

      Cli.Run run = ImportLab.command(lab.cli(), command);
      assertThat(run.exit()).as(run.err()).isZero();
      assertWholeAndUnmixed(lab, file, change.resumed);
      assertThat(ImportLab.command(lab.cli(), command).json().text("state")).isEqualTo("skipped");
    }
  }

  /** A third run goes on with what the second has found out. */
  @Test
  void aFileThatIsTouchedTwiceIsOneVideo() throws IOException {
    Path file = Cli.file(folder, "a.mp4", SIZE);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().faults(cut()))) {
      Path csv = lab.csv("file,title\na.mp4,A\n");
      Object[] options = {"--method", "tus", "--chunk-size", "128K", "--retries", 0, "-o", "json"};
      lab.run(csv, options);
      for (int i = 1; i <= 2; i++) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(i * 1_000_000_000_000L));
        lab.sandbox.play(
            FaultScript.of(
                FaultRule.on(Operation.TUS_PATCH).from(2).then(FaultAction.status(500))));
        assertThat(lab.run(csv, options).exit()).isEqualTo(5);
      }
      lab.sandbox.play(FaultScript.of());

      assertThat(lab.run(csv, options).exit()).isZero();
      assertWholeAndUnmixed(lab, file, true);
    }
  }
}
