package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the ledger of an import is, and what may be found there instead of one. */
class LedgerPlaceTest {
  private final Path folder;

  private final ImportLab lab;
  private final Path csv;

  LedgerPlaceTest(@TempDir Path folder) {
    this.folder = folder;
    this.lab = ImportLab.in(folder);
    this.csv = lab.csv(ImportLab.rows(2));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** Refused in clear words, with a hint, and before anything is sent. */
  private void assertRefused(Path ledger, int exit, String... words) {
    Cli.Run run = lab.run(csv, "--ledger", ledger);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).startsWith("error: ").contains(words).doesNotContain("Exception");
    assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(lab.sandbox.state().totalRequests()).isZero();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void itIsBesideTheCsvAndItsOwnersAlone() throws IOException {
    assertThat(lab.run(csv).exit()).isZero();
    for (String name : List.of("videos.csv.ledger.db", "videos.csv.ledger.db.lock")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab.path(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void rowsFromStandardInputNeedOneThatIsNamed() {
    Cli cli = lab.cli().reading(ImportLab.rows(2));
    Cli.Run run = ImportLab.run(cli, "-");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("standard input need a ledger").contains("--ledger FILE");
    Cli again = lab.cli().reading(ImportLab.rows(2));
    assertThat(ImportLab.run(again, "-", "--ledger", lab.path("own.db")).exit()).isZero();
    assertThat(lab.path("own.db")).exists();
  }

  @Test
  void theEmulatorsGoesWithTheProcess() throws IOException {
    long before = temporaryFolders();
    Cli.Run run = ImportLab.run(Cli.bare(), csv, "--sandbox", "-o", "json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields()).containsEntry("ledger", null);
    assertThat(temporaryFolders()).isEqualTo(before);
    assertThat(lab.path("videos.csv.ledger.db")).doesNotExist();
  }

  private static long temporaryFolders() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("kinescope-sandbox"))
          .count();
    }
  }

  @Test
  void aDryRunMakesNone() {
    Cli.Run run = lab.run(csv, "--dry-run");
    assertThat(run.exit()).isZero();
    assertThat(lab.path("videos.csv.ledger.db")).doesNotExist();
    assertThat(lab.path("videos.csv.ledger.db.lock")).doesNotExist();
  }

  @Test
  void aFolderIsNoLedger() {
    assertRefused(folder, 11, folder.toString(), "it is a folder", "--ledger");
  }

  @Test
  void aFolderThatIsNotThere() {
    Path ledger = folder.resolve("no/such/a.db");
    assertRefused(
        ledger,
        11,
        ledger.toString(),
        "the folder " + ledger.getParent() + " does not exist",
        "--ledger");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aFolderWithoutTheRightToWrite() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
    // root may write anywhere but into the kernel's own file systems
    Path place = Files.isWritable(closed) ? Path.of("/sys") : closed;
    assertRefused(place.resolve("a.db"), 11, place.resolve("a.db").toString(), "--ledger");
  }

  @Test
  void aFileThatIsNoDatabaseIsLeftAsItIs() throws IOException {
    Path file = Cli.text(folder, "notes.txt", "url,title\n".repeat(1000));
    assertRefused(file, 11, file.toString(), "not an SQLite database");
    assertThat(Files.readString(file)).startsWith("url,title\n").hasSize(10_000);
  }

  @Test
  void aForeignDatabaseIsLeftAsItIs() throws Exception {
    Path file = folder.resolve("foreign.db");
    sql(file, "CREATE TABLE customer (name TEXT)");
    byte[] before = Files.readAllBytes(file);
    assertRefused(file, 2, file.toString(), "not a ledger of this program", "FILE.ledger.db");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aLedgerThatLostItsEndIsDamagedAndTheLockIsGivenBack() throws IOException {
    Path ledger = folder.resolve("own.db");
    assertThat(lab.run(lab.csv(ImportLab.rows(100)), "--ledger", ledger).exit()).isZero();
    byte[] whole = Files.readAllBytes(ledger);
    Files.write(ledger, Arrays.copyOf(whole, whole.length / 3));
    long sent = lab.sandbox.state().count(Operation.URL);

    Cli.Run run = lab.run(csv, "--ledger", ledger);
    assertThat(run.exit()).as(run.err()).isEqualTo(11);
    assertThat(run.err())
        .contains(ledger.toString(), "damaged", "restore it from a backup")
        .doesNotContain("Exception");
    assertThat(lab.sandbox.state().count(Operation.URL)).isEqualTo(sent);

    Files.write(ledger, whole);
    Cli.Run restored = lab.run(csv, "--ledger", ledger, "-o", "json");
    assertThat(ImportLab.states(restored)).isEqualTo("skipped=100");
  }

  @Test
  void aNewerProgramsLedgerIsRefusedInPlainWords() throws Exception {
    Path ledger = folder.resolve("own.db");
    assertThat(lab.run(csv, "--ledger", ledger, "--limit", 0).exit()).isZero();
    sql(ledger, "UPDATE meta SET value = '99' WHERE name = 'schema'");
    Cli.Run run = lab.run(csv, "--ledger", ledger);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(ledger.toString(), "newer version", "use that version");
    assertThat(lab.sandbox.state().count(Operation.URL)).isZero();
  }

  @Test
  void anotherServicesLedgerIsRefused() {
    assertThat(lab.run(csv).exit()).isZero();
    Cli other = Cli.at("https://api.example", "https://up.example");
    Cli.Run run =
        ImportLab.run(other.with("KINESCOPE_API_TOKEN", "t").with("KINESCOPE_PARENT_ID", "p"), csv);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("belongs to " + lab.sandbox.apiUrl(), "--ledger");
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
