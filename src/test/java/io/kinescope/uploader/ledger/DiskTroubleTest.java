package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Full disks, disks that fail, and files that are not what they should be. */
class DiskTroubleTest {
  private static final String FEW_PAGES = "PRAGMA max_page_count = 40";

  @TempDir private Path folder;

  @Test
  void aFullDatabaseRefusesTheRowWholeAndALaterRunContinues() {
    Path file = folder.resolve("a.db");
    Filling.Refusal refusal;
    try (Ledger ledger = limited(file)) {
      refusal = Filling.untilRefused(ledger);
      assertThat(ledger.find("row-0")).isPresent();
    }
    assertFull(refusal);
    assertContinues(file, refusal.recorded());
  }

  @Test
  void aFullDatabaseUnderManyThreadsRecordsExactlyWhatItConfirmed() throws Exception {
    Path file = folder.resolve("a.db");
    int rows = 2000;
    List<String> confirmed = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try (Ledger ledger = limited(file)) {
      List<Future<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        String key = "row-" + i;
        writes.add(pool.submit(() -> isRecorded(ledger, key)));
      }
      for (int i = 0; i < rows; i++) {
        if (writes.get(i).get()) {
          confirmed.add("row-" + i);
        }
      }
    } finally {
      pool.shutdown();
    }
    List<String> recorded = new ArrayList<>();
    try (Ledger ledger = Samples.open(file)) {
      Samples.forEach(
          ledger,
          entry -> {
            recorded.add(entry.key());
            assertThat(ledger.history(entry.key())).hasSize(1);
          });
    }
    assertThat(confirmed).hasSizeLessThan(rows);
    assertThat(recorded).isNotEmpty().containsExactlyInAnyOrderElementsOf(confirmed);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ulimit is POSIX")
  void aDiskThatRefusesToWriteIsToldInWordsAndALaterRunContinues() throws Exception {
    Path file = folder.resolve("a.db");
    String said = Child.end(Child.start(512, "fill", file));

    assertThat(said).contains("LOCAL_IO could not write the ledger " + file + ": the disk reports");
    assertContinues(file, Integer.parseInt(said.substring(0, said.indexOf(' '))));
  }

  @Test
  void aFullFileSystemIsToldInWordsAndALaterRunContinues() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("small-disk"));
    if (!run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())) {
      aFullDatabaseRefusesTheRowWholeAndALaterRunContinues(); // no right to mount: the next best
      return;
    }
    try {
      Path file = disk.resolve("a.db");
      Filling.Refusal refusal;
      Path ballast = disk.resolve("ballast");
      try (Ledger ledger = Samples.open(file)) {
        Files.write(ballast, new byte[512 * 1024]);
        refusal = Filling.untilRefused(ledger);
        Files.delete(ballast);
        assertThat(ledger.intend(Samples.intent("after"))).isEqualTo(1);
      }
      assertFull(refusal);
      assertContinues(file, refusal.recorded() + 1);
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  /** Every row that can't be recorded says why, not the first alone. */
  @Test
  void aFileThatMayNotBeWrittenIsToldInWordsEachTime() throws Exception {
    Path file = folder.resolve("a.db");
    Samples.open(file).close();
    if (!run("chattr", "+i", file.toString())) {
      aFolderWithoutRightsIsToldInWords(); // no right, or no such attribute: the next best
      return;
    }
    try {
      Ledger ledger = Samples.open(file);
      for (String key : List.of("a", "b", "c")) {
        assertThat(failure(() -> ledger.intend(Samples.intent(key))))
            .hasMessageEndingWith("the file or its folder is not writable");
      }
      assertThat(run("chattr", "-i", file.toString())).isTrue();
      ledger.close();
    } finally {
      assertThat(run("chattr", "-i", file.toString())).isTrue();
    }
  }

  @Test
  void aFileSystemThatIsReadOnlyIsToldInWords() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    if (!run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())) {
      aFolderWithoutRightsIsToldInWords(); // no right to mount: the next best
      return;
    }
    try {
      Path file = disk.resolve("a.db");
      Samples.open(file).close();
      Samples.open(disk.resolve("unlocked.db")).close();
      Samples.open(disk.resolve("locked.db")).close();
      take(disk.resolve("locked.db")).close();
      assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

      UploaderException old = failure(() -> Samples.open(file).intend(Samples.intent("a")));
      assertThat(old.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(old).hasMessageContaining(file.toString());
      UploaderException fresh = failure(() -> Samples.open(disk.resolve("new.db")).close());
      assertThat(fresh).hasMessageContaining("the disk is read-only");
      for (String name : List.of("locked.db", "unlocked.db")) {
        UploaderException e = failure(() -> take(disk.resolve(name)).close());
        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e)
            .hasMessageEndingWith(
                "the lock file " + disk.resolve(name) + ".lock: the disk is read-only");
        assertThat(e.hint())
            .startsWith("make the folder writable, or copy the ledger")
            .endsWith("name the copy with --ledger");
      }
      assertThat(failure(() -> take(disk.resolve("new.db")).close()).hint())
          .startsWith("give another place with --ledger");
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aFolderWithoutRightsIsToldInWords() throws Exception {
    Path closed = folder.resolve("closed");
    Files.createDirectory(closed);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
    // root may write anywhere but into the kernel's own file systems
    Path place = Files.isWritable(closed) ? Path.of("/sys") : closed;

    UploaderException e = failure(() -> Samples.open(place.resolve("a.db")).close());

    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageContaining("could not create the ledger " + place.resolve("a.db"));
    assertThat(e.hint()).contains("--ledger");
  }

  @Test
  void nobodyIsSentToAnotherPlaceWhereThereIsALedger() throws Exception {
    Path file = folder.resolve("a.db");
    Files.createDirectory(folder.resolve("a.db.lock"));
    assertThat(failure(() -> take(file).close()).hint()).startsWith("give another place");
    Samples.open(file).close();
    UploaderException e = failure(() -> take(file).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e.hint()).doesNotContain("another place").contains("name the copy with --ledger");
  }

  @Test
  void aFolderThatIsNotThereIsToldInWords() {
    UploaderException e = failure(() -> Samples.open(folder.resolve("no/a.db")).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e)
        .hasMessageEndingWith("a.db: the folder " + folder.resolve("no") + " does not exist");
  }

  @Test
  void aFolderInItsPlaceIsToldInWords() {
    UploaderException e = failure(() -> Samples.open(folder).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageContaining("it is a folder");
  }

  @Test
  void aStateFolderThatCannotBeMadeIsToldInWords() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    UploaderException e =
        failure(() -> Ledgers.uploadsFile(Map.of("XDG_STATE_HOME", file.toString())));
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
  }

  @Test
  void aFileThatIsNoDatabaseIsToldInWordsAndLeftAsItIs() throws Exception {
    Path file = folder.resolve("a.db");
    String text = "url,title\n".repeat(1000);
    Files.writeString(file, text);

    UploaderException e = failure(() -> Samples.open(file).close());

    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageEndingWith("the file is not an SQLite database");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void aDamagedLedgerIsToldInWords() throws Exception {
    Path file = folder.resolve("a.db");
    try (Ledger ledger = Samples.open(file)) {
      for (int i = 0; i < 200; i++) {
        ledger.intend(Samples.intent("row-" + i));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    int firstPages = 8192;
    Arrays.fill(bytes, firstPages, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);

    UploaderException e =
        failure(
            () -> {
              try (Ledger ledger = Samples.open(file)) {
                Samples.forEach(ledger, entry -> assertThat(entry).isNotNull());
              }
            });

    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageContaining("damaged");
    assertThat(e.hint()).contains("backup");
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, the disk is full",
    "SQLITE_IOERR_FSYNC, the disk reports an error (SQLITE_IOERR_FSYNC)",
    "SQLITE_IOERR_SHMSIZE, the disk is full",
    "SQLITE_IOERR_SHMLOCK, the file system can't lock files (a network drive?)",
    "SQLITE_IOERR_LOCK, the file system can't lock files (a network drive?)",
    "SQLITE_PROTOCOL, the file system can't lock files (a network drive?)",
    "SQLITE_CORRUPT_INDEX, the file is damaged",
    "SQLITE_NOTADB, the file is not an SQLite database",
    "SQLITE_READONLY_DIRECTORY, the file or its folder is not writable",
    "SQLITE_CANTOPEN_ISDIR, SQLite can't open or create it there",
    "SQLITE_BUSY, another program keeps it locked",
    "SQLITE_MISUSE, raw words",
  })
  void everyAnswerOfTheDatabaseIsSaidInPlainWords(SQLiteErrorCode code, String words) {
    UploaderException e =
        new Dialect().explain(new SQLiteException("raw words", code), "write", "a.db");
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessage("could not write the ledger a.db: " + words);
    assertThat(e.hint()).isNotBlank();
  }

  @Test
  void aNativeLibraryThatCannotBeLoadedIsToldInWords() {
    SQLException wrapped = new SQLException(new UnsatisfiedLinkError("noexec"));
    assertThat(new Dialect().explain(wrapped, "open", "a.db"))
        .hasMessageContaining("native library")
        .hasMessageContaining("noexec");
  }

  private static Ledger limited(Path file) {
    PrivateFiles.create(file, "the ledger", file);
    Dialect dialect = new Dialect(List.of(FEW_PAGES));
    return Ledgers.open(
        file, Samples.SERVICE, "0.1.0", Samples.CLOCK, KeyForm.KEPT, dialect, Schema.STEPS);
  }

  private static boolean isRecorded(Ledger ledger, String key) {
    try {
      ledger.intend(Samples.intent(key));
      return true;
    } catch (UploaderException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      return false;
    }
  }

  private static void assertFull(Filling.Refusal refusal) {
    assertThat(refusal.recorded()).isPositive();
    assertThat(refusal.failure().kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(refusal.message()).contains("the disk is full");
    assertThat(refusal.failure().hint()).contains("same command again");
  }

  /** Opened with room again: exactly the confirmed rows are there, and more can be written. */
  private static void assertContinues(Path file, int recorded) {
    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.counts()).containsEntry(EntryState.INTENT, (long) recorded);
      Samples.forEach(ledger, entry -> assertThat(ledger.history(entry.key())).hasSize(1));
      assertThat(ledger.intend(Samples.intent("one more"))).isEqualTo(1);
    }
  }

  private static LedgerLock take(Path file) {
    return LedgerLock.take(file, Duration.ZERO, Samples.CLOCK, time -> {});
  }

  private static UploaderException failure(Runnable action) {
    return catchThrowableOfType(UploaderException.class, action::run);
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program here
    }
  }
}
