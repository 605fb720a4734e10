package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningTest {
  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsThereAfterOpeningAgain() {
    Path file = folder.resolve("a.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
      ledger.linked("a", "v1", Samples.LINK);
    }
    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.find("a").orElseThrow().endpoint()).isEqualTo(new SecretLink(Samples.LINK));
      assertThat(ledger.history("a")).hasSize(2);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows forbids these names")
  void aNameMayHoldAnyCharacter() {
    Path file = folder.resolve("видео ?mode=memory&x=%41#1 .csv.ledger.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
    }
    assertThat(file).exists();
    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.find("a")).isPresent();
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void theLedgerAndItsSideFilesAreForTheirOwnerAlone() throws IOException {
    Path file = folder.resolve("a.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
      for (String suffix : List.of("", "-wal", "-shm")) {
        assertThat(rights(folder.resolve("a.db" + suffix))).isEqualTo("rw-------");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r--r--, rw-------",
    "rwxrwxrwx, rw-------",
    "rw-------, rw-------",
  })
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aFileThatWasThereIsTakenFromOthersToo(String before, String after) throws IOException {
    Path empty = Files.createFile(folder.resolve("a.db"));
    Path used = folder.resolve("b.db");
    Samples.open(used).close();
    for (Path file : List.of(empty, used)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
      try (Ledger ledger = Samples.open(file)) {
        ledger.intend(Samples.intent("a"));
        for (String suffix : List.of("", "-wal", "-shm")) {
          assertThat(rights(Path.of(file + suffix))).as(suffix).isEqualTo(after);
        }
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void theRightsOfAFileThatIsNoLedgerStay() throws Exception {
    Path other = folder.resolve("other.db");
    text(other, "CREATE TABLE theirs (a)");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
    failure(() -> Samples.open(other).close());
    assertThat(rights(other)).isEqualTo("rw-r--r--");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void theStateFolderIsForItsOwnerAlone() throws IOException {
    Path state = folder.resolve("state");
    Path file = Ledgers.uploadsFile(Map.of("XDG_STATE_HOME", state.toString()));
    assertThat(file).isEqualTo(state.resolve("kinescope").resolve("uploads.db"));
    assertThat(rights(state.resolve("kinescope"))).isEqualTo("rwx------");
    assertThat(Ledgers.uploadsFile(Map.of("XDG_STATE_HOME", "relative", "HOME", folder.toString())))
        .isEqualTo(folder.resolve(".local/state/kinescope/uploads.db"));
  }

  @Test
  void anotherServicesLedgerIsRefused() {
    Path file = folder.resolve("a.db");
    Samples.open(file).close();

    UploaderException e =
        failure(
            () ->
                Ledgers.open(file, "https://other.example", "0.1.0", Samples.CLOCK, KeyForm.KEPT)
                    .close());

    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining(Samples.SERVICE).hasMessageContaining("other.example");
    assertThat(e.hint()).contains("--ledger");
  }

  @Test
  void aLedgerWithoutServiceServesAny() {
    Path file = folder.resolve("uploads.db");
    Ledgers.open(file, null, "0.1.0", Samples.CLOCK, KeyForm.KEPT).close();
    Ledgers.open(file, "https://one.example", "0.1.0", Samples.CLOCK, KeyForm.KEPT).close();
    Ledgers.open(file, "https://two.example", "0.1.0", Samples.CLOCK, KeyForm.KEPT).close();
    assertThat(file).exists();
  }

  @Test
  void lookingAtALedgerNeedsOneAndAsksForNoService() {
    Path file = folder.resolve("a.db");
    assertThat(failure(() -> Ledgers.inspect(file, null, KeyForm.KEPT).close()).kind())
        .isEqualTo(ErrorKind.INPUT);
    assertThat(file).doesNotExist();
    try (Ledger writing = Samples.open(file)) {
      writing.intend(Samples.intent("a"));
      try (Ledger ledger = Ledgers.inspect(file, null, KeyForm.KEPT)) {
        assertThat(ledger.find("a")).isPresent();
      }
    }
  }

  @Test
  void anOlderLedgerIsBroughtForwardWithItsRows() throws SQLException {
    Path file = folder.resolve("a.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
    }

    List<List<String>> newer = new ArrayList<>(Schema.STEPS);
    newer.add(
        List.of(
            "ALTER TABLE entry ADD COLUMN note TEXT",
            "CREATE TABLE later (name TEXT NOT NULL PRIMARY KEY)"));
    openWith(file, newer).close();
    try (Ledger ledger = openWith(file, newer)) {
      assertThat(ledger.find("a")).isPresent();
    }

    assertThat(text(file, "SELECT value FROM meta WHERE name = 'schema'"))
        .isEqualTo(Integer.toString(newer.size()));
    assertThat(text(file, "SELECT note IS NULL FROM entry")).isEqualTo("1");
  }

  @Test
  void aStepThatFailsLeavesTheOldLedgerAsItWas() {
    Path file = folder.resolve("a.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
    }
    List<List<String>> broken = new ArrayList<>(Schema.STEPS);
    broken.add(List.of("CREATE TABLE later (name TEXT)", "no SQL at all"));

    assertThat(failure(() -> openWith(file, broken).close()).kind()).isEqualTo(ErrorKind.LOCAL_IO);

    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.find("a")).isPresent();
    }
  }

  @Test
  void aNewerLedgerIsRefusedInPlainWords() throws SQLException {
    Path file = folder.resolve("a.db");
    Samples.open(file).close();
    text(file, "UPDATE meta SET value = '99' WHERE name = 'schema' RETURNING value");

    UploaderException e = failure(() -> Samples.open(file).close());

    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining("newer version").hasMessageContaining("99");
    assertThat(e.hint()).contains("that version");
  }

  @Test
  void aDatabaseOfSomethingElseIsLeftAlone() throws SQLException {
    Path file = folder.resolve("other.db");
    text(file, "CREATE TABLE people (name TEXT)", "SELECT COUNT(*) FROM people");

    UploaderException e = failure(() -> Samples.open(file).close());

    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining("not a ledger");
    assertThat(text(file, "SELECT COUNT(*) FROM sqlite_master")).isEqualTo("1");
  }

  @Test
  void tenOpeningsOfOneNewFileAtOnceAllSucceed() throws Exception {
    int openings = 10;
    Path file = folder.resolve("a.db");
    CyclicBarrier start = new CyclicBarrier(openings);
    ExecutorService pool = Executors.newFixedThreadPool(openings);
    try {
      List<Future<Integer>> attempts = new ArrayList<>();
      for (int i = 0; i < openings; i++) {
        attempts.add(
            pool.submit(
                () -> {
                  start.await();
                  try (Ledger ledger = Samples.open(file)) {
                    return ledger.intend(Samples.intent("a"));
                  }
                }));
      }
      List<Integer> numbers = new ArrayList<>();
      for (Future<Integer> attempt : attempts) {
        numbers.add(attempt.get());
      }
      assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void theFollowUpReadsOnlyWhatIsOpen() throws SQLException {
    Path file = folder.resolve("a.db");
    Samples.open(file).close();
    String page = Ledger.PAGE_OF_OPEN.replaceFirst("\\?", "0").replaceFirst("\\?", "100");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + page)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("detail")).contains("INDEX entry_open").contains("id>?");
      assertThat(rows.next()).isFalse(); // no sorting
    }
  }

  /** For each of a million items that are taken over or forgotten. */
  @Test
  void theVideosOfAnItemAreFoundByIndexes() throws SQLException {
    Path file = folder.resolve("a.db");
    Samples.open(file).close();
    for (String sql : Takeover.VIDEOS_OF_KEY) {
      String plan = "EXPLAIN QUERY PLAN " + sql.replace("?", "'id:1'");
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          var rows = statement.executeQuery(plan)) {
        while (rows.next()) {
          assertThat(rows.getString("detail")).as(sql).startsWith("SEARCH ");
        }
      }
    }
  }

  private static Ledger openWith(Path file, List<List<String>> steps) {
    return Ledgers.open(
        file, Samples.SERVICE, "0.1.0", Samples.CLOCK, KeyForm.KEPT, new Dialect(), steps);
  }

  private static UploaderException failure(Runnable action) {
    return catchThrowableOfType(UploaderException.class, action::run);
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Runs statements past the ledger; the last one's first cell. */
  private static String text(Path file, String... statements) throws SQLException {
    String cell = "";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        if (statement.execute(sql)) {
          cell = statement.getResultSet().getString(1);
        }
      }
    }
    return cell;
  }
}
