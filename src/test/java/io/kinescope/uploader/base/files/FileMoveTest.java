package io.kinescope.uploader.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Between two file systems, at each point where a move may end before its time. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "has a second file system that anybody may use")
class FileMoveTest {
  private static final long DEAD = 999_999_999; // more than Linux gives to a process
  private static final int SIZE = 3 << 20;

  @TempDir Path temp;
  private Path other = Path.of("");
  private Path file = Path.of("");
  private Path wanted = Path.of("");

  @BeforeEach
  void make() throws IOException {
    other = Files.createTempDirectory(Path.of("/dev/shm"), "kinescope-test");
    assertThat(Files.getFileStore(other)).isNotEqualTo(Files.getFileStore(temp));
    byte[] bytes = new byte[SIZE + 1];
    bytes[SIZE] = 7;
    file = Files.write(temp.resolve("a.mp4"), bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_123L));
    wanted = other.resolve("x/y/a.mp4");
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> all = Files.walk(other)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private List<String> there() throws IOException {
    try (Stream<Path> all = Files.list(wanted.resolveSibling("."))) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void theCopyIsTheFileWithItsTime() throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    assertThat(FileMove.move(file, wanted, () -> false)).isEqualTo(wanted);

    assertThat(file).doesNotExist();
    assertThat(wanted).hasBinaryContent(bytes);
    assertThat(Files.getLastModifiedTime(wanted).toMillis()).isEqualTo(1_600_000_000_123L);
    assertThat(there()).containsExactly("a.mp4");
  }

  @Test
  void whatADeadMoveHadCopiedIsRemoved() throws IOException {
    Files.createDirectories(other.resolve("x/y"));
    Files.writeString(wanted.resolveSibling(".kinescope-move.tmp-" + DEAD), "half");

    FileMove.move(file, wanted, () -> false);

    assertThat(there()).containsExactly("a.mp4");
  }

  @Test
  void aCopyThatWasWholeBeforeTheDeathIsNotMadeTwice() throws IOException {
    Files.createDirectories(other.resolve("x/y"));
    Files.copy(file, wanted, StandardCopyOption.COPY_ATTRIBUTES);

    assertThat(FileMove.move(file, wanted, () -> false)).isEqualTo(wanted);

    assertThat(file).doesNotExist();
    assertThat(there()).containsExactly("a.mp4");
  }

  @Test
  void anotherFileOfTheSameNameSizeAndTimeStays() throws IOException {
    Files.createDirectories(other.resolve("x/y"));
    Files.write(wanted, new byte[SIZE + 1]);
    Files.setLastModifiedTime(wanted, Files.getLastModifiedTime(file));

    Path place = FileMove.move(file, wanted, () -> false);

    assertThat(place).hasFileName("a (2).mp4");
    assertThat(there()).containsExactly("a (2).mp4", "a.mp4");
    assertThat(Files.readAllBytes(wanted)[SIZE]).isZero();
  }

  @Test
  void aStopInTheMiddleLeavesTheFileAndNothingElse() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(() -> FileMove.move(file, wanted, () -> asked.incrementAndGet() > 2))
        .isInstanceOf(InterruptedIOException.class);

    assertThat(file).hasSize(SIZE + 1);
    assertThat(there()).isEmpty();
  }

  @Test
  void aFileThatIsWrittenMeanwhileStays() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                FileMove.move(
                    file,
                    wanted,
                    () -> {
                      if (asked.incrementAndGet() == 6) { // copied; now being compared
                        append();
                      }
                      return false;
                    }))
        .isInstanceOf(IOException.class);

    assertThat(file).hasSize(SIZE + 2);
    assertThat(there()).isEmpty();
  }

  private void append() {
    try {
      Files.write(file, new byte[1], StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
