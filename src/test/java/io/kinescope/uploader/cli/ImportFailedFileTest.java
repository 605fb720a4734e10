package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The failed file is imported as it is, and makes no second video of any row. */
class ImportFailedFileTest {
  @TempDir Path folder;

  private void theListThenItsFailedFile(Operation operation, FaultAction fault) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(4));
      lab.sandbox.play(FaultScript.of(FaultRule.on(operation).first(2).then(fault)));
      Cli.Run first = lab.run(csv, "--parallel", "1", "-o", "json");
      assertThat(ImportLab.states(first)).isEqualTo("uploaded=2 failed=2");

      Cli.Run failed = lab.run(lab.path("videos.csv.failed.csv"), "-o", "json");
      assertThat(failed.exit()).as(failed.err()).isZero();
      assertThat(failed.json().text("ledger")).isEqualTo(csv + ".ledger.db");
      assertThat(lab.path("videos.csv.failed.csv.ledger.db")).doesNotExist();

      assertThat(ImportLab.states(lab.run(csv, "--retry-failed", "-o", "json")))
          .isEqualTo("skipped=4");
      assertThat(ImportLab.states(lab.run(lab.path("videos.csv.results.csv"), "-o", "json")))
          .isEqualTo("skipped=4");
      assertThat(lab.titles()).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void refusedRowsAreTriedAgain() {
    theListThenItsFailedFile(Operation.URL, FaultAction.status(422));
  }

  /** Two answers are lost, and the look-ups of that run fail. */
  @Test
  void lostRowsAreLookedForAndNotSentBlindly() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(4));
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.URL).first(2).then(FaultAction.loseAnswer()),
              FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      assertThat(ImportLab.states(lab.run(csv, "--parallel", "1", "-o", "json")))
          .isEqualTo("uploaded=2 failed=2");

      lab.sandbox.play(FaultScript.of());
      assertThat(ImportLab.states(lab.run(lab.path("videos.csv.failed.csv"), "-o", "json")))
          .isEqualTo("adopted=2");
      assertThat(lab.titles()).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFailedFileWhoseListHasNoLedgerHasItsOwn() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path failed = Files.writeString(lab.path("other.csv.failed.csv"), ImportLab.rows(1));
      assertThat(lab.run(failed).exit()).isZero();
      assertThat(lab.path("other.csv.failed.csv.ledger.db")).exists();
    }
  }

  /** With --ledger and --failed, too, the list and its failed file have one ledger. */
  @ParameterizedTest
  @ValueSource(strings = {"videos.csv.failed.csv", "to-mend.csv"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links are for administrators there")
  void aFailedFileFindsTheLedgerOfItsListWhereverThatIs(String name) throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(3));
      Path failed = lab.path(name);
      Path ledger = Files.createDirectory(lab.path("state")).resolve("mine.db");
      Object[] words = {"--ledger", ledger, "--failed", failed, "-o", "json"};
      lab.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.URL).first(2).then(FaultAction.status(422))));
      lab.run(csv, words);
      Files.writeString(failed, Files.readString(failed).replace("Title", "Better title"));

      Cli.Run mended = lab.run(failed, "-o", "json");
      assertThat(ImportLab.states(mended)).as(mended.err()).isEqualTo("uploaded=2");
      assertThat(mended.err()).doesNotContain("warning");
      assertThat(mended.json().text("ledger")).isEqualTo(ledger.toRealPath().toString());

      Cli.Run next = lab.run(csv, words);
      assertThat(next.exit()).isZero();
      assertThat(ImportLab.states(next)).isEqualTo("skipped=3");
      assertThat(lab.path(name + ".ledger.db")).doesNotExist();
      assertThat(lab.titles()).hasSize(3).doesNotHaveDuplicates();
    }
  }

  /** As when the import had --ledger or --failed: the rows may be known to a ledger elsewhere. */
  @Test
  void aReportWithoutItsLedgerIsWarnedOf() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path report =
          Files.writeString(
              lab.path("moved.csv"),
              "url,title,error_kind,error_message\nhttps://e.com/1,T,transient,why\n");
      String warning =
          "warning: " + report + " was written by an import, but the ledger of that import is not";
      assertThat(lab.run(report, "--dry-run").err()).contains(warning);
      assertThat(lab.run(report).err()).contains(warning);
      assertThat(lab.run(report).err()).doesNotContain("warning");
    }
  }

  /** What made the rows fail is mended in the failed file; the list keeps them as they were. */
  @Test
  void theListsNextRunKnowsTheMendedRowsAsDone() throws IOException {
    String tooLong = "x".repeat(141);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().processingTime(Duration.ZERO))) {
      Path csv =
          lab.csv(
              "id,url,title\n,https://e.com/1,One\n,https://e.com/2,"
                  + tooLong
                  + "\nthree,nowhere,Three\nfour,https://e.com/dead.mp4,Four\n"
                  + ",https://e.com/5,\n");
      Path failed = lab.path("videos.csv.failed.csv");
      assertThat(ImportLab.states(lab.run(csv, "--wait", "-o", "json")))
          .isEqualTo("uploaded=1 failed=1 invalid=3");
      Files.writeString(
          failed,
          Files.readString(failed)
              .replace(tooLong, "Two")
              .replace("nowhere", "https://e.com/3")
              .replace("dead", "alive")
              .replace("https://e.com/5,,", "https://e.com/5,Five,"));

      Cli.Run mended = lab.run(failed, "--wait", "-o", "json");
      assertThat(mended.exit()).as(mended.err()).isZero();
      assertThat(ImportLab.states(mended)).isEqualTo("uploaded=4");
      assertThat(ImportLab.states(lab.run(failed, "-o", "json"))).isEqualTo("skipped=4");
      long creates = lab.sandbox.state().count(Operation.URL);

      assertThat(lab.run(csv, "--dry-run", "-o", "json").json().number("would_skip")).isEqualTo(5);
      Cli.Run next = lab.run(csv, "--strict", "-o", "jsonl");
      assertThat(next.exit()).as(next.err()).isZero();
      assertThat(ImportLab.states(next)).isEqualTo("skipped=5");
      assertThat(next.err()).doesNotContain("error");
      Map<String, String> ids =
          lab.sandbox.state().videos().stream()
              .filter(video -> !video.title().equals("Four") || video.status().equals("done"))
              .collect(Collectors.toMap(EmulatorVideo::title, EmulatorVideo::id));
      assertThat(next.objects().subList(0, 5))
          .extracting(row -> row.text("video_id"))
          .containsExactly(
              ids.get("One"), ids.get("Two"), ids.get("Three"), ids.get("Four"), ids.get("Five"));
      assertThat(Files.readString(lab.path("videos.csv.results.csv")))
          .contains("three,nowhere,Three,skipped," + ids.get("Three") + ",");
      assertThat(lab.sandbox.state().count(Operation.URL)).isEqualTo(creates);

      // What the list itself changes later is new.
      lab.csv("id,url,title\nfour,https://e.com/other.mp4,Four\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=1");
      lab.csv("id,url,title\nfour,https://e.com/again.mp4,Four\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=1");
    }
  }

  /**
   * A refused title is another in the failed file: the row is done, and that it differs is said.
   */
  @Test
  void anEditedTitleIsTheSameRow() throws IOException {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(422)))) {
      Path csv = lab.csv(ImportLab.rows(1));
      Path failed = lab.path("videos.csv.failed.csv");
      assertThat(lab.run(csv).exit()).isEqualTo(3);
      Files.writeString(failed, Files.readString(failed).replace("Title 1", "Better"));
      assertThat(ImportLab.states(lab.run(failed, "-o", "json"))).isEqualTo("uploaded=1");
      JsonObject row = lab.run(csv, "-o", "jsonl").objects().get(0);
      assertThat(row.fields())
          .containsEntry("status", "skipped")
          .containsEntry("note", "metadata differs")
          .containsEntry("video_id", lab.sandbox.state().videos().get(0).id());
      assertThat(lab.titles()).containsExactly("Better");
    }
  }

  /** Its call was lost, and the failed file names another source: one new video, and an orphan. */
  @Test
  void aLostRowThatWasMendedIsDoneForTheList() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv("id,url,title\n7,https://e.com/old.mp4,Seven\n");
      Path failed = lab.path("videos.csv.failed.csv");
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer()),
              FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      assertThat(lab.run(csv).exit()).isEqualTo(3);
      lab.sandbox.play(FaultScript.of());
      Files.writeString(failed, Files.readString(failed).replace("old", "new"));
      assertThat(ImportLab.states(lab.run(failed, "-o", "json"))).isEqualTo("uploaded=1");
      Cli.Run next = lab.run(csv, "-o", "json");
      assertThat(ImportLab.states(next)).as(next.err()).isEqualTo("skipped=1");
      assertThat(lab.sandbox.state().videos())
          .extracting(video -> video.draft().sourceUrl())
          .containsExactly("https://e.com/old.mp4", "https://e.com/new.mp4");
    }
  }

  /** They share a ledger, and with it its lock. */
  @Test
  void theListWaitsForTheRunOfItsFailedFile() throws Exception {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).first(2).then(FaultAction.status(422)))) {
      Path csv = lab.csv(ImportLab.rows(2));
      Path failed = lab.path("videos.csv.failed.csv");
      lab.run(csv);
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.URL).then(FaultAction.delay(Duration.ofMillis(700)))));
      CompletableFuture<Cli.Run> mending =
          CompletableFuture.supplyAsync(() -> lab.run(failed, "-o", "json"));
      while (lab.sandbox.state().count(Operation.URL) < 3) {
        Thread.onSpinWait();
      }
      Cli.Run meanwhile = lab.run(csv, "--retry-failed");
      assertThat(meanwhile.exit()).as(meanwhile.err()).isEqualTo(8);
      Cli.Run later = lab.run(csv, "--retry-failed", "--lock-wait", "1m", "-o", "json");
      assertThat(ImportLab.states(later)).isEqualTo("skipped=2");
      assertThat(ImportLab.states(mending.get())).isEqualTo("uploaded=2");
      assertThat(lab.titles()).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void anEditedFailedFileIsNeverOverwritten() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      String why = "the failed file was edited since it was written; the edited file is kept as ";
      Path csv = lab.csv("url,title\nnowhere,One\nhttps://e.com/2,Two\n");
      Path failed = lab.path("videos.csv.failed.csv");
      assertThat(lab.run(csv).err()).doesNotContain("kept");
      String written = Files.readString(failed);
      assertThat(lab.run(csv).err()).doesNotContain("kept");
      assertThat(lab.path("videos.csv.failed.csv.bak")).doesNotExist();

      Files.writeString(failed, written.replace("nowhere", "https://e.com/1"));
      assertThat(lab.run(csv, "-o", "json").err()).contains(why + failed + ".bak");
      assertThat(failed).hasContent(written);
      assertThat(lab.path("videos.csv.failed.csv.bak"))
          .hasContent(written.replace("nowhere", "https://e.com/1"));

      // Not when nothing failed any longer, either; and one that was kept stays.
      Files.writeString(failed, "mine");
      lab.csv("url,title\nhttps://e.com/2,Two\n");
      Cli.Run last = lab.run(csv, "-o", "json");
      assertThat(last.exit()).isZero();
      assertThat(last.err()).contains(why + failed + ".bak2");
      assertThat(failed).doesNotExist();
      assertThat(lab.path("videos.csv.failed.csv.bak2")).hasContent("mine");
      // What was kept is still the list's failed file.
      Path kept = lab.path("videos.csv.failed.csv.bak");
      Cli.Run mended = lab.run(kept, "-o", "json");
      assertThat(ImportLab.states(mended)).isEqualTo("uploaded=1");
      assertThat(mended.json().text("ledger")).isEqualTo(csv + ".ledger.db");
    }
  }

  @Test
  void anUnfinishedFilesVideoIsInTheResults() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Files.write(lab.path("big.mp4"), new byte[300 << 10]);
      Path csv = lab.csv("file,title\nbig.mp4,Big\n");
      lab.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.LINK_POST).then(FaultAction.status(422))));
      Cli.Run run = lab.run(csv, "-o", "jsonl");
      assertThat(run.objects().get(0).text("status")).isEqualTo("failed");
      assertThat(run.objects().get(0).text("video_id"))
          .isEqualTo(lab.sandbox.state().videos().get(0).id());
    }
  }

  @Test
  void editedRowsAreSaidAtTheEnd() {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.run(lab.csv("url,title\nhttps://e.com/1,One\nhttps://e.com/2,Two\n"));
      Path csv = lab.csv("url,title\nhttps://e.com/1,Eins\nhttps://e.com/2,Two\n");
      assertThat(lab.run(csv).err()).contains("1 uploaded row was edited since");
      Cli.Run update = lab.run(csv, "--update-metadata", "-o", "json");
      assertThat(update.err()).doesNotContain("edited");
      assertThat(ImportLab.states(update)).isEqualTo("skipped=2");
      assertThat(update.json().number("updated")).isEqualTo(1);
      assertThat(lab.run(csv, "--update-metadata").out()).containsPattern("(?m)^updated +0$");
      assertThat(lab.run(csv).err()).doesNotContain("edited");
    }
  }
}
