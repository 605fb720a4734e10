package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this program never writes is damage, whoever did it, and no bug in this program. */
class DamagedLedgerTest {
  private final ImportLab lab;
  private final Path csv;
  private final Path ledger;

  DamagedLedgerTest(@TempDir Path folder) {
    this.lab = ImportLab.in(folder);
    this.csv = lab.csv(ImportLab.rows(3));
    this.ledger = lab.path("videos.csv.ledger.db");
    assertThat(lab.run(csv).exit()).isZero();
  }

  @AfterEach
  void close() {
    assertThat(lab.titles()).hasSize(3).doesNotHaveDuplicates();
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE entry SET state = 'uplxaded' WHERE id = 2",
        "UPDATE entry SET state = 'failed' WHERE id = 2",
        "UPDATE entry SET state = 'linked' WHERE id = 2",
        "UPDATE entry SET fate = NULL WHERE id = 2",
        "UPDATE entry SET fate = 'x' WHERE id = 2",
        "UPDATE entry SET video_id = NULL WHERE id = 2",
        "UPDATE entry SET method = NULL WHERE id = 2",
        "UPDATE entry SET create_call = '' WHERE id = 2",
        "UPDATE meta SET value = 'many' WHERE name = 'schema'",
      })
  void statesThatCannotBeAreDamage(String sql) throws SQLException, IOException {
    sql(sql);
    Path results = lab.path("videos.csv.results.csv");
    String known = Files.readString(results);
    for (String option : new String[] {"--dry-run", "--strict"}) {
      Cli.Run run = lab.run(csv, option);
      assertThat(run.exit()).as(run.err()).isEqualTo(11);
      assertThat(run.err())
          .contains("the ledger " + ledger + ": the file is damaged", "ledger rebuild")
          .doesNotContain("bug");
    }
    assertThat(Files.readString(results)).isEqualTo(known);
    Cli.Run shown = lab.cli().run("ledger", "export", ledger);
    assertThat(shown.exit()).as(shown.err()).isEqualTo(11);
  }

  @Test
  void randomBytesAreNoBugAndMakeNoSecondVideo() throws IOException {
    byte[] whole = Files.readAllBytes(ledger);
    Path results = lab.path("videos.csv.results.csv");
    Path kept = Files.copy(results, lab.path("kept"));
    Random random = new Random(13);
    for (int round = 0; round < 60; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + round % 20; i++) {
        bytes[100 + random.nextInt(bytes.length - 100)] = (byte) random.nextInt(256);
      }
      Files.write(ledger, bytes);
      Files.copy(kept, results, StandardCopyOption.REPLACE_EXISTING);
      Cli.Run run = lab.run(csv, "--dry-run");
      assertThat(run.exit()).as(round + ": " + run.err()).isIn(0, 2, 3, 11);
    }
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
