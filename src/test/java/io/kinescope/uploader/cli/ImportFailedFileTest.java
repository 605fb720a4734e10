package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** As when the import had --ledger or --failed: the rows may be known to a ledger elsewhere. */
  @Test
  void aReportWithoutItsLedgerIsWarnedOf() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path report =
          Files.writeString(
              lab.path("moved.csv"),
              "url,title,error_kind,error_message\nhttps://e.com/1,T,transient,why\n");
      String warning = "warning: " + report + " was written by an import, whose ledger is not";
      assertThat(lab.run(report, "--dry-run").err()).contains(warning);
      assertThat(lab.run(report).err()).contains(warning);
      assertThat(lab.run(report).err()).doesNotContain("warning");
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
