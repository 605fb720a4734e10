package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.ledger.LedgerLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger prune}: what would be uploaded again is not forgotten. */
class LedgerPruneTest {
  private static final int ROWS = 6;

  @TempDir Path folder;
  private ImportLab lab;

  @BeforeEach
  void open() {
    lab = ImportLab.in(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static Cli.Run prune(Object... more) {
    List<Object> words = new ArrayList<>(List.of("ledger", "prune"));
    words.addAll(List.of(more));
    words.addAll(List.of("-o", "json"));
    return Cli.bare().run(words.toArray());
  }

  private static void assertForgotten(Cli.Run run, int forgotten, int rows) {
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().number("forgotten")).isEqualTo(forgotten);
    assertThat(run.json().number("rows")).isEqualTo(rows);
  }

  @Test
  void onlyRowsThatTheListNoLongerHasAreForgotten() throws IOException {
    Path csv = lab.csv(ImportLab.rows(ROWS));
    Path ledger = lab.path("videos.csv.ledger.db");
    assertThat(lab.run(csv, "--wait").exit()).isZero();

    assertForgotten(prune(ledger, "--older-than", "0"), 0, ROWS);
    Files.writeString(csv, ImportLab.rows(2));
    assertForgotten(prune(ledger, "--older-than", "1h"), 0, ROWS);
    assertForgotten(prune(ledger, "--older-than", "0", "--dry-run"), ROWS - 2, ROWS);
    long before = Files.size(ledger);
    assertForgotten(prune(ledger, "--older-than", "0"), ROWS - 2, 2);
    assertThat(Files.size(ledger)).isLessThanOrEqualTo(before);

    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=2");
  }

  @Test
  void withoutTheListNothingIsForgotten() throws IOException {
    Path csv = lab.csv(ImportLab.rows(ROWS));
    Path ledger = lab.path("videos.csv.ledger.db");
    assertThat(lab.run(csv, "--wait").exit()).isZero();
    Path moved = Files.move(csv, lab.path("moved.csv"));

    Cli.Run lost = prune(ledger, "--older-than", "0");
    assertThat(lost.exit()).isEqualTo(2);
    assertThat(lost.err()).contains("name it with --list CSV");
    assertForgotten(prune(ledger, "--older-than", "0", "--list", moved), 0, ROWS);
  }

  @Test
  void filesThatAreStillThereStay() throws IOException {
    Path kept = Cli.file(folder, "kept.mp4", 100);
    Path gone = Cli.file(folder, "gone.mp4", 200);
    Path ledger = folder.resolve("uploads.db");
    Cli.Run sent =
        ImportLab.command(lab.cli(), "upload", "file", kept, gone, "--ledger", ledger, "--wait");
    assertThat(sent.exit()).as(sent.err()).isZero();
    Files.delete(gone);

    assertForgotten(prune(ledger, "--older-than", "0"), 1, 1);
    assertThat(
            ImportLab.command(lab.cli(), "upload", "file", kept, "--ledger", ledger, "-o", "id")
                .exit())
        .isZero();
    assertThat(lab.titles()).hasSize(2);
  }

  @Test
  void aLedgerThatARunHoldsIsLeftAlone() {
    Path csv = lab.csv(ImportLab.rows(1));
    Path ledger = lab.path("videos.csv.ledger.db");
    assertThat(lab.run(csv).exit()).isZero();

    try (LedgerLock held =
        LedgerLock.take(ledger, Duration.ZERO, Clock.systemUTC(), lab.cli().stop().sleeper())) {
      assertThat(held).isNotNull();
      assertThat(prune(ledger, "--older-than", "0").exit()).isEqualTo(8);
    }
  }
}
