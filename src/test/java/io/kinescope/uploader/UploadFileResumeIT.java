package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One large file, and all that may happen between and within the runs of one command. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class UploadFileResumeIT {
  private static final int CHUNK = 64 * 1024;
  private static final int SIZE = 96 * CHUNK;
  private static final long SEED = 20_260_401;
  private static final int KILLS = 20;

  /** A start takes about half of it, so that kills by the clock hit before, in and after it. */
  private static final int LONGEST_LIFE_MILLIS = 1500;

  private static final String REPEAT_WARNING =
      "running the same command again makes a second video";

  private static final int FARTHEST_STEP = 400_000;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  @TempDir Path work;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final Random random = new Random(SEED);
  private Launcher launcher;
  private Path file;

  @BeforeEach
  void makeTheFile() throws IOException {
    byte[] content = new byte[SIZE];
    random.nextBytes(content);
    file = Files.write(work.resolve("lecture.mp4"), content);
    launcher =
        Launcher.packaged(work)
            .with("KINESCOPE_API_URL", sandbox.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", sandbox.token())
            .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId())
            .with("KINESCOPE_RATE", "none");
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** The command; slow enough that a kill finds it at work. */
  private List<String> slowly(String... more) {
    return command("--bandwidth", "2M", more);
  }

  private List<String> command(String option, String value, String... more) {
    List<String> line = new ArrayList<>();
    line.add(launcher.script().toString());
    line.addAll(List.of("upload", "file", file.toString(), "--method", "tus", "-o", "json"));
    line.addAll(
        List.of("--chunk-size", Integer.toString(CHUNK), "--progress", "none", option, value));
    line.addAll(List.of(more));
    return line;
  }

  private Launcher.Run run(String... more) {
    return launcher.runLine(command("--retries", "3", more));
  }

  private long received() {
    return sandbox.state().videos().stream().mapToLong(EmulatorVideo::bytesReceived).sum();
  }

  private EmulatorVideo onlyVideo() {
    assertThat(sandbox.state().videos()).hasSize(1);
    return sandbox.state().videos().get(0);
  }

  /** Waits for the moment; fails if the run ends before. */
  private static void await(Launcher.Running running, BooleanSupplier moment) throws Exception {
    while (!moment.getAsBoolean()) {
      assertThat(running.process().waitFor(5, TimeUnit.MILLISECONDS))
          .as(() -> "the run ended early: " + running.end())
          .isFalse();
    }
  }

  private static void kill(Launcher.Running running) {
    running.process().destroyForcibly();
    assertThat(running.end().exit()).isEqualTo(128 + 9);
  }

  /** A run that is killed when some of the file has arrived. */
  private void killedOnTheWay() throws Exception {
    Launcher.Running running = launcher.start(slowly());
    await(running, () -> received() > 0);
    kill(running);
  }

  private static JsonObject json(Launcher.Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
    return Objects.requireNonNull(Json.parseObject(run.out()), run.out());
  }

  private String md5() throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
  }

  @Test
  void killedTwentyTimesItIsOneVideoWithTheRightBytes() throws Exception {
    killedOnTheWay();
    for (int i = 1; i < KILLS; i++) {
      // So slow that twenty lives don't see the end of it, however quick the machine is.
      Launcher.Running running = launcher.start(command("--bandwidth", "256K"));
      if (random.nextBoolean()) {
        assertThat(
                running
                    .process()
                    .waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS))
            .isFalse();
      } else {
        long goal = received() + random.nextInt(FARTHEST_STEP);
        await(running, () -> received() >= goal);
      }
      kill(running);
    }

    JsonObject last = json(run("--verify"));

    assertThat(onlyVideo().md5()).isEqualTo(md5());
    assertThat(Objects.requireNonNull(last.number("bytes_resumed"))).isPositive();
    assertThat(Objects.requireNonNull(last.number("bytes_sent")))
        .isEqualTo(SIZE - Objects.requireNonNull(last.number("bytes_resumed")));
    assertThat(last.fields())
        .containsEntry("video_id", onlyVideo().id())
        .containsEntry("verified", "md5");
  }

  @Test
  void aRunThatWasKilledWhileItAskedForALinkIsSpokenOf() throws Exception {
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.INIT).first(1).then(FaultAction.neverAnswer().carryingOut())));
    Launcher.Running running = launcher.start(slowly());
    await(running, () -> sandbox.state().faultsPlayed() == 1);
    kill(running);

    Launcher.Run run = run();

    assertThat(json(run).fields()).containsEntry("bytes_sent", SIZE);
    assertThat(run.err())
        .contains(
            "video "
                + sandbox.state().videos().get(0).id()
                + " is an orphan without its file from an earlier attempt");
    assertThat(sandbox.state().videos()).hasSize(2);
  }

  @Test
  void aFileThatChangedStartsAnewAndTheOldVideoIsNamedOnce() throws Exception {
    killedOnTheWay();
    String old = onlyVideo().id();
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

    Launcher.Run run = run();

    assertThat(json(run).fields())
        .containsEntry("bytes_sent", SIZE + 3)
        .containsEntry("bytes_resumed", 0);
    assertThat(run.err())
        .contains(
            "lecture.mp4 is uploaded as a new video; the earlier one stays in Kinescope: " + old);
    assertThat(sandbox.state().videos()).hasSize(2);
    assertThat(sandbox.state().videos().get(1).md5()).isEqualTo(md5());
    Files.write(file, new byte[] {4}, StandardOpenOption.APPEND);
    assertThat(run().err()).doesNotContain(old);
  }

  @Test
  void againStartsAnewNamesTheOldVideoAndIsWhatIsRemembered() throws Exception {
    killedOnTheWay();
    String old = onlyVideo().id();

    Launcher.Run again = run("--again");

    assertThat(json(again).fields())
        .containsEntry("bytes_resumed", 0)
        .containsEntry("state", "uploaded");
    assertThat(again.err()).contains("the earlier one stays in Kinescope: " + old);
    assertThat(sandbox.state().videos()).hasSize(2);
    Launcher.Run skipped = run();
    assertThat(json(skipped).fields())
        .containsEntry("state", "skipped")
        .containsEntry("video_id", json(again).text("video_id"));
    assertThat(skipped.err()).containsOnlyOnce("use --again to upload it as a new video");
    assertThat(sandbox.state().videos()).hasSize(2);
  }

  @Test
  void aLinkThatExpiredBetweenTwoRunsStartsAnewOnce() throws Exception {
    killedOnTheWay();
    String old = onlyVideo().id();
    sandbox.play(
        FaultScript.of(FaultRule.on(Operation.TUS_HEAD).first(1).then(FaultAction.linkGone(410))));

    Launcher.Run run = run();

    assertThat(json(run).fields()).containsEntry("bytes_resumed", 0);
    assertThat(run.err()).contains("the upload link of video " + old + " is gone");
    assertThat(sandbox.state().videos()).hasSize(2);
    assertThat(sandbox.state().videos().get(1).md5()).isEqualTo(md5());
  }

  @Test
  void aLoopOf409EndsAndTheNextRunGoesOn() throws Exception {
    sandbox.play(
        FaultScript.of(FaultRule.on(Operation.TUS_PATCH).from(3).then(FaultAction.status(409))));

    Launcher.Run run = run("--max-retry-wait", "100ms");

    assertThat(run.exit()).as(run.err()).isEqualTo(5);
    assertThat(run.err()).contains(onlyVideo().id());
    sandbox.play(FaultScript.of());
    assertThat(json(run()).fields()).containsEntry("bytes_resumed", 2 * CHUNK);
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  @Test
  void aLockOfFiveSecondsIsWaitedFor() throws Exception {
    sandbox.play(FaultScript.of(FaultRule.on(Operation.TUS_PATCH).then(FaultAction.status(423))));
    Launcher.Running running = launcher.start(command("--retries", "10"));
    await(running, () -> sandbox.state().faultsPlayed() > 0);
    assertThat(running.process().waitFor(5, TimeUnit.SECONDS)).isFalse();
    sandbox.play(FaultScript.of());

    // A refused chunk was sent for nothing; nothing else is sent twice.
    assertThat(json(running.end()).number("bytes_sent"))
        .isEqualTo(sandbox.state().count(Operation.TUS_PATCH) * CHUNK);
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  @Test
  void anotherProcessWithTheSameFileWaitsAndSkipsIt() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.TUS_PATCH)
                .nth(2)
                .then(
                    Visits.before(() -> DoorsLab.await(waits), FaultAction.delay(Duration.ZERO)))));
    Launcher.Running first = launcher.start(command("--retries", "3"));
    await(first, () -> received() > 0);
    Launcher.Running second = launcher.start(command("--retries", "3"));
    await(second, () -> text(second.err()).contains("waiting for another process"));
    waits.countDown();

    JsonObject made = json(first.end());
    Launcher.Run waited = second.end();

    assertThat(made.fields()).containsEntry("state", "uploaded").containsEntry("bytes_sent", SIZE);
    assertThat(json(waited).fields())
        .containsEntry("state", "skipped")
        .containsEntry("video_id", made.text("video_id"));
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  @Test
  void anotherProcessThatWaitsGoesOnWhereAKilledOneEnded() throws Exception {
    Launcher.Running first = launcher.start(command("--bandwidth", "200K"));
    await(first, () -> received() > 0);
    Launcher.Running second = launcher.start(command("--retries", "3"));
    await(second, () -> text(second.err()).contains("waiting for another process"));

    kill(first);

    assertThat((Integer) json(second.end()).fields().get("bytes_resumed")).isPositive();
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aReadOnlyStateFolderIsNoObstacle() throws Exception {
    Path state = Files.createDirectory(work.resolve("state"));
    assertThat(state.toFile().setWritable(false)).isTrue();
    boolean root = Files.isWritable(state); // rights don't bind root; a file system does
    assumeTrue(!root || tool("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", state.toString()));
    try {
      Launcher.Run run =
          launcher.with("XDG_STATE_HOME", state.toString()).runLine(command("--retries", "3"));

      assertThat(json(run).fields()).containsEntry("bytes_sent", SIZE);
      assertThat(run.err()).containsOnlyOnce(REPEAT_WARNING).contains("XDG_STATE_HOME");
      assertThat(onlyVideo().md5()).isEqualTo(md5());
    } finally {
      assertThat(!root || tool("umount", state.toString())).isTrue();
    }
  }

  /** What it knows would be made twice: going on without it is no way out. */
  @Test
  void aReadOnlyLedgerThatKnowsUploadsIsNotPassedOver() throws Exception {
    Path state = Files.createDirectory(work.resolve("state"));
    assumeTrue(tool("mount", "-t", "tmpfs", "tmpfs", state.toString()));
    try {
      Launcher own = launcher.with("XDG_STATE_HOME", state.toString());
      assertThat(own.runLine(command("--retries", "3")).exit()).isZero();
      assertThat(tool("mount", "-o", "remount,ro", state.toString())).isTrue();

      Launcher.Run run = own.runLine(command("--retries", "3"));

      assertThat(run.exit()).as(run.err()).isEqualTo(11);
      assertThat(onlyVideo().md5()).isEqualTo(md5());
    } finally {
      assertThat(tool("umount", state.toString())).isTrue();
    }
  }

  /** A limit for each file is a disk that is full. Out and err go through pipes, free of it. */
  private Launcher.Run runWithBlocks(int blocks) {
    // Unpacks SQLite's library, as every machine has done that before its disk is full.
    Launcher.Run before =
        launcher.run("upload", "url", "https://example.com/first.mp4", "--sandbox");
    assertThat(before.exit()).as(before.err()).isZero();
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c"));
    line.add(
        "{ { { (ulimit -f "
            + blocks
            + "; \"$@\" 2>&3; echo $? >&5) | cat >&4; } 3>&1 | cat >&2; } 5>&1"
            + " | { read code; exit $code; }; } 4>&1");
    line.add("sh");
    line.addAll(command("--retries", "3"));
    return launcher.runLine(line);
  }

  /** At 0 blocks nothing can be made, at 32 no ledger is opened. */
  @ParameterizedTest
  @ValueSource(ints = {0, 32})
  void aDiskWithoutRoomForALedgerIsNoObstacle(int blocks) throws Exception {
    Launcher.Run run = runWithBlocks(blocks);

    assertThat(json(run).fields()).containsEntry("bytes_sent", SIZE);
    assertThat(run.err()).containsOnlyOnce(REPEAT_WARNING);
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  /** At 80 blocks a ledger is opened, and has no room for what it must know before the call. */
  @Test
  void aDiskThatFillsUpUnderTheLedgerStopsBeforeTheCreateCall() throws Exception {
    Launcher.Run run = runWithBlocks(80);

    assertThat(run.exit()).as(run.err()).isEqualTo(11);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("could not write the ledger").doesNotContain(REPEAT_WARNING);
    assertThat(sandbox.state().videos()).isEmpty();
    assertThat(json(run()).fields()).containsEntry("bytes_sent", SIZE);
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  @Test
  void ctrlCStopsWithinTenSecondsAndTheSameCommandGoesOn() throws Exception {
    List<String> line = new ArrayList<>();
    if (OS.LINUX.isCurrentOs()) {
      // Under a shell's background job SIGINT is ignored, and children inherit that.
      line.addAll(List.of("env", "--default-signal=INT"));
    }
    line.addAll(slowly("--bandwidth", "200K"));
    Launcher.Running running = launcher.start(line);
    await(running, () -> received() > 0);
    long asked = System.nanoTime();

    assertThat(tool("kill", "-INT", Long.toString(running.process().pid()))).isTrue();

    Launcher.Run stopped = running.end();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(STOPPING);
    assertThat(stopped.exit()).isEqualTo(130);
    assertThat(stopped.err()).contains("run again to resume");
    assertThat((Integer) json(run()).fields().get("bytes_resumed")).isPositive();
    assertThat(onlyVideo().md5()).isEqualTo(md5());
  }

  private static boolean tool(String... line) throws Exception {
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    return process.waitFor() == 0;
  }
}
