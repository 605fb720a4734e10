package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers that were lost, put back or left behind, while what is beside them knows better. */
class EarlierRecordsTest {
  private static final int ROWS = 6;
  private static final String MORE =
      "url,title\nhttps://example.com/1.mp4,Title 1\nhttps://e.com/x,X\n";

  private final ImportLab lab;
  private final Path csv;
  private final Path ledger;
  private final Path results;

  EarlierRecordsTest(@TempDir Path folder) {
    this.lab = ImportLab.in(folder);
    this.csv = lab.csv(ImportLab.rows(ROWS));
    this.ledger = lab.path("videos.csv.ledger.db");
    this.results = lab.path("videos.csv.results.csv");
  }

  @AfterEach
  void close() {
    assertThat(lab.titles()).doesNotHaveDuplicates();
    lab.close();
  }

  private void imported() {
    assertThat(lab.run(csv).exit()).isZero();
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** Nothing is sent, the ways on are told, and what knows the rows stays. */
  private void assertRefused(Path list, String... words) throws IOException {
    String known = Files.exists(results) ? Files.readString(results) : "";
    int videos = lab.titles().size();
    for (String option : new String[] {"--dry-run", "--strict"}) {
      Cli.Run run = lab.run(list, option);
      assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
      assertThat(run.err()).contains(words).contains("nothing was sent", "--new-ledger");
    }
    assertThat(lab.titles()).hasSize(videos);
    assertThat(Files.exists(results) ? Files.readString(results) : "").isEqualTo(known);
  }

  @Test
  void theLedgerIsDeletedAndTheResultsKnow() throws IOException {
    imported();
    Files.delete(ledger);
    assertRefused(
        csv,
        results + " says that 6 rows are done of which the ledger " + ledger + " knows nothing",
        "--ledger FILE",
        "kinescope ledger rebuild " + ledger + " --from " + results);
  }

  @Test
  void anOlderLedgerIsPutBack() throws IOException {
    Path older = lab.path("older.backup");
    assertThat(lab.run(csv, "--limit", 2).exit()).isZero();
    Files.copy(ledger, older);
    imported();
    Files.copy(older, ledger, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(csv, "4 rows are done");
    Files.write(ledger, new byte[0]);
    assertRefused(csv, "6 rows are done");
  }

  @Test
  void whereNothingIsToBeSentNothingIsCompared() throws IOException {
    imported();
    Files.writeString(results, "https://e.com/y,Y,uploaded,elsewhere\n", StandardOpenOption.APPEND);
    assertThat(lab.run(csv).exit()).isZero();
  }

  @Test
  void theResultsThemselvesAreTheList() throws IOException {
    imported();
    Path moved = Files.move(results, lab.path("moved.csv"));
    Files.delete(ledger);
    assertRefused(moved, moved + " says that 6 rows are done");
  }

  @Test
  void aNewListIsNewWhereThatIsSaid() throws IOException {
    imported();
    Files.delete(ledger);
    Path other = lab.csv("url,title\nhttps://e.com/x,X\n");
    assertRefused(other, "6 rows are done");
    assertThat(ImportLab.states(lab.run(other, "--new-ledger", "-o", "json")))
        .isEqualTo("uploaded=1");
    assertThat(ImportLab.states(lab.run(other, "-o", "json"))).isEqualTo("skipped=1");
  }

  @Test
  void aListSavedUnderAnotherNameIsKnownByItsLedger() throws IOException {
    imported();
    Path saved = Files.move(csv, lab.path("videos (final).csv"));
    Files.delete(results);
    assertRefused(
        saved,
        ledger + " knows 6 rows of this list, by source and parent",
        "use --ledger " + ledger + " to continue with it");
    assertThat(ImportLab.states(lab.run(saved, "--ledger", ledger, "-o", "json")))
        .isEqualTo("skipped=6");
  }

  @Test
  void anIdColumnAndAnotherNameHideNothing() throws IOException {
    imported();
    Path saved =
        Cli.text(lab.folder, "new.csv", "id,url,title\n1,https://example.com/1.mp4,Title 1\n");
    assertRefused(saved, ledger + " knows 1 row of this list");
  }

  @Test
  void aListSavedUnderAnotherNameIsKnownByItsResults() throws IOException {
    imported();
    Files.delete(ledger);
    Path saved = Files.move(csv, lab.path("videos (final).csv"));
    assertRefused(
        saved,
        results + " knows 6 rows of this list",
        "kinescope ledger rebuild " + saved + ".ledger.db --from " + results);
  }

  @Test
  void otherListsOtherParentsAndOtherServicesSayNothing() {
    imported();
    Path other = Cli.text(lab.folder, "other.csv", "url,title\nhttps://e.com/x,X\n");
    assertThat(lab.run(other).exit()).isZero();
    Path elsewhere = Cli.text(lab.folder, "elsewhere.csv", ImportLab.rows(1).replace("Title", "T"));
    String parent = lab.sandbox.defaultParentId();
    String into = lab.cli().run("folders", "create", parent, "Another", "-o", "id").out().strip();
    assertThat(lab.run(elsewhere, "--parent", into).exit()).isZero();
    assertThat(lab.titles()).hasSize(ROWS + 2);
    try (ImportLab foreign = ImportLab.in(lab.folder)) {
      Path same = Cli.text(lab.folder, "same.csv", ImportLab.rows(1));
      assertThat(foreign.run(same).exit()).isZero();
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aRebuiltLedgerSkipsWhatTheResultsCallDone() throws IOException {
    imported();
    Files.delete(ledger);
    Cli.Run rebuilt = lab.cli().run("ledger", "rebuild", ledger, "--from", results, "-o", "json");
    assertThat(rebuilt.exit()).as(rebuilt.err()).isZero();
    assertThat(rebuilt.json().text("recorded")).isEqualTo("6");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ledger)))
        .isEqualTo("rw-------");

    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=6");
    assertThat(lab.cli().run("ledger", "explain", ledger, "https://example.com/1.mp4").out())
        .contains("as videos.csv.results.csv says");
    Cli.Run again = lab.cli().run("ledger", "rebuild", ledger, "--from", results, "-o", "json");
    assertThat(again.json().text("known_already")).isEqualTo("6");
  }

  @Test
  void aRebuildNeedsTheParentAndAResultsFile() {
    imported();
    Cli.Run parentless =
        lab.cli()
            .without("KINESCOPE_PARENT_ID")
            .run("ledger", "rebuild", lab.path("new.db"), "--from", results);
    assertThat(parentless.exit()).isEqualTo(2);
    assertThat(parentless.err()).contains("line 2", "use --parent ID, as in the import");
    Cli.Run list = lab.cli().run("ledger", "rebuild", lab.path("new.db"), "--from", csv);
    assertThat(list.exit()).isEqualTo(2);
    assertThat(list.err()).contains(csv + " is no results file");
    assertThat(lab.path("new.db")).doesNotExist();
  }

  @Test
  void failedRowsWhoseVideoMayBeThereAreLeftForAPerson() {
    String head = "url,title,row_status,video_id,error_kind,error_message,updated_at\n";
    String time = ",2026-11-30T07:00:00Z\n";
    Path told =
        Cli.text(
            lab.folder,
            "told.csv.results.csv",
            head
                + "https://example.com/1.mp4,Title 1,failed,,unknown-outcome,lost"
                + time
                + "https://example.com/2.mp4,Title 2,failed,v2,transient,cut"
                + time
                + "https://example.com/3.mp4,Title 3,failed,,refused,no"
                + time
                + "https://example.com/4.mp4,Title 4,failed,v4,wait-timeout,late"
                + time);
    Path target = lab.path("told.csv.ledger.db");
    Cli.Run rebuilt =
        lab.cli().run("ledger", "rebuild", target, "--from", told, "--no-check", "-o", "json");
    assertThat(rebuilt.json().text("recorded")).as(rebuilt.err()).isEqualTo("3");
    assertThat(rebuilt.json().text("not_done")).isEqualTo("1");
    Path list = Cli.text(lab.folder, "told.csv", ImportLab.rows(4));
    assertThat(ImportLab.states(lab.run(list, "--no-follow-up", "-o", "json")))
        .isEqualTo("uploaded=1 skipped=1 failed=2");
    assertThat(lab.titles()).containsExactly("Title 3");
  }

  /** Results of another account, or of videos that were deleted since. */
  @Test
  void aRowWhoseVideoIsNotInKinescopeIsLeftForAPerson() throws IOException {
    imported();
    Files.delete(ledger);
    String known = Files.readString(results);
    String one = lab.sandbox.state().videos().get(0).id();
    Files.writeString(results, known.replaceFirst(one, "0f6c0f6c-0000-4000-8000-000000000001"));

    Cli.Run rebuilt = lab.cli().run("ledger", "rebuild", ledger, "--from", results, "-o", "json");
    assertThat(rebuilt.json().text("recorded")).as(rebuilt.err()).isEqualTo("6");
    assertThat(rebuilt.json().text("not_found")).isEqualTo("1");
    Cli.Run run = lab.run(csv, "-o", "json");
    assertThat(ImportLab.states(run)).isEqualTo("skipped=5 failed=1");
    assertThat(run.err()).contains("is not in Kinescope", "--retry-unknown");

    Path blind = lab.path("blind.db");
    Cli.Run unseen =
        lab.cli()
            .with("KINESCOPE_API_TOKEN", "0b1a5e11-0000-4000-8000-00000000dead")
            .run("ledger", "rebuild", blind, "--from", results, "-o", "json");
    assertThat(unseen.exit()).isZero();
    assertThat(unseen.err()).contains("was not checked: ").hasLineCount(1);
    assertThat(unseen.json().text("not_found")).isEqualTo("0");
  }

  @Test
  void aHundredThousandRowsAreComparedInAboutASecond() throws IOException {
    int rows = 100_000;
    StringBuilder text = new StringBuilder("url,title,row_status,video_id\n");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      String id = "0f6c0f6c-0000-4000-8000-" + i;
      ids.add(id);
      text.append("https://e.com/").append(i).append(",T,uploaded,").append(id).append('\n');
    }
    Files.writeString(results, text);
    try (Ledger empty = Ledgers.inMemory(Clock.systemUTC())) {
      assertThat(empty.countUnknown(ids)).isEqualTo(rows);
    }
    long start = System.nanoTime();
    assertRefused(csv, "100000 rows are done");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(20); // two runs, a busy machine
  }

  @Test
  void aRowThatIsNewIsSentWhereTheLedgerKnowsTheRest() {
    imported();
    assertThat(ImportLab.states(lab.run(lab.csv(MORE), "-o", "json")))
        .isEqualTo("uploaded=1 skipped=1");
  }
}
