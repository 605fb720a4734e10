package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadLinkAndSendTest {
  @TempDir Path folder;

  private final Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited());
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private String endpoint() {
    Cli.Run run = cli.run("upload", "link", "--title", "By link", "-o", "json");
    assertThat(run.exit()).as(run.err()).isZero();
    return Objects.requireNonNull(run.json().text("endpoint"));
  }

  @Test
  void aLinkIsPrintedWithTheVideosId() {
    Cli.Run run =
        cli.run(
            "upload",
            "link",
            "--title",
            "Лекция",
            "--subtitle",
            "s",
            "--filesize",
            "1K",
            "--filename",
            "a.mp4",
            "--preview",
            "0,5,720p",
            "--client-ip",
            "192.0.2.7",
            "-o",
            "json");

    JsonObject link = run.json();
    EmulatorVideo video = sandbox.state().videos().get(0);
    assertThat(link.fields())
        .containsEntry("video_id", video.id())
        .containsEntry("type", "video")
        .containsOnlyKeys("video_id", "endpoint", "type");
    assertThat(link.text("endpoint")).startsWith(sandbox.endpointUrl() + "/v2/upload/");
    assertThat(video.draft().declaredSize()).isEqualTo(1024);
    assertThat(video.title()).isEqualTo("Лекция");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attachment", "replace"})
  void aLinkForAnExistingVideoNamesIt(String type) {
    cli.run("upload", "url", "https://example.com/a.mp4");
    String id = sandbox.state().videos().get(0).id();

    Cli.Run run = cli.run("upload", "link", "--type", type, "--video-id", id, "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields()).containsEntry("video_id", id).containsEntry("type", type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--type attachment",
        "--type replace --title x",
        "--type film --title x",
        "--title x --video-id v",
        "--type replace --video-id v --preview 0,5,720p",
        "--title x --filesize much",
      })
  void aLinkThatMakesNoSenseIsAUsageError(String options) {
    Cli.Run run = cli.run((Object[]) ("upload link " + options).strip().split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aFileIsSentToALinkWithoutAnyToken() {
    Path file = Cli.file(folder, "a.mp4", 3000);

    Cli.Run run = Cli.bare().run("upload", "send", file, endpoint(), "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields())
        .containsEntry("bytes_sent", 3000)
        .containsEntry("method", "post");
    assertThat(sandbox.state().videos().get(0).bytesReceived()).isEqualTo(3000);
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
  }

  /** What is before the server takes no body of this size: the file goes in pieces. */
  @ParameterizedTest
  @CsvSource({"auto, 0, 3000", "post, 3, 0"})
  void aBodyThatIsTooLargeGoesInPiecesUnlessPostWasAskedFor(String method, int exit, long bytes) {
    Path file = Cli.file(folder, "a.mp4", 3000);
    String endpoint = endpoint();
    sandbox.play(FaultScript.of(FaultRule.on(Operation.LINK_POST).then(FaultAction.status(413))));

    Cli.Run run =
        Cli.bare().run("upload", "send", file, endpoint, "--method", method, "-o", "json");

    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(sandbox.state().videos().get(0).bytesReceived()).isEqualTo(bytes);
    assertThat(exit == 0 ? run.json().text("method") : "tus").isEqualTo("tus");
    assertThat(sandbox.state().count(Operation.LINK_POST)).isEqualTo(1);
  }

  /** A server that does not know the size never has the whole file. */
  @Test
  void aLinkWithoutASizeIsToldTheSizeByTus() throws Exception {
    Cli.Run link = cli.run("upload", "link", "--title", "By link", "-o", "json");
    assertThat(link.err()).contains("without --filesize");
    Path file = Cli.file(folder, "a.mp4", 3000);

    Cli.Run run =
        Cli.bare()
            .run(
                "upload",
                "send",
                file,
                String.valueOf(link.json().text("endpoint")),
                "--method",
                "tus",
                "--chunk-size",
                "1K",
                "-o",
                "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields()).containsEntry("bytes_sent", 3000);
    EmulatorVideo video = sandbox.state().videos().get(0);
    assertThat(video.bytesReceived()).isEqualTo(3000);
    assertThat(video.md5())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file))));
  }

  @Test
  void withASizeNothingIsToldOfIt() {
    Cli.Run link = cli.run("upload", "link", "--title", "By link", "--filesize", "3K");
    assertThat(link.exit()).isZero();
    assertThat(link.err()).doesNotContain("--filesize");
  }

  @Test
  void aTokenThatIsSetIsNotSentEither() {
    Cli.Run run = cli.run("upload", "send", Cli.file(folder, "a.mp4", 30), endpoint());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
  }

  @Test
  void aTokenFileThatIsNotThereDoesNotMatter() {
    Cli.Run run =
        Cli.bare()
            .with("KINESCOPE_API_TOKEN_FILE", "/nonexistent/token")
            .run("upload", "send", Cli.file(folder, "a.mp4", 30), endpoint());

    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void aLinkCanComeOnStandardInput() {
    Cli.Run run =
        Cli.bare()
            .reading(endpoint() + "\n")
            .run("upload", "send", Cli.file(folder, "a.mp4", 30), "-");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(sandbox.state().videos().get(0).bytesReceived()).isEqualTo(30);
  }

  @Test
  void theLinkIsASecretInMessages() {
    String endpoint = endpoint();
    Path file = Cli.file(folder, "a.mp4", 30);
    Cli.bare().run("upload", "send", file, endpoint);

    Cli.Run again = Cli.bare().run("upload", "send", file, endpoint, "-vv");

    String secret = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    assertThat(again.exit()).isEqualTo(5);
    assertThat(again.err()).contains("the upload link is gone").doesNotContain(secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/v2/upload/x", "no-url", ""})
  void aLinkThatIsNoneIsAUsageErrorThatDoesNotShowIt(String endpoint) {
    Cli.Run run = Cli.bare().run("upload", "send", Cli.file(folder, "a.mp4", 30), endpoint);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("the upload link can't be used").doesNotContain("example.com");
  }

  @Test
  void nothingOnStandardInputIsInvalidInput() {
    assertThat(Cli.bare().run("upload", "send", Cli.file(folder, "a.mp4", 30), "-").exit())
        .isEqualTo(7);
  }
}
