package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went out counts, whatever became of its row, and the next run goes on from there. */
class FailedBytesTest {
  private static final int CHUNK = 64 << 10;
  private static final int SIZE = 5 * CHUNK + 1;

  @TempDir Path folder;

  private static FaultScript refusedFrom(int patch) {
    return FaultScript.of(
        FaultRule.on(Operation.TUS_PATCH).from(patch).then(FaultAction.status(422)));
  }

  @Test
  void theBytesOfAFailedRowAreInTheSumsAndInTheProgress() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.file(folder, "big.mp4", SIZE);
      Cli.file(folder, "small.mp4", 10);
      Path csv = lab.csv("file,title\nsmall.mp4,Small\nbig.mp4,Big\n");
      lab.sandbox.play(refusedFrom(4));
      Object[] words = {
        "import-csv",
        csv,
        "-o",
        "json",
        "--method",
        "tus",
        "--chunk-size",
        "64K",
        "--parallel",
        1,
        "--progress",
        "json",
        "--retry-failed"
      };
      Cli.Run first = lab.cli().run(words);
      JsonObject sums = ImportLab.sums(first);
      assertThat(ImportLab.states(first)).isEqualTo("uploaded=1 failed=1");
      assertThat(sums.number("bytes_sent")).isEqualTo(3 * CHUNK + 10);
      JsonObject last = lastProgress(first);
      assertThat(last.number("bytes_sent")).isEqualTo(sums.number("bytes_sent"));
      assertThat(last.number("bytes_acknowledged")).isEqualTo(2 * CHUNK + 10);
      assertThat(last.number("bytes_total")).isEqualTo(2 * CHUNK + 10);
      assertThat(last.number("retries")).isEqualTo(sums.number("retries"));

      lab.sandbox.play(FaultScript.of());
      JsonObject second = ImportLab.sums(lab.cli().run(words));
      assertThat(second.number("bytes_resumed")).isEqualTo(2 * CHUNK);
      assertThat(second.number("bytes_sent")).isEqualTo(SIZE - 2 * CHUNK);
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  private static JsonObject lastProgress(Cli.Run run) {
    String line =
        run.err()
            .lines()
            .filter(text -> text.startsWith("{\"type\":\"progress\""))
            .reduce((a, b) -> b)
            .orElseThrow();
    return Objects.requireNonNull(Json.parseObject(line));
  }

  @Test
  void theResultOfAFailedFileTellsThem() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path big = Cli.file(folder, "big.mp4", SIZE);
      Path other = Cli.file(folder, "other.mp4", 10);
      lab.sandbox.play(refusedFrom(3));
      Cli.Run run =
          ImportLab.command(
              lab.cli(),
              "upload",
              "file",
              big,
              other,
              "--parallel",
              1,
              "--method",
              "tus",
              "--chunk-size",
              "64K",
              "--ledger",
              lab.path("u.db"),
              "-o",
              "jsonl");
      assertThat(run.objects().get(0).fields())
          .containsEntry("state", "failed")
          .containsEntry("bytes_sent", 3 * CHUNK);
    }
  }

  /** The repeats of calls that carry no file are repeats, too. */
  @Test
  void progressCountsTheRepeatsOfAllCalls() {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).first(3).then(FaultAction.status(429)))) {
      Cli.Run run =
          lab.cli()
              .run(
                  "import-csv",
                  lab.csv(ImportLab.rows(1)),
                  "-o",
                  "json",
                  "--progress",
                  "json",
                  "--max-retry-wait",
                  "10ms");
      assertThat(lastProgress(run).number("retries")).isEqualTo(3);
      assertThat(ImportLab.sums(run).number("retries")).isEqualTo(3);
    }
  }
}
