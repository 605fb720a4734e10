package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadFileTest {
  private static final String TITLE = "Лекция №1: «Введение», часть 2 😀";
  private static final String LIMITED = "0b1a5e11-0000-4000-8000-000000000001";

  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(
          EmulatorSettings.defaults()
              .unlimited()
              .processingTime(Duration.ZERO)
              .extraToken(LIMITED, Right.UPLOAD_ONLY));
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private EmulatorVideo onlyVideo() {
    List<EmulatorVideo> videos = sandbox.state().videos();
    assertThat(videos).hasSize(1);
    return videos.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "link"})
  void aFileArrivesWithItsTitleByEachMethod(String method) {
    Path file = Cli.file(folder, "lecture.mp4", 5000);

    Cli.Run run =
        cli.run("upload", "file", file, "--title", TITLE, "--method", method, "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields())
        .containsEntry("title", TITLE)
        .containsEntry("method", method)
        .containsEntry("status", "done")
        .containsEntry("bytes", 5000)
        .containsEntry("bytes_sent", 5000)
        .containsEntry("bytes_resumed", 0)
        .containsEntry("video_id", onlyVideo().id())
        .containsEntry("play_link", "https://kinescope.io/" + onlyVideo().shortId())
        .containsKeys("embed_link", "seconds");
    assertThat(onlyVideo())
        .extracting(EmulatorVideo::title, EmulatorVideo::bytesReceived, EmulatorVideo::contentType)
        .containsExactly(TITLE, 5000L, "video/mp4");
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
  }

  @Test
  void theTitleIsTheFilesNameWithoutExtension() {
    cli.run("upload", "file", Cli.file(folder, "Лекция 2.final.mov", 10));

    assertThat(onlyVideo().title()).isEqualTo("Лекция 2.final");
    assertThat(onlyVideo().draft().filename()).isEqualTo("Лекция 2.final.mov");
  }

  @Test
  void ofATitleGivenTwiceTheLastCounts() {
    cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--title", "one", "--title", "two");

    assertThat(onlyVideo().title()).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource({"table", "csv", "id", "jsonl", "json"})
  void severalFilesGiveARowEach(String format) {
    Path a = Cli.file(folder, "a.mp4", 10);
    Path b = Cli.file(folder, "b.mp4", 20);

    Cli.Run run = cli.run("upload", "file", a, b, "--parallel", 1, "-o", format);

    assertThat(run.exit()).as(run.err()).isZero();
    List<EmulatorVideo> videos = sandbox.state().videos();
    assertThat(videos).extracting(EmulatorVideo::title).containsExactly("a", "b");
    List<String> lines = run.lines();
    boolean header = format.equals("table") || format.equals("csv");
    assertThat(lines).hasSize(header ? 3 : 2);
    assertThat(lines.get(header ? 1 : 0)).contains(videos.get(0).id());
    assertThat(lines.get(header ? 2 : 1)).contains(videos.get(1).id());
    if (format.startsWith("json")) {
      assertThat(run.objects()).extracting(row -> row.text("title")).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @CsvSource({"table", "csv", "id", "jsonl"})
  void oneFileGivesItsIdInEveryFormat(String format) {
    Cli.Run run = cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "-o", format);

    assertThat(run.out()).contains(onlyVideo().id());
  }

  @Test
  void aMissingFileAloneIsInvalidInput() {
    Cli.Run run = cli.run("upload", "file", folder.resolve("upload/none.mp4"));

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("upload/none.mp4 does not exist");
  }

  @Test
  void aMissingFileAmongGoodOnesStopsNoOther() {
    Path good = Cli.file(folder, "good.mp4", 10);

    Cli.Run run = cli.run("upload", "file", folder.resolve("none.mp4"), good, "-o", "jsonl");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.objects())
        .extracting(row -> row.text("source"), row -> row.text("state"))
        .containsExactlyInAnyOrder(
            tuple(good.toString(), "uploaded"),
            tuple(folder.resolve("none.mp4").toString(), "invalid"));
    assertThat(run.err())
        .contains("none.mp4 does not exist")
        .contains("2 files: 1 uploaded, 1 invalid");
  }

  @Test
  void anEmptyFileIsInvalidInput() {
    assertThat(cli.run("upload", "file", Cli.file(folder, "a.mp4", 0)).exit()).isEqualTo(7);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--trim 1 --preview 0,5,720p",
        "--trim 1 --subtitle x",
        "--trim 1 --method link",
        "--trim 5,",
        "--trim -1",
        "--preview 0,5,4k",
        "--method single --preview 0,5,720p",
        "--method ftp",
        "--replace v --attach-to w",
        "--attach-to w --wait",
        "--attach-to w --verify",
        "--method single --replace v",
        "--parallel 0",
        "--unknown",
      })
  void optionsThatMakeNoSenseTogetherAreUsageErrors(String options) {
    Path file = Cli.file(folder, "a.mp4", 10);
    Object[] args = ("upload file " + file + " " + options).split(" ");

    Cli.Run run = cli.run(args);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aTitleIsForOneFile() {
    Path a = Cli.file(folder, "a.mp4", 10);

    assertThat(cli.run("upload", "file", a, a, "--title", "x").exit()).isEqualTo(2);
    assertThat(cli.run("upload", "file", a, "--title", "x".repeat(141)).err())
        .contains("--title is longer than 140 characters (141)");
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void trimGoesByOneRequestAndPreviewByLink() {
    Path file = Cli.file(folder, "a.mp4", 10);

    cli.run("upload", "file", file, "--trim", "1,2.5", "--content-type", "video/x-own");
    cli.run(
        "upload",
        "file",
        file,
        "--preview",
        "0,5,720p",
        "--subtitle",
        "s",
        "--client-ip",
        "192.0.2.7");

    List<EmulatorVideo> videos = sandbox.state().videos();
    assertThat(videos.get(0).draft().madeBy()).isEqualTo(Operation.SINGLE);
    assertThat(videos.get(0).draft().trim()).isEqualTo("{\"start\":1,\"length\":2.5}");
    assertThat(videos.get(0).contentType()).isEqualTo("video/x-own");
    assertThat(videos.get(1).draft().madeBy()).isEqualTo(Operation.INIT);
    assertThat(videos.get(1).draft().preview()).contains("\"quality\":\"720p\"");
    assertThat(videos.get(1).draft().subtitle()).isEqualTo("s");
    assertThat(videos.get(1).draft().clientIp()).isEqualTo("192.0.2.7");
  }

  @Test
  void aTitleWithALineBreakGoesByLink() {
    cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--description", "two\nlines");

    assertThat(onlyVideo().draft().madeBy()).isEqualTo(Operation.INIT);
    assertThat(onlyVideo().description()).isEqualTo("two\nlines");
  }

  @Test
  void anUploadOnlyTokenUploadsAndSaysThatTheLinksAreUnknown() {
    Cli.Run run =
        cli.with("KINESCOPE_API_TOKEN", LIMITED)
            .run("upload", "file", Cli.file(folder, "a.mp4", 10), "--method", "link", "-o", "json");

    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("warning: ")
        .contains("could not get the links of uploaded videos");
    JsonObject result = run.json();
    assertThat(result.text("video_id")).isEqualTo(onlyVideo().id());
    assertThat(result.text("title")).isEqualTo("a");
    assertThat(result.fields()).containsEntry("play_link", null);
  }

  @Test
  void aTokenThatMayNotReadCannotWaitButTheResultIsPrinted() {
    Path file = Cli.file(folder, "a.mp4", 10);
    Cli limited = cli.with("KINESCOPE_API_TOKEN", LIMITED);

    Cli.Run one = limited.run("upload", "file", file, "--wait", "-o", "id");

    assertThat(one.exit()).isEqualTo(4);
    assertThat(one.lines()).containsExactly(onlyVideo().id());
    Path other = Cli.file(folder, "b.mp4", 10);
    assertThat(limited.run("upload", "file", file, other, "--wait", "-o", "id").lines()).hasSize(2);
  }

  @Test
  void waitEndsWhenTheVideoIsReady() {
    Cli.Run run = cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--wait", "-o", "json");

    assertThat(run.exit()).isZero();
    assertThat(run.json().text("status")).isEqualTo("done");
    assertThat(sandbox.state().count(Operation.VIDEO_GET)).isEqualTo(1);
  }

  @Test
  void anAttachmentLeavesTheVideosTitleAlone() {
    cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--title", "Lecture");
    EmulatorVideo video = onlyVideo();
    Path slides = Cli.file(folder, "slides.pdf", 30);
    Path notes = Cli.file(folder, "notes.pdf", 40);

    Cli.Run run = cli.run("upload", "file", slides, notes, "--attach-to", video.id(), "-o", "id");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.lines()).containsExactly(video.id(), video.id());
    assertThat(onlyVideo().title()).isEqualTo("Lecture");
    assertThat(sandbox.state().attachments()).hasSize(2);
    assertThat(sandbox.state().count(Operation.VIDEO_PATCH)).isZero();
  }

  @Test
  void aReplacementKeepsTheTitleUnlessAnotherIsGiven() {
    cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--title", "Lecture");
    String id = onlyVideo().id();
    Path better = Cli.file(folder, "better.mp4", 30);

    assertThat(cli.run("upload", "file", better, "--replace", id).exit()).isZero();
    assertThat(onlyVideo().title()).isEqualTo("Lecture");
    assertThat(onlyVideo().bytesReceived()).isEqualTo(30);

    Path best = Cli.file(folder, "best.mp4", 40);
    assertThat(cli.run("upload", "file", best, "--replace", id, "--title", "New").exit()).isZero();
    assertThat(onlyVideo().title()).isEqualTo("New");
    assertThat(onlyVideo().version()).isEqualTo(3);
  }

  @Test
  void aLostAnswerIsLookedUpAndNotSentAgain() {
    sandbox.play(FaultScript.of(FaultRule.on(Operation.SINGLE).then(FaultAction.loseAnswer())));
    Path file = Cli.file(folder, "a.mp4", 10);

    Cli.Run run = cli.run("upload", "file", file, "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().text("state")).isEqualTo("adopted");
    assertThat(run.json().text("video_id")).isEqualTo(onlyVideo().id());
    assertThat(cli.run("upload", "file", file, "-o", "id").out().strip())
        .isEqualTo(onlyVideo().id());
    assertThat(sandbox.state().count(Operation.SINGLE)).isEqualTo(1);
  }

  /** {@code -q} is for the screen. */
  @Test
  void theLogHasTheWarningsThatAQuietScreenHasNot() throws IOException {
    Path file = Cli.file(folder, "a.mp4", 10);
    Path log = folder.resolve("k.log");
    String first = cli.run("upload", "file", file, "-o", "id").out().strip();

    Cli.Run run = cli.run("upload", "file", file, "--again", "-q", "--log-file", log);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(log))
        .contains("the earlier one stays in Kinescope: " + first)
        .contains("a.mp4: upload, beside video " + first);
  }

  @Test
  void oneOfSeveralThatWasUploadedBeforeIsToldAsOneIs() {
    Path before = Cli.file(folder, "a.mp4", 10);
    Path now = Cli.file(folder, "b.mp4", 11);
    String first = cli.run("upload", "file", before, "-o", "id").out().strip();

    Cli.Run run = cli.run("upload", "file", before, now);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("a.mp4 was uploaded on ", first, "use --again");
  }

  /** What it knows can't be told, so that going on might double it. */
  @Test
  void aRecordThatCannotBeReadIsNoEmptyOne() throws IOException {
    Path state = Files.createDirectories(folder.resolve("state/kinescope"));
    Files.createDirectory(state.resolve("uploads.db"));
    Path file = Cli.file(folder, "a.mp4", 10);

    Cli.Run run =
        cli.with("XDG_STATE_HOME", state.resolve("..").toString()).run("upload", "file", file);

    assertThat(run.exit()).as(run.err()).isEqualTo(11);
    assertThat(run.err()).contains("uploads.db");
    assertThat(sandbox.state().videos()).isEmpty();
  }

  /** Without the right to read nobody can look: it is left for a person, and not sent again. */
  @Test
  void aLostAnswerThatCannotBeLookedUpIsAnUnknownOutcome() {
    sandbox.play(
        FaultScript.of(FaultRule.on(Operation.SINGLE).nth(1).then(FaultAction.loseAnswer())));
    Cli limited = cli.with("KINESCOPE_API_TOKEN", LIMITED);
    Path file = Cli.file(folder, "a.mp4", 10);

    Cli.Run run = limited.run("upload", "file", file);

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("the outcome is unknown").contains("--retry-unknown");
    assertThat(limited.run("upload", "file", file).exit()).isEqualTo(3);
    assertThat(sandbox.state().count(Operation.SINGLE)).isEqualTo(1);
    assertThat(limited.run("upload", "file", file, "--retry-unknown").exit()).isZero();
    assertThat(sandbox.state().count(Operation.SINGLE)).isEqualTo(2);
  }

  @Test
  void aParentThatIsNotThereIsNamedAsTheCause() {
    Cli.Run run = cli.run("upload", "file", Cli.file(folder, "a.mp4", 10), "--parent", "nowhere");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--parent 'nowhere' is not a project or folder");
  }

  @Test
  void withoutAParentNothingIsSent() {
    Cli.Run run =
        cli.without("KINESCOPE_PARENT_ID").run("upload", "file", Cli.file(folder, "a.mp4", 10));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("use --parent ID or set KINESCOPE_PARENT_ID");
  }

  @Test
  void quietSaysNothingOfWarnings() {
    Cli.Run run =
        cli.with("KINESCOPE_API_TOKEN", LIMITED)
            .run("upload", "file", Cli.file(folder, "a.mp4", 10), "--method", "link", "-q");

    assertThat(run.err()).isEmpty();
    assertThat(sandbox.state().videos()).hasSize(1);
  }
}
