package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service, or a proxy before it, that does not keep a title as it was sent. */
@WireMockTest
class TitleRepairTest {
  private static final String MANGLED =
      "{\"data\":{\"id\":\"v1\",\"title\":\"?????? 1\",\"status\":\"processing\"}}";
  private static final String RIGHT =
      "{\"data\":{\"id\":\"v1\",\"title\":\"Лекция 1\",\"status\":\"processing\"}}";

  @TempDir Path folder;

  private Cli cli = Cli.bare();

  @BeforeEach
  void serveAMangledTitle(WireMockRuntimeInfo server) {
    cli =
        Cli.at(server.getHttpBaseUrl(), server.getHttpBaseUrl())
            .with("KINESCOPE_API_TOKEN", "0b1a5e11-0000-4000-8000-000000000009")
            .with("KINESCOPE_PARENT_ID", "p");
    WireMock.stubFor(post(urlEqualTo("/v2/video")).willReturn(okJson(MANGLED)));
  }

  @Test
  void aMangledTitleIsPutRight() {
    WireMock.stubFor(get(urlEqualTo("/v1/videos/v1")).willReturn(okJson(RIGHT)));
    WireMock.stubFor(patch(urlEqualTo("/v1/videos/v1")).willReturn(okJson(RIGHT)));

    Cli.Run run = cli.run("upload", "file", Cli.file(folder, "Лекция 1.mp4", 10), "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("warning");
    assertThat(run.json().text("title")).isEqualTo("Лекция 1");
    WireMock.verify(
        1,
        patchRequestedFor(urlEqualTo("/v1/videos/v1"))
            .withRequestBody(equalToJson("{\"title\":\"Лекция 1\"}")));
  }

  /** 204 is documented for it. What a later run tells of the video is what was put right. */
  @Test
  void aTitleThatWasPutRightIsRemembered() {
    WireMock.stubFor(patch(urlEqualTo("/v1/videos/v1")).willReturn(aResponse().withStatus(204)));
    WireMock.stubFor(get(urlEqualTo("/v1/videos/v1")).willReturn(okJson(RIGHT)));
    String file = Cli.file(folder, "Лекция 1.mp4", 10).toString();
    assertThat(cli.run("upload", "file", file).exit()).isZero();

    Cli.Run again = cli.run("upload", "file", file, "-o", "json");

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.json().fields())
        .containsEntry("state", "skipped")
        .containsEntry("title", "Лекция 1");
  }

  @Test
  void aTitleThatCannotBePutRightIsAWarning() {
    WireMock.stubFor(
        get(urlEqualTo("/v1/videos/v1"))
            .willReturn(
                aResponse()
                    .withStatus(404)
                    .withBody("{\"error\":{\"code\":404404,\"message\":\"not found\"}}")));
    WireMock.stubFor(
        patch(urlEqualTo("/v1/videos/v1"))
            .willReturn(
                aResponse()
                    .withStatus(403)
                    .withBody("{\"error\":{\"code\":100103,\"message\":\"access denied\"}}")));

    Cli.Run run = cli.run("upload", "url", "https://example.com/a.mp4", "--title", "Лекция 1");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: video v1 has another title").contains("access denied");
    assertThat(run.out()).contains("?????? 1");
  }
}
