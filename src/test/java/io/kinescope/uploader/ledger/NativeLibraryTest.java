package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class NativeLibraryTest {
  @TempDir private Path cache;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void theLibraryIsUnpackedOnceIntoAFolderOfItsOwner() throws IOException {
    Path folder = unpack();
    Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    Object first = Files.readAttributes(library, "unix:ino").get("ino");
    assertThat(unpack()).isEqualTo(folder);
    assertThat(Files.readAttributes(library, "unix:ino").get("ino")).isEqualTo(first);
    assertThat(filesIn(folder)).containsExactly(library);
  }

  @Test
  void aDamagedLibraryIsReplaced() throws IOException {
    Path library = unpack().resolve(LibraryLoaderUtil.getNativeLibName());
    byte[] whole = Files.readAllBytes(library);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    for (byte[] wrong : List.of(damaged, new byte[0])) {
      Files.write(library, wrong);
      unpack();
      assertThat(library).hasBinaryContent(whole);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aFolderThatOthersMayWriteToIsNotTrusted() throws IOException {
    Path folder = unpack();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(NativeLibrary.unpack(cache)).isNull();
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoError() throws IOException {
    Path file = Files.createFile(cache.resolve("file"));
    assertThat(NativeLibrary.unpack(file)).isNull();
  }

  @Test
  void startsAtOnceDoNotDisturbEachOther() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> starts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        starts.add(pool.submit(this::unpack));
      }
      for (Future<Path> start : starts) {
        assertThat(filesIn(start.get())).contains(unpack().resolve(name()));
      }
    } finally {
      pool.shutdown();
    }
    assertThat(filesIn(unpack())).containsExactly(unpack().resolve(name()));
  }

  private static String name() {
    return LibraryLoaderUtil.getNativeLibName();
  }

  private Path unpack() {
    return Objects.requireNonNull(NativeLibrary.unpack(cache));
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
