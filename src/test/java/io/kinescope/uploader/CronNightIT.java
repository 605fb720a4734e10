package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.report.RunMetrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of the line in {@code examples/crontab}, run as cron runs it: exit codes, mails and
 * metrics are those that {@code kinescope help cron} and {@code help reports} promise.
 */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class CronNightIT {
  private static final String SCHEDULE = "30 2 * * * ";
  private static final Pattern SAMPLE =
      Pattern.compile("(kinescope_run_\\w+)\\{.*?(?:state=\"(\\w+)\")?\\} (\\S+)");
  private static final FaultAction EXPIRED =
      FaultAction.answer(
          401, Map.of(), "{\"error\":{\"code\":100102,\"message\":\"unauthorized\"}}");

  @TempDir private Path work;
  private Emulator service;
  private Launcher launcher;
  private Path list;
  private Path metrics;
  private Path token;
  private String line;

  /** What cron would see of a run: its status, and what it printed, which is the mail. */
  private record Night(int exit, String mail, Map<String, Double> metrics) {
    double metric(Metric name) {
      return metrics.getOrDefault(name.id(), Double.NaN);
    }

    double success() {
      return metric(Metric.LAST_SUCCESS_TIMESTAMP_SECONDS);
    }

    private long count(String state) {
      return metrics.getOrDefault(state, 0.0).longValue();
    }

    String states() {
      return Stream.of("uploaded", "adopted", "skipped", "failed", "invalid", "deferred")
          .filter(state -> count(state) > 0)
          .map(state -> state + "=" + count(state))
          .collect(Collectors.joining(" "));
    }
  }

  @BeforeEach
  void installTheCrontab() throws IOException {
    service = Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
    list = work.resolve("videos.csv");
    metrics = work.resolve("kinescope.prom");
    token = Files.writeString(work.resolve("token"), service.token() + "\n");
    Path settings = Files.createDirectories(work.resolve(".config/kinescope"));
    Files.writeString(
        settings.resolve("config.properties"), "max-retry-wait=1ms\nrate=none\nparallel=1\n");
    launcher =
        Launcher.packaged(work)
            .with("PATH", "/usr/bin:/bin") // cron's
            .with("KINESCOPE_API_URL", service.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", service.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN_FILE", token.toString())
            .with("KINESCOPE_PARENT_ID", service.defaultParentId());
    line =
        Files.readAllLines(Path.of("examples/crontab")).stream()
            .filter(one -> one.startsWith(SCHEDULE))
            .findFirst()
            .orElseThrow()
            .substring(SCHEDULE.length())
            .replace("/opt/kinescope/bin/kinescope", launcher.script().toString())
            .replace("/srv/videos/videos.csv", list.toString())
            .replace("/var/lib/prometheus/node-exporter/kinescope.prom", metrics.toString());
    assertThat(line).contains("--quiet").doesNotContain("/opt", "/srv", "/var/lib");
    assertThat(line).as("cron makes a new line of it").doesNotContain("%");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder("url,title\n");
    for (int i = 1; i <= count; i++) {
      rows.append("https://example.com/").append(i).append(".mp4,Title ").append(i).append('\n');
    }
    return rows.toString();
  }

  private Night night(String rows, FaultRule... faults) throws IOException {
    service.play(FaultScript.of(faults));
    Files.writeString(list, rows);
    return night();
  }

  private Night night() throws IOException {
    Launcher.Run run = launcher.runLine(List.of("/bin/sh", "-c", line));
    assertThat(run.err()).isEmpty();
    Night night = new Night(run.exit(), run.out(), readMetrics());
    assertThat(night.metric(Metric.EXIT_CODE)).isEqualTo(run.exit());
    assertThat(night.metric(Metric.END_TIMESTAMP_SECONDS))
        .isGreaterThan(night.metric(Metric.BEGIN_TIMESTAMP_SECONDS));
    return night;
  }

  private Map<String, Double> readMetrics() throws IOException {
    Map<String, Double> found = new TreeMap<>();
    for (String sampled : Files.readAllLines(metrics)) {
      Matcher sample = SAMPLE.matcher(sampled);
      if (sample.matches()) {
        Double value = Double.valueOf(sample.group(3));
        found.put(sample.group(1), value);
        if (sample.group(2) != null) {
          found.put(sample.group(2), value);
        }
      }
    }
    return found;
  }

  private List<String> titles() {
    return service.state().videos().stream().map(EmulatorVideo::title).toList();
  }

  @Test
  void fiveNightsEndAndMailAndCountAsPromised() throws IOException {
    Night first = night(rows(3));
    assertThat(first.exit()).isZero();
    assertThat(first.mail()).isEmpty();
    assertThat(first.states()).isEqualTo("uploaded=3");
    assertThat(first.success()).isEqualTo(first.metric(Metric.END_TIMESTAMP_SECONDS));
    assertThat(first.metric(Metric.API_CALLS)).isPositive();
    Set<String> promised = new TreeSet<>(Arrays.stream(Metric.values()).map(Metric::id).toList());
    assertThat(first.metrics().keySet()).containsAll(promised);

    // The list has grown, and after two of the new rows there is an outage.
    Night outage =
        night(rows(8), FaultRule.on(Operation.URL).from(3).then(FaultAction.status(503)));
    assertThat(outage.exit()).isEqualTo(5);
    assertThat(outage.mail()).isEmpty();
    assertThat(outage.states()).isEqualTo("uploaded=2 skipped=3 failed=3");
    assertThat(outage.success()).isEqualTo(first.success());
    assertThat(outage.metric(Metric.RETRIES)).isPositive();

    // It has grown again, and the token expires while the run is under way.
    Night expired = night(rows(20), FaultRule.on(Operation.URL).from(2).then(EXPIRED));
    assertThat(expired.exit()).isEqualTo(4);
    assertThat(expired.mail().lines().toList())
        .satisfiesExactly(
            row ->
                assertThat(row)
                    .matches(
                        "error: .*videos\\.csv, line 8: could not create the video from the URL:"
                            + " unauthorized \\(HTTP 401, code 100102\\) \\[X-Request-ID: \\S+];"
                            + " check the token and its rights with 'kinescope check'"),
            stop ->
                assertThat(stop)
                    .isEqualTo(
                        "error: stopped: Kinescope refused the token, or the token lacks the right;"
                            + " 13 items were not tried; fix this, then run the same command again"),
            last -> assertThat(last).isEqualTo("kinescope import-csv ended with code 4"));
    assertThat(expired.states()).isEqualTo("uploaded=1 skipped=5 failed=1 deferred=13");
    assertThat(expired.success()).isEqualTo(first.success());

    // A good token, and the list has grown; the title of a row that is done was changed, which
    // makes no second video, and so was that of one that failed.
    String edited =
        rows(22).replace("Title 2\n", "Second title\n").replace("Title 7\n", "Seventh title\n");
    Night good = night(edited);
    assertThat(good.exit()).isZero();
    assertThat(good.mail()).isEmpty();
    assertThat(good.states()).isEqualTo("uploaded=16 skipped=6");
    assertThat(good.success())
        .isEqualTo(good.metric(Metric.END_TIMESTAMP_SECONDS))
        .isGreaterThan(first.success());

    // A new row that can't be sent; the good one behind it is.
    Night invalid =
        night(
            edited
                + "https://example.com/23.mp4,"
                + "x".repeat(141)
                + "\nhttps://example.com/24.mp4,Title 24\n");
    assertThat(invalid.exit()).isEqualTo(3);
    assertThat(invalid.mail())
        .isEqualTo(
            "error: "
                + list
                + ", line 24: title is longer than 140 characters (141)\n"
                + "kinescope import-csv ended with code 3\n");
    assertThat(invalid.states()).isEqualTo("uploaded=1 skipped=22 invalid=1");
    assertThat(invalid.success()).isEqualTo(good.success());

    assertThat(titles())
        .hasSize(23)
        .doesNotHaveDuplicates()
        .contains("Title 2", "Seventh title", "Title 22", "Title 24");
  }

  /** As the help says: until somebody acts, it is in every mail. */
  @Test
  void aRefusedRowIsMailedEveryNight() throws IOException {
    Night refused =
        night(rows(2), FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(400)));
    Night again = night(rows(2));

    for (Night night : List.of(refused, again)) {
      assertThat(night.exit()).isEqualTo(3);
      assertThat(night.mail().lines())
          .hasSize(2)
          .last()
          .isEqualTo("kinescope import-csv ended with code 3");
      assertThat(night.mail()).startsWith("error: " + list + ", line 2: ");
    }
    assertThat(again.states()).isEqualTo("skipped=1 failed=1");
  }

  @Test
  void aNightInWhichTheLastRunIsStillAtWorkIsNoNews() throws IOException {
    Files.writeString(list, rows(1));
    Path ledger = work.resolve("videos.csv.ledger.db");
    try (LedgerLock other = LedgerLock.take(ledger, Duration.ZERO, Clock.systemUTC(), wait -> {})) {
      assertThat(other).isNotNull();
      Night night = night();

      assertThat(night.exit()).isEqualTo(8);
      assertThat(night.mail()).isEmpty();
    }
    assertThat(service.state().videos()).isEmpty();
  }

  @Test
  void aRunThatCannotBeginIsMailedAndHasMetrics() throws IOException {
    Night good = night(rows(1));
    Files.delete(token);

    Night night = night(rows(2));

    assertThat(night.exit()).isEqualTo(4);
    assertThat(night.mail())
        .isEqualTo(
            "error: could not read the token file "
                + token
                + ": no such file or folder; check the path and its permissions\n"
                + "kinescope import-csv ended with code 4\n");
    assertThat(night.states()).isEmpty();
    assertThat(night.success()).isEqualTo(good.success());
  }
}
