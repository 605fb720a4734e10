package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.Right;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideosTest {
  private static final String LIMITED = "0b1a5e11-0000-4000-8000-000000000001";

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

  private EmulatorVideo video(String url) {
    return video(cli, sandbox, url);
  }

  private static EmulatorVideo video(Cli cli, Emulator sandbox, String url) {
    Cli.Run run = cli.run("upload", "url", url, "--title", url, "-o", "id");
    assertThat(run.exit()).as(run.err()).isZero();
    return Objects.requireNonNull(sandbox.state().video(run.out().strip()));
  }

  @Test
  void oneVideoIsAnObject() {
    EmulatorVideo video = video("https://example.com/a.mp4");

    Cli.Run run = cli.run("videos", "get", video.id(), "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields())
        .containsEntry("id", video.id())
        .containsEntry("status", "done")
        .containsKeys("assets", "hls_link");
    assertThat(cli.run("videos", "get", video.id()).out())
        .contains("status:      done\n")
        .contains("play_link:   https://kinescope.io/" + video.shortId() + "\n");
  }

  @Test
  void severalVideosAreAnArrayAndAMissingOneHidesNoOther() {
    EmulatorVideo a = video("https://example.com/a.mp4");
    EmulatorVideo b = video("https://example.com/b.mp4");

    Cli.Run run = cli.run("videos", "get", a.id(), "nowhere", b.id(), "-o", "json");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("could not get the video nowhere: no such entity");
    assertThat(run.array()).extracting(video -> video.text("id")).containsExactly(a.id(), b.id());
  }

  @ParameterizedTest
  @CsvSource({
    "--query lecture,                     1",
    "--status done,                       2",
    "--status error --status done,        3",
    "'--status error,done',               3",
    "--folder none,                       0",
    "--project PROJECT,                   3",
    "--per-page 2 --page 1 --order title, 2",
    "--per-page 1,                        3",
  })
  void aListHoldsWhatWasAskedFor(String options, int count) {
    video("https://example.com/lecture.mp4");
    video("https://example.com/b.mp4");
    video("https://gone.invalid/c.mp4");
    String project = sandbox.defaultParentId();

    Object[] args = ("videos list -o id " + options.replace("PROJECT", project)).split(" ");
    Cli.Run run = cli.run(args);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.lines()).hasSize(count);
  }

  @Test
  void waitEndsWithTheStatusOfEachVideo() {
    EmulatorVideo done = video("https://example.com/a.mp4");
    EmulatorVideo dead = video("https://gone.invalid/b.mp4");

    Cli.Run good = cli.run("videos", "wait", done.id(), "-o", "json");
    Cli.Run both = cli.run("videos", "wait", done.id(), dead.id(), dead.id(), "-o", "jsonl");

    assertThat(good.exit()).as(good.err()).isZero();
    assertThat(good.json().text("status")).isEqualTo("done");
    assertThat(both.exit()).isEqualTo(3);
    assertThat(both.objects())
        .extracting(video -> video.text("status"))
        .containsExactlyInAnyOrder("done", "error");
    assertThat(both.err()).contains(dead.id() + " ended in status error").contains("610100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json"})
  void waitPrintsWhatSettledAndNamesWhatDidNot(String format) {
    EmulatorSettings slow =
        EmulatorSettings.defaults().unlimited().processingTime(Duration.ofHours(1));
    try (Emulator other = Emulator.start(slow)) {
      Cli there = Cli.at(other);
      String a = video(there, other, "https://example.com/a.mp4").id();
      String b = video(there, other, "https://example.com/b.mp4").id();

      Cli.Run run = there.run("videos", "wait", a, b, "--wait-timeout", "0", "-o", format);

      assertThat(run.exit()).isEqualTo(10);
      assertThat(run.out()).doesNotContain(a);
      assertThat(run.err())
          .contains("video " + a + " is not ready yet")
          .contains("video " + b + " is not ready yet");
    }
  }

  @Test
  void aVideoThatIsNotThereEndsTheWaiting() {
    assertThat(cli.run("videos", "wait", "nowhere").exit()).isEqualTo(3);
  }

  @Test
  void postersAreBuiltFromThePlayLinksId() {
    EmulatorVideo video = video("https://example.com/a.mp4");
    String site = "https://kinescope.io/" + video.shortId();

    assertThat(cli.run("posters", video.id(), "-o", "id").lines())
        .containsExactly(
            site + "/poster.jpg",
            site + "/poster/xs.jpg",
            site + "/poster/sm.jpg",
            site + "/poster/md.jpg",
            site + "/poster/lg.jpg",
            site + "/poster.webp",
            site + "/poster/xs.webp",
            site + "/poster/sm.webp",
            site + "/poster/md.webp",
            site + "/poster/lg.webp");
    Cli.Run one = cli.run("posters", video.id(), "--size", "md", "--format", "webp", "-o", "jsonl");
    assertThat(one.objects().get(0).fields())
        .containsEntry("url", site + "/poster/md.webp")
        .containsEntry("size", "md")
        .containsEntry("format", "webp");
    assertThat(one.err()).isEmpty();
    assertThat(cli.run("posters", video.id(), "--size", "xxl").exit()).isEqualTo(2);
  }

  /** The example of Kinescope's guide, on a machine without anything. */
  @Test
  void aShortIdNeedsNoTokenAndNoCall() {
    Cli.Run run =
        Cli.bare().run("posters", "oYBbGFaGUPdTFBzzyFFfaX", "--format", "jpg", "-o", "id");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .startsWith("https://kinescope.io/oYBbGFaGUPdTFBzzyFFfaX/poster.jpg")
        .contains("https://kinescope.io/oYBbGFaGUPdTFBzzyFFfaX/poster/lg.jpg");
  }

  @ParameterizedTest
  @CsvSource({
    "11111111-2222-4333-8444-555555555555, 3, 0",
    "nowhere,                              3, 0",
    "oYBbGFaGUPdTFBzzyFFfaX,               0, 10"
  })
  void anIdThatTheTokenDoesNotSeeIsTold(String id, int exit, int links) {
    Cli.Run run = cli.run("posters", id, "-o", "id");

    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).contains("could not get the video " + id + ": no such entity");
    assertThat(run.lines()).hasSize(links);
  }

  @Test
  void anEmptyPlayLinkGivesNoLinkWithoutAnId() {
    try (RawServer server =
        new RawServer(
            line -> "{\"data\":{\"id\":\"v1\",\"play_link\":\"\",\"embed_link\":\"\"}}")) {
      Cli.Run run =
          Cli.at(server.url(), server.url())
              .with("KINESCOPE_API_TOKEN", LIMITED)
              .run("posters", "v1", "--format", "jpg", "-o", "id");

      assertThat(run.lines()).startsWith("https://kinescope.io/v1/poster.jpg");
      assertThat(run.err()).contains("the video has no play link yet");
    }
  }

  @Test
  void theParentOptionDoesNotFilterInSilence() {
    Cli.Run run = cli.run("videos", "list", "--parent", sandbox.defaultParentId());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--parent does not filter", "--project ID or --folder ID");
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aStatusThatNoVideoCanHaveIsTold() {
    Cli.Run near = cli.run("videos", "list", "--status", "procesing", "-o", "json");
    Cli.Run far = cli.run("videos", "list", "--status", "done,ready");

    assertThat(near.exit()).isZero();
    assertThat(near.err()).contains("no status 'procesing'; did you mean 'processing'?");
    assertThat(far.err())
        .contains("no status 'ready'; its statuses are pending, uploading, ")
        .doesNotContain("'done'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", LIMITED})
  void withoutTheRightToReadPostersAreBuiltFromTheGivenId(String token) {
    Cli.Run run =
        cli.with("KINESCOPE_API_TOKEN", token)
            .run("posters", "abc", "--size", "lg", "--format", "jpg", "-o", "id");

    assertThat(run.exit()).isZero();
    assertThat(run.lines()).containsExactly("https://kinescope.io/abc/poster/lg.jpg");
    assertThat(run.err()).contains("warning: ").contains("the links use the id as given");
  }
}
