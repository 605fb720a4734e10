package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The service in this process, and the packaged program before it. */
final class DoorsLab implements AutoCloseable {
  private static final int KILLED = 128 + 9;
  private static final long SEED = 20_261_128;

  final Emulator service;
  final Path work;
  final Random random = new Random(SEED);
  private final List<Launcher.Running> started = new ArrayList<>();
  private Launcher launcher;

  DoorsLab(Path work, EmulatorSettings settings) throws IOException {
    this.work = work.toRealPath();
    service = Emulator.start(settings.unlimited().processingTime(Duration.ZERO));
    launcher =
        Launcher.packaged(this.work)
            .with("KINESCOPE_API_URL", service.apiUrl().toString())
            .with("KINESCOPE_UPLOADER_URL", service.uploaderUrl().toString())
            .with("KINESCOPE_API_TOKEN", service.token())
            .with("KINESCOPE_PARENT_ID", service.defaultParentId())
            .with("KINESCOPE_RATE", "none");
    freshMachine("state");
  }

  /** From now on a machine that remembers no upload, or what it did under this name before. */
  void freshMachine(String name) {
    launcher = launcher.with("XDG_STATE_HOME", work.resolve(name).toString());
  }

  /** The ledger of {@code upload file} and {@code upload url}. */
  Path uploads() {
    return work.resolve("state/kinescope/uploads.db");
  }

  /** From now on with this variable; null: without it. */
  void variable(String name, @Nullable String value) {
    launcher = value == null ? launcher.without(name) : launcher.with(name, value);
  }

  /** From now on another token. */
  void token(String token) {
    launcher = launcher.with("KINESCOPE_API_TOKEN", token);
  }

  /** A file with bytes of its own. */
  Path file(String name, int size) throws IOException {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Path file = work.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.write(file, content);
  }

  static String md5(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
  }

  private List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of(launcher.script().toString()));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--progress", "none"));
    return line;
  }

  Launcher.Running start(String... arguments) {
    Launcher.Running running = launcher.start(line(arguments));
    started.add(running);
    return running;
  }

  /** Starts it so that it hears SIGINT and SIGHUP, which background jobs of a shell ignore. */
  Launcher.Running startInterruptible(String... arguments) {
    List<String> line = new ArrayList<>();
    if (System.getProperty("os.name").startsWith("Linux")) {
      line.addAll(List.of("env", "--default-signal=INT,HUP"));
    }
    line.addAll(line(arguments));
    Launcher.Running running = launcher.start(line);
    started.add(running);
    return running;
  }

  Launcher.Run run(String... arguments) {
    return start(arguments).end();
  }

  /** A line for a shell, in the program's surroundings. */
  Launcher.Run runShell(String line) {
    return launcher.runLine(List.of("/bin/sh", "-c", line));
  }

  /** A run that has to end well. */
  Launcher.Run succeed(String... arguments) {
    Launcher.Run run = run(arguments);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  /** The objects on the lines of standard output. */
  static List<JsonObject> rows(Launcher.Run run) {
    return run.out()
        .lines()
        .map(line -> Objects.requireNonNull(Json.parseObject(line), line))
        .toList();
  }

  static List<String> states(Launcher.Run run) {
    return rows(run).stream().map(row -> String.valueOf(row.text("state"))).toList();
  }

  static JsonObject json(Launcher.Run run) {
    return Objects.requireNonNull(Json.parseObject(run.out()), run.out());
  }

  /** Waits for the moment; fails if the run ends before. */
  static void await(Launcher.Running running, BooleanSupplier moment) throws InterruptedException {
    while (!moment.getAsBoolean()) {
      assertThat(running.process().waitFor(5, TimeUnit.MILLISECONDS))
          .as(() -> "the run ended early: " + running.end())
          .isFalse();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGKILL; the run that it was. */
  Launcher.Run kill(Launcher.Running running) throws InterruptedException {
    running.process().destroyForcibly();
    Launcher.Run run = running.end();
    assertThat(run.exit()).as(run.err()).isEqualTo(KILLED);
    // The service sees the end of a single request's line by itself.
    while (service.state().videos().stream().anyMatch(DoorsLab::isBreakingOff)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return run;
  }

  private static boolean isBreakingOff(EmulatorVideo video) {
    return video.draft().madeBy() == Operation.SINGLE && video.status().equals("uploading");
  }

  void play(FaultRule... rules) {
    service.play(FaultScript.of(rules));
  }

  /** The videos that have their bytes, or a URL. */
  List<EmulatorVideo> arrived() {
    return service.state().videos().stream()
        .filter(video -> video.md5() != null || video.draft().sourceUrl() != null)
        .toList();
  }

  /** Calls that make videos. */
  long creates() {
    return service.state().count(Operation.INIT, Operation.SINGLE, Operation.URL);
  }

  /**
   * "There is none" is believed only some seconds after the attempt, since the service's list lags
   * behind. So that no test waits for that, all attempts are dated back. Closing the database folds
   * a killed run's log into it, as a run that ends does: then the ledger is whole.
   */
  static void aMinutePasses(Path ledger) throws SQLException {
    sql(ledger, "UPDATE entry SET intent_at = intent_at - 60000");
    sql(ledger, "DELETE FROM meta WHERE name = 'run_since'");
  }

  static void sql(Path ledger, String sql, Object... values) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      int unused = statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    started.forEach(running -> running.process().destroyForcibly());
    service.close();
  }
}
