package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.source.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 * The examples of several machines, as plain processes: four shards at once, one of them killed.
 */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ShardsIT {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
  private static final int ROWS = 32;
  private static final int SHARDS = 4;
  private static final int KILLED = 137;

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

  @Test
  void ofFourTasksOneIsKilledAndRepeatedAndTheUnionIsWhole() throws Exception {
    List<Launcher.Running> tasks = IntStream.rangeClosed(1, SHARDS).mapToObj(this::task).toList();
    int victim =
        IntStream.rangeClosed(1, SHARDS)
            .boxed()
            .max(Comparator.comparing(number -> titlesOf(number).size()))
            .orElseThrow();
    List<String> own = titlesOf(victim); // more than it is allowed in a second
    while (sandbox.state().videos().stream().map(EmulatorVideo::title).noneMatch(own::contains)) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    tasks.get(victim - 1).process().destroyForcibly();
    for (int i = 0; i < SHARDS; i++) {
      Launcher.Run run = tasks.get(i).end();
      assertThat(run.exit()).as(run.err()).isEqualTo(i == victim - 1 ? KILLED : 0);
    }
    assertThat(sandbox.state().videos()).hasSizeLessThan(ROWS);

    Launcher.Run again = task(victim).end();
    assertThat(again.exit()).as(again.err()).isZero();
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
    Launcher.Run pod =
        launcher
            .with("JOB_COMPLETION_INDEX", "3")
            .runLine(shell(pod().replaceAll("/(list|state|work)/", work + "/$1/")));
    assertThat(pod.exit()).as(pod.err()).isZero();
    try (Stream<Path> kept = Files.list(work.resolve("state"))) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .contains("videos.csv.shard-4-of-4.ledger.db", "videos.csv.shard-4-of-4.results.csv");
    }
  }

  private static List<String> shell(String text) {
    return List.of("/bin/sh", "-ec", text);
  }

  private static String runLine(String example, int number) throws IOException {
    return Files.readAllLines(EXAMPLES.resolve(example)).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("run: "))
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
