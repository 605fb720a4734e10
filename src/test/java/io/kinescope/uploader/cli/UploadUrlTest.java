package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.Operation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadUrlTest {
  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "http://example.com/видео.mp4"
      })
  void theServiceIsGivenTheUrlAndTheTitleAsTheyAre(String url) {
    String title = "Лекция №1: «Введение», часть 2 😀";

    Cli.Run run =
        cli.run("upload", "url", url, "--title", title, "--description", "d", "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().fields())
        .containsEntry("method", "url")
        .containsEntry("title", title)
        .containsEntry("bytes", 0);
    assertThat(sandbox.state().videos())
        .extracting(
            video -> video.draft().sourceUrl(), EmulatorVideo::title, EmulatorVideo::description)
        .containsExactly(tuple(url, title, "d"));
  }

  @Test
  void theLastSegmentOfTheUrlGivesTheTitle() {
    cli.run("upload", "url", "https://example.com/a/%D0%9B%D0%B5%D0%BA%D1%86%D0%B8%D1%8F.mp4?x=1");

    assertThat(sandbox.state().titled("Лекция")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://youtu.be/abc,              the URL gives no title",
    "https://example.com/,              the URL gives no title",
    "ftp://example.com/a.mp4,           not an absolute http or https address",
    "/tmp/a.mp4,                        not an absolute http or https address",
    "https://example.com/a b.mp4,       U+0020 at character 22",
    "https://example.com/\u200Ba.mp4,   U+200B at character 21",
    "https://example.com/\u200Ea.mp4,   U+200E at character 21",
    "https://exam\u00ADple.com/a.mp4,   U+00AD at character 13",
    "https://https://example.com/a.mp4, begins twice with http:// or https://",
    "https://a..b/a.mp4,                names a host or port that can't exist",
    "https://example.com:99999/a.mp4,   names a host or port that can't exist",
  })
  void aUrlThatDoesNotDoIsAUsageError(String url, String why) {
    Cli.Run run = cli.run("upload", "url", url);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aTitleThatAHeaderCannotCarryIsAUsageErrorThatSaysSo() {
    Cli.Run run = cli.run("upload", "url", "https://example.com/a.mp4", "--title", "two\nlines");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--title").contains("line break");
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aDescriptionThatAHeaderCannotCarryIsSentAfterwards() {
    Cli.Run run =
        cli.run("upload", "url", "https://example.com/a.mp4", "--description", "two\nlines");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(sandbox.state().videos())
        .extracting(EmulatorVideo::description)
        .containsExactly("two\nlines");
    assertThat(sandbox.state().count(Operation.URL)).isEqualTo(1);
  }

  @Test
  void aDeadUrlShowsWhenItIsWaitedFor() {
    Cli.Run run = cli.run("upload", "url", "https://gone.invalid/a.mp4", "--wait", "-o", "json");

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.json().text("status")).isEqualTo("error");
    assertThat(run.err()).contains("ended in status error").contains("610100");
    assertThat(sandbox.state().count(Operation.URL)).isEqualTo(1);
  }
}
