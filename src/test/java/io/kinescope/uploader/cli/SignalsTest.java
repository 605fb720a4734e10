package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.Operation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real signals to a real process. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class SignalsTest {
  @TempDir Path folder;

  /**
   * Whoever runs the tests in the background of a shell has SIGINT ignored, with nohup SIGHUP, and
   * children inherit that; Linux's env can undo it.
   */
  private static final List<String> LISTENING =
      OS.LINUX.isCurrentOs() ? List.of("env", "--default-signal=INT,HUP") : List.of("env");

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(LISTENING);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
    command.add("io.kinescope.uploader.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KINESCOPE_"));
    builder.environment().put("HOME", folder.toString());
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start()
        .waitFor();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void theSandboxRunsUntilASignal(String name, int code) throws Exception {
    Process process = start("sandbox");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      Cli cli = Cli.bare();
      for (int i = 0; i < 4; i++) {
        String[] export = out.readLine().replaceFirst("^export ", "").split("=", 2);
        cli = cli.with(export[0], export[1].replace("'", ""));
      }

      Cli.Run run = cli.run("upload", "file", Cli.file(folder, "a.mp4", 100));
      signal(process, name);

      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
      assertThat(out.readLine()).isNull();
      assertThat(folder.resolve("err")).content().contains("This is an emulator, not Kinescope");
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsAWaitAndTheResultIsPrinted(String name, int code) throws Exception {
    EmulatorSettings slow =
        EmulatorSettings.defaults().unlimited().processingTime(Duration.ofHours(1));
    Path file = Cli.file(folder, "a.mp4", 100);
    try (Emulator sandbox = Emulator.start(slow)) {
      Path token = Cli.text(folder, "token", sandbox.token());
      Process process =
          start(
              "upload",
              "file",
              file.toString(),
              "--wait",
              "-o",
              "id",
              "--api-url",
              sandbox.apiUrl().toString(),
              "--uploader-url",
              sandbox.uploaderUrl().toString(),
              "--token-file",
              token.toString(),
              "--parent",
              sandbox.defaultParentId());
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        while (sandbox.state().count(Operation.VIDEO_GET) == 0) {
          assertThat(process.isAlive()).isTrue();
          Thread.onSpinWait();
        }

        signal(process, name);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(out.readLine()).isEqualTo(sandbox.state().videos().get(0).id());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void withoutFlagsNoLoggerIsLoaded() throws Exception {
    Process process = startTracingClasses("projects", "--sandbox", "-o", "id");
    List<String> lines;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      lines = out.lines().toList();
    }

    assertThat(process.waitFor()).isZero();
    assertThat(lines).anyMatch(line -> line.contains("io.kinescope.uploader.cli.ProjectsCommand"));
    assertThat(lines).noneMatch(line -> line.matches(".*(ch\\.qos\\.logback|org\\.slf4j).*"));
  }

  private Process startTracingClasses(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-verbose:class",
            "-cp",
            System.getProperty("java.class.path")));
    command.add("io.kinescope.uploader.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", folder.toString());
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }
}
