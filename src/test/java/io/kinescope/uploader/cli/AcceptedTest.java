package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL is accepted until Kinescope has fetched it, and no result is final without its links. */
@WireMockTest
class AcceptedTest {
  private static final String FETCHING =
      "Kinescope is still fetching 2 videos; run again to check, or use --wait";

  @TempDir Path folder;

  private static Cli.Run explain(Path csv, String row) {
    return Cli.bare().run("ledger", "explain", csv + ".ledger.db", row);
  }

  @Test
  void aUrlIsAcceptedUntilItIsFetched() {
    Duration processing = Duration.ofHours(1);
    EmulatorClock clock = new EmulatorClock();
    try (ImportLab lab =
        ImportLab.in(folder, ImportLab.quick().processingTime(processing).clock(clock))) {
      Cli.file(folder, "a.mp4", 10);
      Path csv =
          lab.csv("url,file,title\nhttps://e.com/1,,One\nhttps://e.com/2,,Two\n,a.mp4,File\n");
      Cli.Run first = lab.run(csv, "-o", "json");
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(ImportLab.states(first)).isEqualTo("uploaded=3");
      assertThat(first.json().number("not_ready")).isEqualTo(2);
      assertThat(first.err()).contains(FETCHING);
      assertThat(explain(csv, "https://e.com/1").out())
          .containsPattern("state +uploaded: accepted, Kinescope is fetching it\n");
      assertThat(explain(csv, "a.mp4").out())
          .containsPattern("state +uploaded: Kinescope has everything\n");

      Cli.Run second = lab.run(csv);
      assertThat(second.out()).containsPattern("(?m)^not ready +2$");
      assertThat(second.err()).contains(FETCHING);
      assertThat(lab.run(csv, "-q").err()).isEmpty();

      clock.pass(processing);
      Cli.Run third = lab.run(csv, "-o", "json");
      assertThat(third.json().number("not_ready")).isZero();
      assertThat(third.err()).doesNotContain("fetching");
      assertThat(explain(csv, "https://e.com/1").out())
          .containsPattern("state +uploaded: Kinescope has everything\n");
    }
  }

  @Test
  void oneUrlIsAcceptedToo() {
    Duration processing = Duration.ofHours(1);
    EmulatorClock clock = new EmulatorClock();
    try (ImportLab lab =
        ImportLab.in(folder, ImportLab.quick().processingTime(processing).clock(clock))) {
      Object[] words = {"upload", "url", "https://e.com/1.mp4", "--ledger", lab.path("u.db")};
      String fetching = "Kinescope is still fetching the video; run again to check, or use --wait";
      assertThat(ImportLab.command(lab.cli(), words).err()).contains(fetching);
      assertThat(ImportLab.command(lab.cli(), words).err()).contains(fetching);
      clock.pass(processing);
      assertThat(ImportLab.command(lab.cli(), words).err()).doesNotContain("fetching");
    }
  }

  /** The answer to the upload has empty links (observed), and so has the first look, or not. */
  @ParameterizedTest
  @ValueSource(strings = {"url,title\nhttps://e.com/1,One\n", "file,title\na.mp4,One\n"})
  void emptyLinksAreFilledInByTheNextLook(String rows) throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.file(folder, "a.mp4", 10);
      Path csv = lab.csv(rows);
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.URL, Operation.SINGLE).then(FaultAction.withoutLinks())));
      JsonObject row = lab.run(csv, "-o", "jsonl").objects().get(0);
      assertThat(row.text("play_link")).startsWith("https://kinescope.io/");
      assertThat(row.text("embed_link")).startsWith("https://kinescope.io/embed/");

      Files.delete(lab.path("videos.csv.ledger.db"));
      Files.delete(lab.path("videos.csv.results.csv"));
      lab.sandbox.play(FaultScript.of(FaultRule.onAny().then(FaultAction.withoutLinks())));
      JsonObject unlinked = lab.run(csv, "-o", "jsonl").objects().get(0);
      assertThat(unlinked.fields())
          .containsEntry("status", "uploaded")
          .containsEntry("play_link", null)
          .containsEntry("embed_link", null);
      assertThat(lab.run(csv, "-o", "jsonl").objects().get(0).fields())
          .containsEntry("play_link", null);

      lab.sandbox.play(FaultScript.of());
      JsonObject later = lab.run(csv, "-o", "jsonl").objects().get(0);
      assertThat(later.text("status")).isEqualTo("skipped");
      assertThat(later.text("play_link")).startsWith("https://kinescope.io/");
      long requests = lab.sandbox.state().totalRequests();
      assertThat(lab.run(csv, "-o", "jsonl").objects().get(0).fields())
          .containsEntry("play_link", later.text("play_link"));
      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
    }
  }

  /** Documented for webhooks; where a video says it is not. */
  @Test
  void theReasonOfAFailedFetchMayBeItsMessage(WireMockRuntimeInfo server) {
    String why = "import error: code=610100, the file can't be downloaded";
    WireMock.stubFor(
        post(urlEqualTo("/v2/video"))
            .willReturn(okJson("{\"data\":{\"id\":\"v1\",\"status\":\"pending\"}}")));
    WireMock.stubFor(
        get(urlEqualTo("/v1/videos/v1"))
            .willReturn(
                okJson(
                    "{\"data\":{\"id\":\"v1\",\"status\":\"error\",\"error\":\"\",\"message\":\""
                        + why
                        + "\"}}")));
    Cli cli =
        Cli.at(server.getHttpBaseUrl(), server.getHttpBaseUrl())
            .with("KINESCOPE_API_TOKEN", "0b1a5e11-0000-4000-8000-000000000009")
            .with("KINESCOPE_PARENT_ID", "p");
    Path csv = Cli.text(folder, "videos.csv", "url,title\nhttps://e.com/1,One\n");
    Cli.Run run = ImportLab.run(cli, csv, "--wait", "-o", "jsonl");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("line 2: video v1 ended in status error: " + why);
    JsonObject error = Objects.requireNonNull(run.objects().get(0).object("error"));
    assertThat(error.text("message")).contains(why);
    assertThat(explain(csv, "https://e.com/1").out()).contains(why);
  }
}
