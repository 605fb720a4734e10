package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for Kinescope sees for what, and since when. */
@Tag("slow")
class WaitShownTest {
  @TempDir Path folder;

  private static List<JsonObject> progress(Cli.Run run) {
    return run.err()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> Objects.requireNonNull(Json.parseObject(line)))
        .toList();
  }

  @Test
  void progressTellsOfTheWait() {
    Duration processing = Duration.ofSeconds(4);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().processingTime(processing))) {
      Path csv = lab.csv(ImportLab.rows(3));
      Cli.Run run = lab.cli().run("import-csv", csv, "--wait", "--progress", "json");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(progress(run))
          .anySatisfy(
              line -> {
                assertThat(line.number("waiting")).isEqualTo(3);
                assertThat(line.number("waiting_seconds")).isPositive();
                assertThat(line.fields()).containsEntry("seconds_left", null);
              })
          .last()
          .satisfies(line -> assertThat(line.number("waiting")).isZero());
      assertThat(run.err()).doesNotContain("fetching");
      assertThat(run.out()).containsPattern("(?m)^not ready +0$");

      lab.cli().run("upload", "url", "https://e.com/late.mp4", "--ledger", lab.path("u.db"));
      String late = lab.sandbox.state().titled("late").get(0).id();
      Cli.Run waited = lab.cli().run("videos", "wait", late, "--progress", "json");
      assertThat(waited.exit()).isZero();
      assertThat(progress(waited))
          .anySatisfy(line -> assertThat(line.number("waiting")).isEqualTo(1));
    }
  }
}
