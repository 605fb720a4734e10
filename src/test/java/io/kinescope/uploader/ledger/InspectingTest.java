package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a ledger reads, and does nothing else. */
class InspectingTest {
  @TempDir private Path folder;

  @Test
  void aLedgerInPeaceStaysAsItIs() {
    Path file = withOneRow("a.db");
    Map<String, Integer> before = contents();

    try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
      assertThat(ledger.find("a")).isPresent();
      assertThat(ledger.service()).contains(Samples.SERVICE);
    }

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void theLogOfAKilledRunIsReadAndStays() throws Exception {
    Path file = folder.resolve("a.db");
    Child.end(Child.start("intend-and-halt", file));
    assertThat(folder.resolve("a.db-wal")).isNotEmptyFile();
    Map<String, Integer> before = contents();

    try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
      assertThat(ledger.find("a").orElseThrow().state()).isEqualTo(EntryState.INTENT);
    }

    Map<String, Integer> after = contents();
    after.remove("a.db-shm"); // SQLite's index of the log, made anew
    before.remove("a.db-shm");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void whatARunWritesMeanwhileIsSeen() {
    Path file = folder.resolve("a.db");
    try (Ledger run = Samples.open(file)) {
      run.intend(Samples.intent("a"));
      try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
        run.intend(Samples.intent("b"));
        assertThat(ledger.find("b")).isPresent();
      }
      run.intend(Samples.intent("c"));
    }
    try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT);
        Ledger run = Samples.open(file)) {
      run.intend(Samples.intent("d"));
      assertThat(ledger.counts()).containsEntry(EntryState.INTENT, 4L);
    }
  }

  @Test
  void writingThroughItIsRefused() {
    Path file = withOneRow("a.db");
    try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
      assertThat(failure(() -> ledger.intend(Samples.intent("b"))).kind())
          .isEqualTo(ErrorKind.LOCAL_IO);
    }
  }

  @Test
  void aFileThatARunHasOnlyJustMadeHasNoRows() throws IOException {
    Path file = Files.createFile(folder.resolve("a.db"));
    try (Ledger ledger = Ledgers.inspect(file, Samples.SERVICE, KeyForm.KEPT)) {
      assertThat(ledger.counts().values()).containsOnly(0L);
      assertThat(ledger.service()).isEmpty();
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void somebodyElsesDatabaseIsRefusedAndStaysAsItIs() throws SQLException {
    Path file = folder.resolve("a.db");
    sql(file, "CREATE TABLE people (name TEXT)");
    Map<String, Integer> before = contents();

    UploaderException e = failure(() -> Ledgers.inspect(file, null, KeyForm.KEPT).close());

    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining("not a ledger of this program");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void whatIsNoLedgerIsToldInWords() throws IOException {
    withOneRow("v.csv.ledger.db");
    Path csv = Files.writeString(folder.resolve("v.csv"), "url,title\nhttps://example.com/1,One\n");
    UploaderException named = failure(() -> Ledgers.inspect(csv, null, KeyForm.KEPT).close());
    assertThat(named.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(named).hasMessage(csv + " is not a ledger");
    assertThat(named.hint()).isEqualTo("did you mean " + csv + ".ledger.db?");

    UploaderException place = failure(() -> Ledgers.inspect(folder, null, KeyForm.KEPT).close());
    assertThat(place.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(place).hasMessage(folder + " is a folder");

    Path none = folder.resolve("none.db");
    UploaderException missing = failure(() -> Ledgers.inspect(none, null, KeyForm.KEPT).close());
    assertThat(missing.kind()).isEqualTo(ErrorKind.INPUT);
    assertThat(missing).hasMessage("there is no ledger at " + none);
    assertThat(none).doesNotExist();
  }

  @Test
  void aNewerVersionsLedgerIsRefusedInPlainWords() throws SQLException {
    Path file = withOneRow("a.db");
    sql(file, "UPDATE meta SET value = '99' WHERE name = 'schema'");
    UploaderException newer = failure(() -> Ledgers.inspect(file, null, KeyForm.KEPT).close());
    assertThat(newer.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(newer).hasMessageContaining("newer version").hasMessageContaining("99");
  }

  @Test
  void anotherServicesLedgerIsRefusedWhereThatMatters() {
    Path file = withOneRow("a.db");
    UploaderException e =
        failure(() -> Ledgers.inspect(file, "https://other.example", KeyForm.KEPT).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining("other.example");
  }

  @Test
  void onAReadOnlyFileSystemALedgerCanBeRead() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "needs root");
    try {
      Path peaceful = disk.resolve("peaceful.db");
      try (Ledger ledger = Samples.open(peaceful)) {
        ledger.intend(Samples.intent("a"));
      }
      Path killed = disk.resolve("killed.db");
      Child.end(Child.start("intend-and-halt", killed));
      Path copied = disk.resolve("copied.db");
      Files.copy(killed, copied);
      Files.copy(disk.resolve("killed.db-wal"), disk.resolve("copied.db-wal"));
      assertThat(mount("-o", "remount,ro", disk.toString())).isTrue();

      for (Path file : new Path[] {peaceful, killed}) {
        try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
          assertThat(ledger.find("a")).as(file.toString()).isPresent();
        }
      }
      UploaderException e = failure(() -> Ledgers.inspect(copied, null, KeyForm.KEPT).close());
      assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(e).hasMessageContaining("copied.db-wal");
      assertThat(e.hint()).contains("copy both files");
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void aRunThatBeginsWhileAReadOnlyViewIsReadIsNoticed() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path view = Files.createDirectory(folder.resolve("view"));
    Path file = disk.resolve("a.db");
    Samples.open(file).close();
    assumeTrue(mount("--bind", disk.toString(), view.toString()), "needs root");
    try {
      assertThat(mount("-o", "remount,bind,ro", view.toString())).isTrue();
      try (Ledger ledger = Ledgers.inspect(view.resolve("a.db"), null, KeyForm.KEPT)) {
        assertThat(ledger.counts()).containsEntry(EntryState.INTENT, 0L);
        try (Ledger run = Samples.open(file)) {
          run.intend(Samples.intent("a"));
        }
        UploaderException e = failure(ledger::counts);
        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e).hasMessageContaining("changed while it was read");
      }
    } finally {
      assertThat(run("umount", view.toString())).isTrue();
    }
  }

  private Path withOneRow(String name) {
    Path file = folder.resolve(name);
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
    }
    return file;
  }

  /** The files of the folder, and what is in them. */
  private Map<String, Integer> contents() {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, Integer> contents = new TreeMap<>();
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private static boolean mount(String... arguments) throws Exception {
    return run(Stream.concat(Stream.of("mount"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program here
    }
  }

  private static UploaderException failure(Runnable action) {
    return catchThrowableOfType(UploaderException.class, action::run);
  }
}
