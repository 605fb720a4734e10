package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One CSV, and more than one run of it at once: each row is one video all the same. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class OneRunAtATimeIT {
  private static final int STARTS = 10;
  private static final int ROWS = 8;
  private static final int HELD = 8;
  private static final Pattern HOLDER =
      Pattern.compile(
          "another run holds the ledger (\\S+): process (\\d+) of \\S+ on (\\S+), since (\\S+Z)");

  @TempDir Path work;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final List<Launcher.Running> started = new ArrayList<>();
  private Launcher launcher;
  private Path csv;

  @BeforeEach
  void makeTheRows() throws IOException {
    StringBuilder rows = new StringBuilder("url,title\n");
    titles()
        .forEach(
            title ->
                rows.append("https://example.com/")
                    .append(title)
                    .append(".mp4,")
                    .append(title)
                    .append('\n'));
    csv = Files.writeString(work.resolve("videos.csv"), rows);
    launcher =
        Launcher.packaged(work)
            .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", sandbox.token())
            .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId())
            .with("KINESCOPE_RATE", "none")
            .with("HOSTNAME", "night-shift");
  }

  @AfterEach
  void endAll() {
    for (Launcher.Running running : started) {
      running.process().destroyForcibly();
    }
    sandbox.close();
  }

  private static List<String> titles() {
    return IntStream.rangeClosed(1, ROWS).mapToObj(i -> "title" + i).toList();
  }

  private Launcher.Running start(String... options) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(launcher.script().toString(), "import-csv", csv.toString()));
    line.addAll(List.of("--progress", "none", "-o", "json"));
    line.addAll(List.of(options));
    Launcher.Running running = launcher.start(line);
    started.add(running);
    return running;
  }

  private void assertOneVideoOfEachRow() {
    assertThat(sandbox.state().videos().stream().map(EmulatorVideo::title).toList())
        .containsExactlyInAnyOrderElementsOf(titles());
  }

  /** The first create call waits for the latch. */
  private void hold(CountDownLatch latch, CountDownLatch reached) {
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.URL)
                .nth(1)
                .then(
                    Visits.before(
                        () -> {
                          reached.countDown();
                          await(latch);
                        },
                        FaultAction.delay(Duration.ZERO)))));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ofTenStartsInOneSecondOneWorksAndNineSayWhoHasTheLedger() throws Exception {
    CountDownLatch nineHaveEnded = new CountDownLatch(1);
    hold(nineHaveEnded, new CountDownLatch(1));
    Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int i = 0; i < STARTS; i++) {
      start();
    }
    assertThat(Instant.now()).isBefore(begin.plusSeconds(2));

    List<Launcher.Running> refused = new ArrayList<>(started);
    while (refused.stream().filter(run -> run.process().isAlive()).count() > 1) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    Launcher.Running winner =
        refused.stream().filter(run -> run.process().isAlive()).findFirst().orElseThrow();
    refused.remove(winner);
    nineHaveEnded.countDown();

    for (Launcher.Running running : refused) {
      Launcher.Run run = running.end();
      assertThat(run.exit()).as(run.err()).isEqualTo(HELD);
      assertThat(run.out()).isEmpty();
      Matcher holder = HOLDER.matcher(run.err());
      assertThat(holder.find()).as(run.err()).isTrue();
      assertThat(holder.group(1)).isEqualTo(csv + ".ledger.db");
      assertThat(Long.parseLong(holder.group(2))).isEqualTo(winner.process().pid());
      assertThat(holder.group(3)).isEqualTo("night-shift");
      assertThat(Instant.parse(holder.group(4))).isBetween(begin, Instant.now());
      assertThat(run.err()).contains("--lock-wait");
    }
    Launcher.Run won = winner.end();
    assertThat(won.exit()).as(won.err()).isZero();
    assertThat(won.out()).contains("\"uploaded\":" + ROWS);
    assertOneVideoOfEachRow();
    assertThat(sandbox.state().count(Operation.URL)).isEqualTo(ROWS);
  }

  @Test
  void aRunThatWaitsGoesOnWhenTheOtherIsKilledAndDoublesNothing() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    hold(never, reached);
    Launcher.Running first = start("--parallel", "1");
    await(reached);
    Launcher.Run refused = start().end();
    assertThat(refused.exit()).as(refused.err()).isEqualTo(HELD);
    Launcher.Running waiting = start("--lock-wait", "1m");
    assertThat(waiting.process().waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();

    first.process().destroyForcibly().waitFor(); // SIGKILL: nothing is cleaned up
    never.countDown(); // and its call is carried out nevertheless

    Launcher.Run run = waiting.end();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"adopted\":1", "\"uploaded\":" + (ROWS - 1));
    assertOneVideoOfEachRow();
    Launcher.Run third = start().end();
    assertThat(third.exit()).as(third.err()).isZero();
    assertThat(third.out()).contains("\"skipped\":" + ROWS, "\"api_calls\":0");
    assertOneVideoOfEachRow();
  }
}
