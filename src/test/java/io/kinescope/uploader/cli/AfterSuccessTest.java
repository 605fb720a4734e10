package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code --after-success}: at no moment is a file neither at its old nor at its new place, and
 * nothing goes before its video is known to be it. Where a run can die, the test puts the disk and
 * the ledger into the state that the death leaves, and runs the command again.
 */
class AfterSuccessTest {
  @TempDir Path temp;
  private Path in = Path.of("");
  private Path done = Path.of("");

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private Cli cli = Cli.at(sandbox);

  @BeforeEach
  void make() throws IOException {
    in = temp.resolve("in");
    Files.createDirectories(in.resolve("a/b"));
    done = temp.resolve("done");
    cli = cli.with("XDG_STATE_HOME", temp.toString());
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli.Run upload(Object... more) {
    return cli.run(
        Stream.concat(
                Stream.of("upload", "file", in, "--recursive", "-ojsonl", "--progress", "none"),
                Stream.of(more))
            .toArray());
  }

  private Cli.Run move() {
    return upload("--after-success", "move:" + done);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.exists(folder) ? Files.walk(folder) : Stream.of()) {
      return paths
          .filter(path -> !Files.isDirectory(path))
          .map(path -> folder.relativize(path).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void verifiedFilesMoveWithTheirFoldersAndTheNextRunHasNothingToDo() throws IOException {
    byte[] bytes = Files.readAllBytes(Cli.file(in, "a/b/deep.mp4", 20_000));
    Cli.file(in, "top.mp4", 10);
    Cli.text(in, "notes.txt", "mine");

    Cli.Run run = move();

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.objects()).extracting(row -> row.text("verified")).containsOnly("md5");
    assertThat(run.err()).contains("2 verified files were moved to " + done);
    assertThat(files(in)).containsExactly("notes.txt");
    assertThat(files(done)).containsExactly("a/b/deep.mp4", "top.mp4");
    assertThat(done.resolve("a/b/deep.mp4")).hasBinaryContent(bytes);

    Cli.Run again = move();

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).contains("0 files");
    assertThat(sandbox.state().videos()).hasSize(2);
  }

  @Test
  void verifiedFilesAreDeleted() throws IOException {
    Cli.file(in, "a.mp4", 300_000); // by link
    Cli.file(in, "b.mp4", 10); // by one request

    Cli.Run run = upload("--after-success", "delete");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("2 verified files were deleted");
    assertThat(files(in)).isEmpty();
  }

  /** Killed after the upload, and after the verification, which the ledger then knows. */
  @ParameterizedTest
  @ValueSource(strings = {"--quiet", "--verify"})
  void aRunThatDiedBeforeTheMoveIsEndedByTheNext(String earlier) throws IOException {
    Cli.file(in, "a.mp4", 20_000);
    assertThat(upload(earlier).exit()).isZero();
    assertThat(files(in)).containsExactly("a.mp4");

    Cli.Run run = move();

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.objects()).extracting(row -> row.text("state")).containsExactly("skipped");
    assertThat(files(in)).isEmpty();
    assertThat(files(done)).containsExactly("a.mp4");
    assertThat(sandbox.state().videos()).hasSize(1);
  }

  /** Killed between the second name and the end of the first. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "does not tell that two names are one file")
  void aFileThatHasBothNamesAlreadyLosesTheFirst() throws IOException {
    Path file = Cli.file(in, "a.mp4", 20_000);
    assertThat(upload("--verify").exit()).isZero();
    Files.createLink(Files.createDirectories(done).resolve("a.mp4"), file);

    assertThat(move().exit()).isZero();

    assertThat(files(in)).isEmpty();
    assertThat(files(done)).containsExactly("a.mp4");
  }

  @Test
  void aNameThatIsTakenIsNeverOverwritten() throws IOException {
    Cli.file(in, "a.mp4", 20_000);
    Cli.text(Files.createDirectories(done), "a.mp4", "another");
    Cli.text(done, "a (2).mp4", "and another");

    assertThat(move().exit()).isZero();

    assertThat(files(in)).isEmpty();
    assertThat(files(done)).containsExactly("a (2).mp4", "a (3).mp4", "a.mp4");
    assertThat(done.resolve("a.mp4")).hasContent("another");
    assertThat(done.resolve("a (3).mp4")).hasSize(20_000);
  }

  /** What Kinescope says of the stored file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 0 | reports neither MD5 nor size",
        "{'file_size':9} | 9 | differs from the file: size 9 in Kinescope, 10 here",
        "{'file_size':10,'md5':'0123'} | 9 | differs from the file: MD5 0123 in Kinescope"
      })
  void aFileWhoseVideoIsNotKnownToBeItStays(String asset, int exit, String why) throws IOException {
    Cli.file(in, "a.mp4", 10);
    told(asset);

    for (int run = 0; run < 2; run++) {
      Cli.Run result = upload("--after-success", "delete");

      assertThat(result.exit()).as(result.err()).isEqualTo(exit);
      assertThat(result.err()).contains("a.mp4").contains(why).doesNotContain("deleted");
      assertThat(files(in)).containsExactly("a.mp4");
    }
  }

  @Test
  void theSizeAloneIsEnoughWhereKinescopeTellsNoMd5() throws IOException {
    Cli.file(in, "a.mp4", 10);
    told("{'file_size':10}");

    Cli.Run run = upload("--after-success", "delete");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.objects()).extracting(row -> row.text("verified")).containsExactly("size");
    assertThat(files(in)).isEmpty();
  }

  private void told(String asset) {
    String video =
        """
        {"data":{"id":"v","title":"a","status":"done","play_link":"https://k/v","embed_link":"https://k/e",
        "assets":[{"quality":"original"%s}]}}"""
            .formatted(asset.equals("{}") ? "" : "," + asset.substring(1, asset.length() - 1))
            .replace('\'', '"');
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.VIDEO_GET).then(FaultAction.answer(200, Map.of(), video))));
  }

  /** The bytes are others, whatever the file's size and time say. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatChangedSinceItsUploadStays(boolean timePutBack) throws IOException {
    Path file = Cli.file(in, "a.mp4", 10);
    FileTime time = Files.getLastModifiedTime(file);
    assertThat(upload().exit()).isZero();
    Files.writeString(file, "other data");
    Files.setLastModifiedTime(
        file, timePutBack ? time : FileTime.from(Instant.now().minusSeconds(5)));
    if (!timePutBack) { // known by its time: a new video, which is then verified
      assertThat(upload("--after-success", "delete").exit()).isZero();
      assertThat(sandbox.state().videos()).hasSize(2);
      assertThat(files(in)).isEmpty();
      return;
    }

    Cli.Run run = upload("--after-success", "delete");

    assertThat(run.exit()).as(run.err()).isEqualTo(9);
    assertThat(files(in)).containsExactly("a.mp4");
  }

  /** The video is right, and while Kinescope processed it, somebody wrote to the file. */
  @ParameterizedTest
  @ValueSource(strings = {"other data", "longer than it was"})
  void aFileThatChangesWhileItsVideoIsProcessedStays(String text) throws IOException {
    Path file = Cli.file(in, "a.mp4", 10);
    FileTime time = Files.getLastModifiedTime(file);
    Runnable write =
        () -> {
          try {
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, time);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    FaultAction writing = Visits.before(write, FaultAction.delay(Duration.ZERO));
    sandbox.play(FaultScript.of(FaultRule.on(Operation.VIDEO_GET).first(1).then(writing)));

    Cli.Run run = upload("--after-success", "delete");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("a.mp4 stays where it is: it changed after it was uploaded");
    assertThat(file).hasContent(text);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
  void whatALinkLeadsToStays() throws IOException {
    Path elsewhere = Cli.file(temp, "elsewhere.mp4", 10);
    Files.createSymbolicLink(in.resolve("a.mp4"), elsewhere);

    Cli.Run run = upload("--after-success", "delete");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("a.mp4 stays where it is: a symbolic link leads to it");
    assertThat(elsewhere).exists();
    assertThat(files(in)).containsExactly("a.mp4");
  }

  @Test
  void aMoveThatFailsIsLocalTroubleAndTheNextRunMakesIt() throws IOException {
    Cli.file(in, "a/b/c.mp4", 10);
    Path inTheWay = Cli.text(Files.createDirectories(done), "a", "a file");

    Cli.Run run = move();

    assertThat(run.exit()).as(run.err()).isEqualTo(11);
    assertThat(run.err())
        .contains("could not move to " + done)
        .contains("its video is uploaded and verified");
    assertThat(files(in)).containsExactly("a/b/c.mp4");

    Files.delete(inTheWay);
    assertThat(move().exit()).isZero();
    assertThat(files(done)).containsExactly("a/b/c.mp4");
    assertThat(sandbox.state().videos()).hasSize(1);
  }

  @Test
  void filesThatMayStillBeWrittenAreCountedAndLeft() throws IOException {
    Cli.file(in, "young.mp4", 10);
    Cli.file(in, "a/younger.mp4", 10);

    Cli.Run run = upload("--after-success", "delete", "--min-age", "60s");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("leaving out 2 files that may still be being written");
    assertThat(files(in)).hasSize(2);
    assertThat(sandbox.state().videos()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--after-success keep",
        "--after-success move:",
        "--after-success delete --trim 1",
        "--after-success delete --attach-to v",
        "--after-success delete --sandbox",
        "--after-success move:IN/done",
        "--after-success move:IN"
      })
  void whatWouldLoseOrRepeatFilesIsWrongUsage(String options) throws IOException {
    Cli.file(in, "a.mp4", 10);
    Object[] args = options.replace("IN", in.toString()).split(" ");

    Cli.Run run = upload(args);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(files(in)).containsExactly("a.mp4");
    assertThat(sandbox.state().totalRequests()).isZero();
  }
}
