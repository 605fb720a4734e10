package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is attached to a video is no video: nobody asks for it, and it has its own id. */
@WireMockTest
class AttachmentsTest {
  @TempDir Path folder;

  @Test
  void anAttachmentHasItsOwnIdAndIsNeverLookedFor() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli cli = lab.cli();
      cli.run("upload", "url", "https://e.com/a.mp4", "--ledger", lab.path("u.db"));
      String video = lab.sandbox.state().videos().get(0).id();
      Object[] words = {
        "upload",
        "file",
        Cli.file(folder, "slides.pdf", 30),
        "--attach-to",
        video,
        "--ledger",
        lab.path("u.db"),
        "-o",
        "json",
        "--method",
        "link"
      };
      long looks = looks(lab);
      Cli.Run first = cli.run(words);
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(first.err()).isEmpty();
      JsonObject made = first.json();
      assertThat(made.text("video_id")).isEqualTo(video);
      assertThat(made.text("attachment_id")).isNotNull().isNotEqualTo(video);
      assertThat(made.fields().keySet()).startsWith("video_id", "attachment_id", "title");

      Cli.Run again = cli.run(words);
      assertThat(again.exit()).isZero();
      assertThat(again.json().fields())
          .containsEntry("state", "skipped")
          .containsEntry("video_id", video)
          .containsEntry("attachment_id", made.text("attachment_id"));
      assertThat(again.err())
          .contains("to video " + video + "; use --again to attach it again")
          .doesNotContain("warning");
      assertThat(looks(lab)).isEqualTo(looks);
      assertThat(lab.sandbox.state().attachments()).hasSize(1);

      words[words.length - 3] = "csv";
      assertThat(cli.run(words).lines().get(0)).startsWith("video_id,attachment_id,title,");
      JsonObject link =
          cli.run("upload", "link", "--type", "attachment", "--video-id", video, "-o", "json")
              .json();
      assertThat(link.text("video_id")).isEqualTo(video);
      assertThat(link.fields()).containsOnlyKeys("video_id", "attachment_id", "endpoint", "type");
      assertThat(
              Cli.bare()
                  .run("ledger", "show", lab.path("u.db"), "-o", "json")
                  .json()
                  .number("not_seen_ready"))
          .isZero();
    }
  }

  private static long looks(ImportLab lab) {
    return lab.sandbox.state().count(Operation.VIDEO_GET, Operation.VIDEO_LIST);
  }

  @Test
  void itsLinkIsAskedForWithNothingButWhatTheGuideLists(WireMockRuntimeInfo server) {
    WireMock.stubFor(
        post(urlEqualTo("/v2/init"))
            .willReturn(
                okJson(
                    "{\"data\":{\"id\":\"a1\",\"endpoint\":\""
                        + server.getHttpBaseUrl()
                        + "/v2/upload/x\"}}")));
    WireMock.stubFor(post(urlEqualTo("/v2/upload/x")).willReturn(okJson("{\"data\":{}}")));
    Cli.Run run =
        Cli.at(server.getHttpBaseUrl(), server.getHttpBaseUrl())
            .with("KINESCOPE_API_TOKEN", "0b1a5e11-0000-4000-8000-000000000009")
            .run(
                "upload",
                "file",
                Cli.file(folder, "slides.pdf", 30),
                "--attach-to",
                "v1",
                "--method",
                "link",
                "--title",
                "T",
                "--description",
                "d",
                "--subtitle",
                "s",
                "--filename",
                "f",
                "--client-ip",
                "192.0.2.7",
                "--ledger",
                folder.resolve("u.db"),
                "-o",
                "json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("titles, descriptions, file names and previews are for videos");
    assertThat(run.json().fields())
        .containsEntry("video_id", "v1")
        .containsEntry("attachment_id", "a1");
    WireMock.verify(
        postRequestedFor(urlEqualTo("/v2/init"))
            .withRequestBody(
                equalToJson(
                    "{\"type\":\"attachment\",\"video_id\":\"v1\",\"filesize\":30,"
                        + "\"client_ip\":\"192.0.2.7\"}")));
    WireMock.verify(0, WireMock.getRequestedFor(anyUrl()));
  }
}
