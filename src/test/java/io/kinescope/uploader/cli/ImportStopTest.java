package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop request: what is under way is finished, the rest waits for the next run. */
@Tag("slow")
class ImportStopTest {
  private static final int ROWS = 200;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "20/s"})
  void theRestIsDeferredAndEverythingIsWrittenDown(String rate) throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli cli = lab.cli();
      FirstLine out = new FirstLine(() -> cli.stop().request(130));
      StringWriter err = new StringWriter();
      int exit =
          cli.run(
              new PrintWriter(out),
              new PrintWriter(err),
              "import-csv",
              lab.csv(ImportLab.rows(ROWS)),
              "--parallel",
              8,
              "--rate",
              rate,
              "-o",
              "jsonl");
      assertThat(exit).isEqualTo(130);
      assertThat(err.toString()).contains("Stopping: finishing or saving current uploads");
      JsonObject sums = ImportLab.sums(new Cli.Run(exit, out.toString(), err.toString()));
      assertEachRowHasOneEnd(lab, sums);
      assertThat(ImportLab.number(sums, "failed")).isZero();
      assertThat(ImportLab.number(sums, "deferred")).isGreaterThan(ROWS - 20);
    }
  }

  /** The file is whole on the service when the stop comes: the look at its links fails, no more. */
  @Test
  void aFileThatArrivedIsDoneThoughItsLinksWereNotSeen() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.file(folder, "a.mp4", 5000);
      Cli cli = lab.cli();
      lab.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.VIDEO_GET).then(FaultAction.status(503))));
      Path csv = lab.csv("file,title,subtitle\na.mp4,A,by link\n");
      // The first look fails; the stop request comes in the wait for the second.
      Thread stopper = new Thread(() -> stopAtTheFirst(Operation.VIDEO_GET, lab, cli));
      stopper.start();
      Cli.Run run = cli.run("import-csv", csv, "-o", "json", "--max-retry-wait", "1h");
      assertThat(run.exit()).isEqualTo(130);
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1");
    }
  }

  @Test
  void aFileThatIsSavedHalfWayIsDeferredAndNamesItsVideo() throws IOException {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503)))) {
      Cli.file(folder, "a.mp4", 5000);
      Cli cli = lab.cli();
      Thread stopper = new Thread(() -> stopAtTheFirst(Operation.LINK_POST, lab, cli));
      stopper.start();
      Path csv = lab.csv("file,title,subtitle\na.mp4,A,by link\n");
      Cli.Run run = cli.run("import-csv", csv, "-o", "json", "--max-retry-wait", "1h");
      assertThat(run.exit()).isEqualTo(130);
      String id = lab.sandbox.state().videos().get(0).id();
      assertThat(ImportLab.states(run)).isEqualTo("deferred=1");
      assertThat(run.err())
          .contains("(video " + id + ")", "run again to resume")
          .contains(
              "stopped: 1 upload saved unfinished, 0 items not started; run the same command again to continue")
          .doesNotContain("error");
      assertThat(Files.readString(lab.path("videos.csv.results.csv")))
          .contains(",deferred," + id + ",");
      assertThat(lab.path("videos.csv.failed.csv")).doesNotExist();

      lab.sandbox.play(FaultScript.of());
      Cli again = Cli.at(lab.sandbox);
      assertThat(ImportLab.states(ImportLab.run(again, csv, "-o", "json"))).isEqualTo("uploaded=1");
      assertThat(lab.sandbox.state().videos()).hasSize(1);
    }
  }

  private static void stopAtTheFirst(Operation operation, ImportLab lab, Cli cli) {
    while (lab.sandbox.state().count(operation) == 0) {
      Thread.onSpinWait();
    }
    cli.stop().request(130);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are POSIX")
  void aSignalEndsTheProcessWithItsCode(String signal, int code) throws Exception {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.onAny().then(FaultAction.delay(Duration.ofMillis(100))))) {
      Process process = start(lab, lab.csv(ImportLab.rows(ROWS)));
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        List<String> lines = new ArrayList<>();
        lines.add(out.readLine());
        kill(signal, process);
        out.lines().forEach(lines::add);
        assertThat(process.waitFor()).isEqualTo(code);
        JsonObject sums = Objects.requireNonNull(Json.parseObject(lines.get(lines.size() - 1)));
        assertThat(sums.number("exit_code")).isEqualTo(code);
        assertThat(lines).hasSize(ROWS + 1);
        assertEachRowHasOneEnd(lab, sums);
        assertThat(ImportLab.number(sums, "deferred")).isPositive();
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are POSIX")
  void aServiceThatNeverAnswersHoldsTheStopForLessThanTenSeconds() throws Exception {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).from(2).then(FaultAction.neverAnswer()))) {
      Process process = start(lab, lab.csv(ImportLab.rows(ROWS)));
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        List<String> lines = new ArrayList<>();
        lines.add(out.readLine());
        long start = System.nanoTime();
        kill("TERM", process);
        out.lines().forEach(lines::add);
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        JsonObject sums = Objects.requireNonNull(Json.parseObject(lines.get(lines.size() - 1)));
        assertEachRowHasOneEnd(lab, sums);
        // Whether they were made is not known, and that is said.
        assertThat(lines).anyMatch(line -> line.contains("\"kind\":\"unknown-outcome\""));
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are POSIX")
  void theSecondSignalEndsItAtOnce() throws Exception {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).from(2).then(FaultAction.neverAnswer()))) {
      Process process = start(lab, lab.csv(ImportLab.rows(ROWS)));
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
          BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
        out.readLine();
        long start = System.nanoTime();
        kill("TERM", process);
        assertThat(err.readLine()).startsWith("Stopping");
        kill("TERM", process);
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      }
    }
  }

  /** The results name each video that is there, each row once, and the sums agree with them. */
  private void assertEachRowHasOneEnd(ImportLab lab, JsonObject sums) throws IOException {
    List<String> results = Files.readAllLines(lab.path("videos.csv.results.csv"));
    assertThat(results).hasSize(ROWS + 1);
    assertThat(ImportLab.number(sums, "rows")).isEqualTo(ROWS);
    assertThat(results.stream().filter(line -> line.contains(",uploaded,")))
        .hasSize((int) ImportLab.number(sums, "uploaded"));
    assertThat(results.stream().filter(line -> line.contains(",deferred,")))
        .hasSize((int) ImportLab.number(sums, "deferred"));
    for (EmulatorVideo video : lab.sandbox.state().videos()) {
      assertThat(results.stream().filter(line -> line.contains("," + video.id() + ","))).hasSize(1);
    }
  }

  private Process start(ImportLab lab, Path csv) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", // JDK 25 else warns of SQLite's library
            "-cp",
            System.getProperty("java.class.path"),
            "io.kinescope.uploader.Main",
            "import-csv",
            csv.toString(),
            "--progress",
            "none",
            "-o",
            "jsonl");
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(lab.cli().environment());
    return builder.start();
  }

  private static void kill(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
