package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code upload file --recursive}. */
class UploadFolderTest {
  @TempDir Path temp;
  private Path folder = Path.of("");

  private final Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited());
  private Cli cli = Cli.at(sandbox);

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temp.resolve("videos"));
    cli = cli.with("XDG_STATE_HOME", temp.toString());
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void theVideosOfAFolderAreUploadedButForWhatIsExcluded() throws IOException {
    Files.createDirectories(folder.resolve("raw"));
    Cli.file(folder, "a.mp4", 10);
    Cli.file(folder, "b.MOV", 10);
    Cli.file(folder, "notes.txt", 10);
    Cli.file(folder, "raw/c.mp4", 10);

    Cli.Run run = cli.run("upload", "file", folder, "--recursive", "--exclude", "raw/");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(sandbox.state().videos())
        .extracting(EmulatorVideo::title)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links and long paths are others there")
  void aFolderThatCannotBeReadIsLocalTroubleAndTheOthersAreUploaded() throws IOException {
    String name = "n".repeat(200);
    Path deep = Files.createDirectories(folder.resolve((name + "/").repeat(10)));
    Files.createDirectories(temp.resolve((name + "/").repeat(12)));
    Files.createSymbolicLink(deep.resolve("link"), temp.resolve(name)); // longer than a path can be
    Cli.file(folder, "z.mp4", 10);

    Cli.Run run = cli.run("upload", "file", folder, "--recursive", "-o", "jsonl");

    assertThat(run.exit()).as(run.err()).isEqualTo(11);
    assertThat(run.err()).contains("error: could not read " + deep.resolve("link"));
    assertThat(run.objects()).extracting(row -> row.text("title")).containsExactly("z");

    Cli.Run quiet = cli.run("upload", "file", folder, "--recursive", "-q");

    assertThat(quiet.exit()).isEqualTo(11);
    assertThat(quiet.err())
        .startsWith("error: could not read " + deep.resolve("link"))
        .hasLineCount(1);
  }

  @Test
  void nothingFoundIsInvalidInput() {
    Cli.file(folder, "notes.txt", 10);

    Cli.Run run = cli.run("upload", "file", folder, "--recursive");

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).contains("no file was found").contains("--include");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPatternThatIsNoneIsWrongUsage() {
    Cli.Run run = cli.run("upload", "file", folder, "--recursive", "--include", "[a");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: '[a' is not a valid pattern: ");
    assertThat(sandbox.state().totalRequests()).isZero();
  }
}
