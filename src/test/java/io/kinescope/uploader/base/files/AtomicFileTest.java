package io.kinescope.uploader.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it is written in place, and what becomes of leftovers: ReportFilesTest. */
class AtomicFileTest {
  private static final String ELSEWHERE = "name another place";

  @Test
  void whatTheSystemSaysIsPutIntoWords() {
    Path path = Path.of("r.csv");
    assertThat(failed(path, new FileSystemException("r", null, "Read-only file system")))
        .hasMessage("could not write r.csv: the disk is read-only")
        .extracting(UploaderException::hint)
        .isEqualTo(ELSEWHERE);
    assertThat(failed(path, new IOException("No space left on device")))
        .hasMessage("could not write r.csv: the disk is full")
        .extracting(UploaderException::hint)
        .isEqualTo("make room, then run the same command again");
    assertThat(failed(path, new AccessDeniedException("r")))
        .hasMessage("could not write r.csv: no permission");
    assertThat(failed(path, new IOException("Input/output error")))
        .hasMessage("could not write r.csv: the disk reports a read or write error");
  }

  @Test
  void aPlaceIsTriedAndNothingStaysThere(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("there.csv"), "old");

    AtomicFile.requirePlace(file, ELSEWHERE);
    AtomicFile.requirePlace(folder.resolve("new.csv"), ELSEWHERE);

    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(folder.toFile().list()).hasSize(1);
    assertThat(file).hasContent("old");
    for (Path bad : new Path[] {folder, folder.resolve("none/a.csv"), file.resolve("a.csv")}) {
      assertThatThrownBy(() -> AtomicFile.requirePlace(bad, ELSEWHERE))
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
          .hasMessageContaining(bad.toString());
    }
  }

  @Test
  void theNewFileTakesThePlaceOfTheOldOneAsAWhole(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "old");
    AtomicFile atomic = new AtomicFile(file, ELSEWHERE);
    try (OutputStream out = atomic.stream()) {
      out.write("new".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(file).hasContent("old");

    atomic.commit();

    assertThat(file).hasContent("new");
    AtomicFile.remove(file, ELSEWHERE);
    AtomicFile.remove(file, ELSEWHERE);
    assertThat(folder).isEmptyDirectory();
  }

  private static UploaderException failed(Path path, IOException cause) {
    return AtomicFile.failed(path, ELSEWHERE, cause);
  }
}
