package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --wait} and {@code --verify} are about all rows, whichever run has sent them. */
@Tag("slow")
class ImportWaitAgainTest {
  @TempDir Path folder;

  private JsonObject show(Path csv) {
    return Cli.bare().run("ledger", "show", csv + ".ledger.db", "-o", "json").json();
  }

  @Test
  void whatAnEarlierRunDidNotWaitForIsWaitedFor() {
    Duration processing = Duration.ofDays(1);
    EmulatorClock clock = new EmulatorClock();
    try (ImportLab lab =
        ImportLab.in(folder, ImportLab.quick().processingTime(processing).clock(clock))) {
      Path csv = lab.csv(ImportLab.rows(3));
      lab.run(csv);
      assertThat(show(csv).number("not_seen_ready")).isEqualTo(3);

      Cli.Run tooShort = lab.run(csv, "--wait", "--wait-timeout", "1ms", "-o", "json");
      assertThat(tooShort.exit()).isEqualTo(10);
      assertThat(ImportLab.states(tooShort)).isEqualTo("skipped=3");

      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.VIDEO_LIST)
                  .nth(3)
                  .then(
                      Visits.before(
                          () -> clock.pass(processing), FaultAction.delay(Duration.ZERO)))));
      Cli.Run waited = lab.run(csv, "--wait", "-o", "json");
      assertThat(waited.exit()).as(waited.err()).isZero();
      assertThat(ImportLab.states(waited)).isEqualTo("skipped=3");
      assertThat(show(csv).number("not_seen_ready")).isZero();

      long requests = lab.sandbox.state().totalRequests();
      assertThat(lab.run(csv, "--wait").exit()).isZero();
      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
    }
  }

  /** Also without the follow-up, which would have told before the rows were looked at. */
  @Test
  void anEarlierRowWhoseVideoFailsFails() {
    Duration processing = Duration.ofMillis(300);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().processingTime(processing))) {
      Path csv =
          lab.csv("url,title\nhttps://example.com/1.mp4,A\nhttps://example.com/dead.mp4,B\n");
      lab.run(csv);
      Cli.Run run = lab.run(csv, "--wait", "--no-follow-up", "-o", "json");
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(ImportLab.states(run)).isEqualTo("skipped=1 failed=1");
      assertThat(run.err()).contains("line 3: ").contains("can't be downloaded");
    }
  }

  @Test
  void whatAnEarlierRunDidNotCompareIsCompared() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path same = Files.writeString(lab.path("same.mp4"), "one video");
      Path other = Files.writeString(lab.path("other.mp4"), "two video");
      assertThat(same).exists();
      Path csv = lab.csv("file\nsame.mp4\nother.mp4\n");
      lab.run(csv);
      Files.writeString(other, "TWO VIDEO");

      Cli.Run run = lab.run(csv, "--verify", "-o", "json");
      assertThat(run.exit()).as(run.err()).isEqualTo(9);
      assertThat(ImportLab.states(run)).isEqualTo("skipped=1 failed=1");
      assertThat(verified(csv, "same.mp4")).isEqualTo("md5");
      assertThat(verified(csv, "other.mp4")).isEqualTo("differs");

      Files.writeString(other, "two video");
      assertThat(lab.run(csv, "--verify").exit()).isZero();
      assertThat(verified(csv, "other.mp4")).isEqualTo("md5");
      long requests = lab.sandbox.state().totalRequests();
      assertThat(lab.run(csv, "--verify").exit()).isZero();
      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
    }
  }

  @Test
  void aDifferenceIsNotForgotten() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path file = Files.writeString(lab.path("a.mp4"), "one video");
      Path csv = lab.csv("file\na.mp4\n");
      lab.run(csv);
      Files.writeString(file, "ONE VIDEO");
      assertThat(lab.run(csv, "--verify").exit()).isEqualTo(9);

      long requests = lab.sandbox.state().totalRequests();
      Cli.Run later = lab.run(csv, "-o", "json");
      assertThat(later.exit()).isEqualTo(9);
      assertThat(ImportLab.states(later)).isEqualTo("failed=1");
      assertThat(later.err()).contains("line 2: ").contains("differs from the file");
      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
      assertThat(Cli.bare().run("ledger", "explain", csv + ".ledger.db", "a.mp4").out())
          .contains("verified: differs", "kept as failed", "--retry-failed to upload");

      assertThat(ImportLab.states(lab.run(csv, "--retry-failed", "-o", "json")))
          .isEqualTo("uploaded=1");
      assertThat(verified(csv, "a.mp4")).isNull();
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=1");
    }
  }

  private static @Nullable String verified(Path csv, String file) {
    return Cli.bare()
        .run("ledger", "explain", csv + ".ledger.db", file, "-o", "json")
        .json()
        .text("verified");
  }
}
