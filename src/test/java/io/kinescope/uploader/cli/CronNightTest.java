package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of a cron job as {@code kinescope help cron} promises them: exit codes, mails and metrics.
 * Options and the codes that are no news are those of {@code examples/crontab}.
 */
@Tag("slow")
class CronNightTest {
  private static final Pattern LINE =
      Pattern.compile(
          "kinescope import-csv /srv/videos/videos.csv (.*?) 2>&1\\).* in ([\\d|]+)\\) ;;");
  private static final Pattern SAMPLE =
      Pattern.compile("kinescope_run_(\\w+)\\{.*?(?:state=\"(\\w+)\")?\\} (\\S+)");

  @TempDir private Path folder;
  private ImportLab lab;
  private Path metrics;
  private List<String> options;
  private Set<String> noNews;

  private record Night(int exit, String mail, Map<String, Double> metrics) {
    double metric(String name) {
      return metrics.getOrDefault(name, Double.NaN);
    }

    String states() {
      return Stream.of("uploaded", "skipped", "failed", "invalid", "deferred")
          .filter(state -> metric(state) > 0)
          .map(state -> state + "=" + (long) metric(state))
          .collect(Collectors.joining(" "));
    }
  }

  @BeforeEach
  void readTheCrontab() throws IOException {
    lab = ImportLab.in(folder);
    metrics = lab.path("kinescope.prom");
    Matcher line = LINE.matcher(Files.readString(Path.of("examples/crontab")));
    assertThat(line.find()).isTrue();
    options =
        Stream.of(line.group(1).split(" "))
            .map(word -> word.endsWith(".prom") ? metrics.toString() : word)
            .toList();
    noNews = Set.of(line.group(2).split("\\|"));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Night night(String list, FaultRule... faults) throws IOException {
    lab.sandbox.play(FaultScript.of(faults));
    Path csv = lab.csv(list);
    Cli.Run run =
        lab.cli()
            .run(
                Stream.concat(
                        Stream.of("import-csv", csv, "--max-retry-wait", "1ms"), options.stream())
                    .toArray());
    boolean told = !noNews.contains(Integer.toString(run.exit()));
    assertThat(run.out()).isEmpty();
    assertThat(run.err().isEmpty()).as(run.err()).isEqualTo(run.exit() == 0);
    return new Night(run.exit(), told ? run.err() : "", readMetrics());
  }

  private Map<String, Double> readMetrics() throws IOException {
    Map<String, Double> found = new TreeMap<>();
    for (String line : Files.readAllLines(metrics)) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        String name = sample.group(2) == null ? sample.group(1) : sample.group(2);
        found.put(name, Double.valueOf(sample.group(3)));
      }
    }
    return found;
  }

  @Test
  void fiveNightsEndAndMailAndCountAsPromised() throws IOException {
    Night first = night(ImportLab.rows(3));
    assertThat(first.exit()).isZero();
    assertThat(first.mail()).isEmpty();
    assertThat(first.states()).isEqualTo("uploaded=3");
    assertThat(first.metrics()).containsEntry("exit_code", 0.0);
    double success = first.metric("last_success_timestamp_seconds");
    assertThat(success).isEqualTo(first.metric("end_timestamp_seconds"));

    // The list has grown, and after two of the new rows there is an outage.
    Night outage =
        night(ImportLab.rows(8), FaultRule.on(Operation.URL).from(3).then(FaultAction.status(503)));
    assertThat(outage.exit()).isEqualTo(5);
    assertThat(outage.mail()).isEmpty();
    assertThat(outage.states()).isEqualTo("uploaded=2 skipped=3 failed=3");
    assertThat(outage.metrics())
        .containsEntry("exit_code", 5.0)
        .containsEntry("last_success_timestamp_seconds", success)
        .hasEntrySatisfying("retries", count -> assertThat(count).isPositive());

    // The token expires while the run is under way.
    Night expired =
        night(
            ImportLab.rows(20),
            FaultRule.on(Operation.URL)
                .from(2)
                .then(
                    FaultAction.answer(
                        401,
                        Map.of(),
                        "{\"error\":{\"code\":100102,\"message\":\"unauthorized\"}}")));
    assertThat(expired.exit()).isEqualTo(4);
    assertThat(expired.mail())
        .contains("unauthorized", "error: stopped: Kinescope refused the token")
        .contains("items were not tried; fix this, then run the same command again");
    assertThat(expired.states()).startsWith("uploaded=1 skipped=5 failed=");
    assertThat(expired.metrics())
        .containsEntry("exit_code", 4.0)
        .containsEntry("last_success_timestamp_seconds", success)
        .hasEntrySatisfying("deferred", count -> assertThat(count).isPositive());

    // A good token, and the title of a row that is done was changed: no second video.
    String edited = ImportLab.rows(20).replace("Title 2\n", "Second title\n");
    Night good = night(edited);
    assertThat(good.exit()).isZero();
    assertThat(good.mail()).isEmpty();
    assertThat(good.states()).isEqualTo("uploaded=14 skipped=6");
    double later = good.metric("last_success_timestamp_seconds");
    assertThat(later).isGreaterThan(success);

    // A new row that can't be sent; the good one behind it is.
    Night invalid =
        night(
            edited
                + "https://example.com/21.mp4,"
                + "x".repeat(141)
                + "\nhttps://example.com/22.mp4,Title 22\n");
    assertThat(invalid.exit()).isEqualTo(3);
    assertThat(invalid.mail()).contains("videos.csv, line 22: title").hasLineCount(1);
    assertThat(invalid.states()).isEqualTo("uploaded=1 skipped=20 invalid=1");
    assertThat(invalid.metrics())
        .containsEntry("exit_code", 3.0)
        .containsEntry("last_success_timestamp_seconds", later);

    assertThat(lab.titles())
        .hasSize(21)
        .doesNotHaveDuplicates()
        .contains("Title 2", "Title 20", "Title 22");
  }

  /** As the help says: until somebody acts, it is in every mail. */
  @Test
  void aRefusedRowIsMailedEveryNight() throws IOException {
    Night refused =
        night(ImportLab.rows(2), FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(400)));
    Night again = night(ImportLab.rows(2));

    for (Night night : List.of(refused, again)) {
      assertThat(night.exit()).isEqualTo(3);
      assertThat(night.mail()).contains("videos.csv, line ").hasLineCount(1);
    }
    assertThat(again.states()).isEqualTo("skipped=1 failed=1");
  }

  @Test
  void aRunThatCannotBeginHasMetricsToo() throws IOException {
    Cli.Run run =
        lab.cli()
            .without("KINESCOPE_API_TOKEN")
            .run(
                Stream.concat(Stream.of("import-csv", lab.csv(ImportLab.rows(1))), options.stream())
                    .toArray());

    assertThat(run.exit()).isEqualTo(4);
    assertThat(readMetrics())
        .containsEntry("exit_code", 4.0)
        .doesNotContainKeys("uploaded", "last_success_timestamp_seconds");
  }
}
