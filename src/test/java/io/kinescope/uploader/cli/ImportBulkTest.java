package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorState;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ImportBulkTest {
  @TempDir private Path folder;

  @Test
  void fiveHundredRowsWithoutALimitBecomeFiveHundredVideos() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(500));
      Cli.Run run = lab.run(csv, "--rate", "none", "--parallel", 16, "-o", "json");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=500");
      assertThat(lab.titles())
          .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, 500));
      assertThat(lab.sandbox.state().count(Operation.URL)).isEqualTo(500);
    }
  }

  @Test
  void aRunThatWentHalfWayIsGoneOnWithAndADoneOneAsksForNothing() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ImportLab.rows(250) + "ftp://example.com/a.mp4,Not for us\n");
      lab.run(csv, "--rate", "none", "--limit", 120);
      Cli.Run second = lab.run(csv, "--rate", "none", "-o", "json");
      assertThat(ImportLab.states(second)).isEqualTo("uploaded=130 skipped=120 invalid=1");
      long requests = lab.sandbox.state().totalRequests();

      Cli.Run third = lab.run(csv, "--no-follow-up", "-o", "json");
      assertThat(ImportLab.states(third)).isEqualTo("skipped=250 invalid=1");
      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
      assertThat(lab.titles())
          .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, 250));
    }
  }

  @Test
  void sixtyRowsAtTheDefaultRateStayWithinTheLimits() {
    try (ImportLab lab =
        ImportLab.in(folder, EmulatorSettings.defaults().processingTime(Duration.ZERO))) {
      Cli cli = lab.cli().without("KINESCOPE_RATE");
      Cli.Run run = ImportLab.run(cli, lab.csv(ImportLab.rows(60)), "--parallel", 16, "-o", "json");
      assertThat(run.exit()).as(run.err()).isZero();
      EmulatorState state = lab.sandbox.state();
      assertThat(state.maxRequestsInOneSecond()).isBetween(2, 10);
      assertThat(state.tooManyRequests()).isZero();
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=60");
      assertThat(ImportLab.number(ImportLab.sums(run), "api_calls"))
          .isEqualTo(61); // and the parent
      assertThat(lab.titles())
          .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, 60));
    }
  }

  @Test
  void aServiceThatAnswers429StillGetsEachRowOnce() {
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().rate(8, 0))) {
      // The command's own pace is off, so only Retry-After slows it.
      Cli.Run run =
          lab.cli()
              .run(
                  "import-csv",
                  lab.csv(ImportLab.rows(20)),
                  "--rate",
                  "none",
                  "--parallel",
                  12,
                  "--retries",
                  50,
                  "-o",
                  "json");
      assertThat(run.exit()).as(run.err()).isZero();
      EmulatorState state = lab.sandbox.state();
      assertThat(state.tooManyRequests()).isPositive();
      assertThat(lab.titles())
          .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, 20));
      JsonObject sums = ImportLab.sums(run);
      assertThat(ImportLab.number(sums, "retries")).isEqualTo(state.tooManyRequests());
      assertThat(ImportLab.number(sums, "api_calls")).isEqualTo(21 + state.tooManyRequests());
    }
  }

  /** More than are held at once: the rest is read again, and the time limit ends all of them. */
  @Test
  void rowsThatWaitBeyondTheBoundAreNotLost() {
    int rows = 10_100;
    EmulatorSettings slow = ImportLab.quick().processingTime(Duration.ofHours(1));
    try (ImportLab lab = ImportLab.in(folder, slow)) {
      Path csv = lab.csv(ImportLab.rows(rows));
      Cli.Run run =
          lab.run(
              csv,
              "--rate",
              "none",
              "--parallel",
              32,
              "-o",
              "json",
              "--wait",
              "--wait-timeout",
              "1s");
      assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.WAIT_TIMEOUT.code());
      assertThat(run.err()).contains(rows + " videos were not ready in time");
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=" + rows);
      assertThat(lab.path("videos.csv.results.csv"))
          .content()
          .hasLineCount(rows + 1)
          .contains("Title 1,uploaded,", "Title " + rows + ",uploaded,");
    }
  }

  /** Faults are remembered from the first pass up to a bound, and looked for again beyond it. */
  @ParameterizedTest
  @ValueSource(ints = {3, 1_000, 1_001})
  void rowsThatWereFoundInvalidStayInvalidInEveryRun(int faults) {
    String csv =
        ImportLab.rows(2)
            + "https://example.com/1.mp4,Twice\n"
            + "ftp://e.com/a,t\n".repeat(faults);
    try (ImportLab lab = ImportLab.in(folder)) {
      String invalid = " invalid=" + (faults + 1);
      Cli.Run first = lab.run(lab.csv(csv), "-o", "json");
      assertThat(ImportLab.states(first)).isEqualTo("uploaded=2" + invalid);
      Cli.Run again = lab.run(lab.path("videos.csv"), "-o", "json");
      assertThat(ImportLab.states(again)).isEqualTo("skipped=2" + invalid);
      assertThat(lab.path("videos.csv.results.csv"))
          .content()
          .contains("https://example.com/1.mp4,Twice,invalid,")
          .contains("already at line 2");
      assertThat(lab.titles()).containsExactlyInAnyOrder("Title 1", "Title 2");
    }
  }
}
