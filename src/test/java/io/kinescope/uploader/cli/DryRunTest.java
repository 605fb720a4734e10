package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import-csv --dry-run}: the run's own decisions, and nothing else. */
class DryRunTest {
  @TempDir Path folder;

  @Test
  void itCallsNobodyAndWritesNothing() {
    try (LedgerLab lab = LedgerLab.in(folder)) {
      long requests = lab.lab.sandbox.state().totalRequests();
      Map<String, Integer> before = contents();

      for (String format : List.of("table", "json", "jsonl", "csv", "id")) {
        Cli.Run run = lab.lab.run(lab.csv, "--dry-run", "-o", format);
        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.out() + run.err()).doesNotContain("very-secret-link");
      }

      assertThat(contents()).isEqualTo(before);
      assertThat(lab.lab.sandbox.state().totalRequests()).isEqualTo(requests);
    }
  }

  @Test
  void itCountsWhatWouldHappen() {
    try (LedgerLab lab = LedgerLab.in(folder)) {
      JsonObject summary = ImportLab.sums(lab.lab.run(lab.csv, "--dry-run", "-o", "json"));
      assertThat(
              Stream.of("upload", "skip", "resume", "look_up", "stay")
                  .mapToLong(word -> ImportLab.number(summary, "would_" + word))
                  .toArray())
          .containsExactly(1, 2, 2, 2, 2);
      assertThat(summary.number("invalid")).isEqualTo(1);

      JsonObject again =
          ImportLab.sums(lab.lab.run(lab.csv, "--dry-run", "--retry-failed", "-o", "json"));
      assertThat(again.number("would_stay")).isZero();
    }
  }

  @Test
  void itEndsAsTheRunWouldAndShowsNoSumThatIsNothing() {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(422))));
      Path csv = lab.csv(ImportLab.rows(2));
      int exit = lab.run(csv, "--parallel", 1).exit();

      Cli.Run plan = lab.run(csv, "--dry-run");

      assertThat(exit).isEqualTo(3);
      assertThat(plan.exit()).isEqualTo(exit);
      assertThat(plan.lines().subList(2, plan.lines().size()))
          .map(line -> line.replaceAll(" +", " "))
          .containsExactly("rows 2", "would skip 1", "would keep as failed 1");
    }
  }

  @Test
  void theLimitCountsTheRowsThatWouldBeTried() {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.run(lab.csv(ImportLab.rows(2)));
      Path csv = lab.csv(ImportLab.rows(6));
      JsonObject plan = ImportLab.sums(lab.run(csv, "--dry-run", "--limit", "3", "-o", "json"));
      assertThat(plan.number("would_skip")).isEqualTo(2);
      assertThat(plan.number("would_upload")).isEqualTo(3);
      assertThat(plan.number("would_defer")).isEqualTo(1);
      assertThat(lab.run(csv, "--dry-run", "--limit", "3").lines().get(5))
          .startsWith("line 7      defer    ")
          .endsWith(" (--limit 3)");

      JsonObject run = ImportLab.sums(lab.run(csv, "--limit", "3", "-o", "json"));
      assertThat(run.number("uploaded")).isEqualTo(3);
      assertThat(run.number("deferred")).isEqualTo(1);
    }
  }

  @Test
  void itWorksWhileARunHoldsTheLedger() {
    try (LedgerLab lab = LedgerLab.in(folder);
        LedgerLock lock = LedgerLock.take(lab.ledger, Duration.ZERO, Clock.systemUTC(), t -> {});
        Ledger open =
            Environment.open(
                lab.ledger, lab.lab.sandbox.apiUrl() + "/", "test", Clock.systemUTC())) {
      assertThat(lock).isNotNull();
      assertThat(open.find("id:later")).isPresent();
      Cli.Run run = lab.lab.run(lab.csv, "--dry-run");
      assertThat(run.exit()).isEqualTo(7);
      assertThat(run.out()).contains("line 5      upload   https://example.com/later.mp4\n");
    }
  }

  @Test
  void editedAndChangedRowsAreNamed() {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.run(lab.csv("url,title,id\nhttps://e.com/1,One,1\nhttps://e.com/2,Two,2\n"));
      Path csv = lab.csv("url,title,id\nhttps://e.com/1,Eins,1\nhttps://e.com/zwei,Two,2\n");

      assertThat(lab.run(csv, "--dry-run").lines().get(0))
          .isEqualTo("line 2      skip     https://e.com/1 (metadata differs)");
      assertThat(lab.run(csv, "--dry-run").lines().get(1))
          .startsWith(
              "line 3      upload   https://e.com/zwei (as a new video; the earlier one is ");
      JsonObject row =
          lab.run(csv, "--dry-run", "--update-metadata", "-o", "jsonl").objects().get(0);
      assertThat(row.text("status")).isEqualTo("skip");
      assertThat(row.text("note"))
          .isEqualTo("metadata differs: the new title and description are sent");
      assertThat(row.text("video_id")).isNotNull();
      assertThat(row.number("attempts")).isEqualTo(1);
    }
  }

  /** The run itself would be refused: then it must not say "skip". */
  @Test
  void anotherServicesLedgerIsRefused() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(1));
      lab.run(csv);
      Cli other = lab.cli().with("KINESCOPE_API_URL", "http://127.0.0.1:9");
      Cli.Run run = ImportLab.run(other, csv, "--dry-run");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains("belongs to " + lab.sandbox.apiUrl());
    }
  }

  @Test
  void aLedgerThatARunHasOnlyJustMadeKnowsNoRow() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(1));
      Path ledger = Files.createFile(lab.path("videos.csv.ledger.db"));
      Cli.Run run = lab.run(csv, "--dry-run");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.lines().get(0)).startsWith("line 2      upload");
      assertThat(ledger).isEmptyFile();
    }
  }

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
}
