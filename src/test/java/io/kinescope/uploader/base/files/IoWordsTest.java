package io.kinescope.uploader.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoWordsTest {
  @TempDir private Path folder;

  @Test
  void theSystemsMessagesAreInPlainWords() {
    assertThat(IoWords.of(new IOException("No space left on device")))
        .isEqualTo("the disk is full");
    assertThat(IoWords.of(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("the disk is read-only");
    assertThat(IoWords.of(new AccessDeniedException("/a"))).isEqualTo("no permission");
    assertThat(IoWords.of(new UncheckedIOException(new IOException("Is a directory"))))
        .isEqualTo("it is a folder");
    assertThat(IoWords.of(new IOException("something (new)"))).isEqualTo("something (new)");
  }

  @Test
  void aRealFileThatIsMissingIsNamedTheSameWhicheverLibraryOpensIt() {
    Path missing = folder.resolve("a (1)");
    IOException nio =
        catchThrowableOfType(IOException.class, () -> Files.newInputStream(missing).close());
    IOException io =
        catchThrowableOfType(
            IOException.class, () -> new FileInputStream(missing.toFile()).close());

    assertThat(IoWords.of(nio)).isEqualTo("no such file or folder").isEqualTo(IoWords.of(io));
  }

  @Test
  void noJavaClassIsEverNamed() {
    for (IOException e :
        List.of(
            new IOException(),
            new EOFException(),
            new ClosedChannelException(),
            new FileSystemException("/secret/path"))) {
      assertThat(IoWords.of(e)).doesNotContain("Exception", "null", "/secret/path").isNotBlank();
    }
  }
}
