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
import io.kinescope.uploader.source.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several machines, and their examples, as plain processes: four shards at once, one of them killed
 * more than once; runs with and without shards that meet at one file.
 */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ShardsIT {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
  private static final int ROWS = 32;
  private static final int SHARDS = 4;
  private static final int KILLED = 137;
  private static final int KILLS = 3;
  private static final int USAGE = 2;

  @TempDir Path work;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final List<Launcher.Running> started = new ArrayList<>();
  private Launcher launcher;
  private Path ledger;

  @BeforeEach
  void makeTheList() throws IOException {
    StringBuilder rows = new StringBuilder("url,title\n");
    titles().forEach(t -> rows.append("https://example.com/" + t + ".mp4," + t + "\n"));
    Path list = Files.writeString(work.resolve("videos.csv"), rows);
    ledger = work.resolve("videos.csv.ledger.db");
    Launcher packaged = Launcher.packaged(work);
    launcher =
        packaged
            .with("PATH", packaged.script().getParent() + ":" + System.getenv("PATH"))
            .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", sandbox.token())
            .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId())
            .with("KINESCOPE_RATE", "12/s")
            .with("KINESCOPE_LIST", list.toString());
  }

  @AfterEach
  void endAll() {
    started.forEach(running -> running.process().destroyForcibly());
    sandbox.close();
  }

  private static List<String> titles() {
    return IntStream.rangeClosed(1, ROWS).mapToObj(i -> "title" + i).toList();
  }

  private List<String> titlesOf(int number) {
    String into = "|" + sandbox.defaultParentId();
    return titles().stream()
        .filter(t -> new Shard(number, SHARDS).owns("url:https://example.com/" + t + ".mp4" + into))
        .toList();
  }

  /** A task of the Slurm array, numbered as Slurm does. */
  private Launcher.Running task(int number) {
    Launcher.Running task =
        launcher
            .with("SLURM_ARRAY_TASK_ID", Integer.toString(number))
            .with("SLURM_ARRAY_TASK_COUNT", Integer.toString(SHARDS))
            .with("SLURM_ARRAY_TASK_MIN", "1")
            .with("SLURM_ARRAY_TASK_MAX", Integer.toString(SHARDS))
            .start(List.of("/bin/sh", EXAMPLES.resolve("slurm-array.sh").toString()));
    started.add(task);
    return task;
  }

  private Path ledgerOf(int number) {
    return work.resolve("videos.csv.shard-" + number + "-of-" + SHARDS + ".ledger.db");
  }

  /** How many videos the service has of a shard's rows. */
  private long made(List<String> own) {
    return sandbox.state().videos().stream()
        .map(EmulatorVideo::title)
        .filter(own::contains)
        .count();
  }

  @Test
  void ofFourTasksOneIsKilledAndRepeatedAgainAndAgainAndTheUnionIsWhole() throws Exception {
    List<Launcher.Running> tasks = IntStream.rangeClosed(1, SHARDS).mapToObj(this::task).toList();
    int victim =
        IntStream.rangeClosed(1, SHARDS)
            .boxed()
            .max(Comparator.comparing(number -> titlesOf(number).size()))
            .orElseThrow();
    List<String> own = titlesOf(victim); // more than it is allowed in a second
    Launcher.Running killed = tasks.get(victim - 1);
    for (int kill = 1; kill <= KILLS; kill++) {
      while (made(own) < 2L * kill - 1) {
        assertThat(killed.process().isAlive() || made(own) == own.size()).isTrue();
        TimeUnit.MILLISECONDS.sleep(2);
      }
      killed.process().destroyForcibly();
      assertThat(killed.end().exit()).isEqualTo(KILLED);
      killed = task(victim);
    }
    for (int number = 1; number <= SHARDS; number++) {
      Launcher.Run run = (number == victim ? killed : tasks.get(number - 1)).end();
      assertThat(run.exit()).as(run.err()).isZero();
    }

    List<String> merge = new ArrayList<>(List.of("ledger", "merge", ledger.toString()));
    IntStream.rangeClosed(1, SHARDS).forEach(n -> merge.add(ledgerOf(n).toString()));
    Launcher.Run merged = launcher.run(merge.toArray(String[]::new));
    assertThat(merged.exit()).as(merged.err()).isZero();
    Launcher.Run exported =
        launcher.run("ledger", "export", ledger.toString(), "-o", "jsonl", "--progress", "none");

    assertThat(sandbox.state().videos().stream().map(EmulatorVideo::title))
        .containsExactlyInAnyOrderElementsOf(titles());
    assertThat(exported.out().lines().filter(line -> line.contains("\"video_id\":\"")))
        .hasSize(ROWS);
  }

  /**
   * A run without shards has begun when nobody knew of the second file. When its turn comes, a
   * shard has uploaded it: that is seen after the claim, and no second video is made.
   */
  @Test
  void whatAShardUploadedMeanwhileIsSeenAfterTheClaim() throws Exception {
    CountDownLatch shardHasEnded = new CountDownLatch(1);
    CountDownLatch firstIsSent = new CountDownLatch(1);
    holdFirst(firstIsSent, shardHasEnded);
    String first = Files.writeString(work.resolve("first.mp4"), "first").toString();
    String second = Files.writeString(work.resolve("second.mp4"), "second").toString();

    Launcher.Running whole = upload("--parallel", "1", first, second);
    await(firstIsSent);
    Launcher.Run shard = upload(second, "--shard", "1/1").end();
    shardHasEnded.countDown();
    Launcher.Run refused = whole.end();

    assertThat(shard.exit()).as(shard.err()).isZero();
    assertThat(refused.exit()).as(refused.err()).isEqualTo(USAGE);
    assertThat(refused.err()).contains("knows more of " + second, "use --shard I/1 as before");
    assertThat(sandbox.state().videos().stream().map(EmulatorVideo::title))
        .containsExactlyInAnyOrder("first", "second");
  }

  /** A shard waits for a run without shards that has the same file, and takes over what it did. */
  @Test
  void aShardWaitsForTheSameFileAndSkipsIt() throws Exception {
    CountDownLatch shardWaits = new CountDownLatch(1);
    CountDownLatch isSent = new CountDownLatch(1);
    holdFirst(isSent, shardWaits);
    String file = Files.writeString(work.resolve("file.mp4"), "file").toString();

    Launcher.Running whole = upload(file);
    await(isSent);
    Launcher.Running shard = upload(file, "--shard", "1/1");
    while (!Files.readString(shard.err()).contains("waiting for another process")) {
      assertThat(shard.process().isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    shardWaits.countDown();

    assertThat(whole.end().exit()).isZero();
    Launcher.Run skipped = shard.end();
    assertThat(skipped.exit()).as(skipped.err()).isZero();
    assertThat(skipped.out()).contains("\"state\" : \"skipped\"");
    assertThat(sandbox.state().videos()).hasSize(1);
  }

  /** The service holds the first file that comes, and says so. */
  private void holdFirst(CountDownLatch isSent, CountDownLatch until) {
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.SINGLE)
                .nth(1)
                .then(
                    Visits.before(
                        () -> {
                          isSent.countDown();
                          await(until);
                        },
                        FaultAction.delay(Duration.ZERO)))));
  }

  private Launcher.Running upload(String... words) {
    List<String> line = new ArrayList<>(List.of(launcher.script().toString(), "upload", "file"));
    line.addAll(List.of("--progress", "none", "-o", "json"));
    line.addAll(List.of(words));
    Launcher.Running running = launcher.start(line);
    started.add(running);
    return running;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What stands in the examples is what was run. */
  @Test
  void theMatrixAndTheIndexedJobRun() throws IOException {
    Path folder = Launcher.copy(EXAMPLES, work.resolve("examples"));
    assertThat(folder).isDirectory();
    for (int number = 1; number <= SHARDS; number++) {
      Launcher.Run run =
          launcher
              .with("KINESCOPE_SHARD", number + "/4")
              .runLine(shell(runLine("github-matrix.yml", 0)));
      assertThat(run.exit()).as(run.err()).isZero();
    }
    Launcher.Run results =
        launcher.runLine(
            shell(
                "cd examples; "
                    + runLine("github-matrix.yml", 1)
                    + "; "
                    + runLine("github-matrix.yml", 2)));
    assertThat(results.exit()).as(results.err()).isZero();
    assertThat(Files.readAllLines(folder.resolve("results.csv"))).hasSize(1 + 5);
    assertThat(sandbox.state().videos()).hasSize(5);

    for (String place : List.of("list", "state", "work")) {
      Files.createDirectories(work.resolve(place));
    }
    Files.copy(work.resolve("videos.csv"), work.resolve("list/videos.csv"));
    String mine = "videos.csv.shard-4-of-4.ledger.db";
    Files.writeString(work.resolve("state/" + mine + ".new"), "what a lost pod has left");
    Launcher.Run pod =
        launcher
            .with("JOB_COMPLETION_INDEX", "3")
            .runLine(shell(pod().replaceAll("/(list|state|work)/", work + "/$1/")));
    assertThat(pod.exit()).as(pod.err()).isZero();
    try (Stream<Path> kept = Files.list(work.resolve("state"))) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .contains(mine, "videos.csv.shard-4-of-4.results.csv")
          .doesNotContain(mine + ".new");
    }
  }

  private static List<String> shell(String text) {
    return List.of("/bin/sh", "-ec", text);
  }

  private static String runLine(String example, int number) throws IOException {
    return Files.readAllLines(EXAMPLES.resolve(example)).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("run: kinescope "))
        .skip(number)
        .map(line -> line.substring("run: ".length()))
        .findFirst()
        .orElseThrow();
  }

  /** The script of the pod: the lines that are deepest. */
  private static String pod() throws IOException {
    String indent = " ".repeat(14);
    return String.join(
        "\n",
        Files.readAllLines(EXAMPLES.resolve("kubernetes-job.yaml")).stream()
            .filter(line -> line.startsWith(indent) && !line.startsWith(indent + "value"))
            .map(String::strip)
            .toList());
  }
}
