package io.kinescope.uploader.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and videos as the service may answer them. */
@Timeout(60)
class VideosApiTest {
  private static final String UUID = "0b1a5e11-1234-4000-8000-0000000000ab";
  private static final String SHORT = "oYBbGFaGUPdTFBzzyFFfaX";

  private final MockWebServer server = new MockWebServer();
  private Transport transport;
  private Kinescope kinescope;

  @BeforeEach
  void start() throws IOException {
    server.start();
    URI url = server.url("/").uri();
    HttpSettings settings =
        new HttpSettings(
            url,
            url,
            null,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            null,
            null,
            "kinescope-test");
    RateLimiter limiter = new RateLimiter(RateSpec.parse("none"), System::nanoTime, wait -> {});
    RetryPolicy once = new RetryPolicy(0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    transport =
        new Transport(settings, new Transport.Pacing(limiter, once, wait -> {}, Clock.systemUTC()));
    kinescope = Kinescope.over(transport);
  }

  @AfterEach
  void stop() {
    transport.close();
    server.close();
  }

  /** Who looks for a lost video and took this for an empty list would make a second one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":null}",
        "{\"data\":null,\"meta\":null}",
        "{\"data\":null,\"meta\":{\"pagination\":{\"total\":1}}}",
        "{\"meta\":{\"pagination\":{\"total\":0}}}",
        "{\"data\":{}}",
        "{\"data\":\"\"}",
        "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}"
      })
  void aListWithoutItsArrayIsAnErrorEverywhere(String body) {
    VideosApi.Filter any = new VideosApi.Filter(null, null, null, List.of(), List.of());
    List<ThrowingCallable> lists =
        List.of(
            () -> kinescope.videos().list(PageQuery.ALL, any, item -> true),
            () -> kinescope.videos().byIds(List.of("a")),
            () -> kinescope.projects().list(PageQuery.ALL, null, item -> true),
            () -> kinescope.projects().folders("p", PageQuery.ALL, item -> true));
    for (ThrowingCallable list : lists) {
      answer(200, body);
      assertThatThrownBy(list)
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT))
          .hasMessageContaining("could not list ")
          .hasMessageContaining("without its 'data' list");
    }
  }

  /**
   * As null, only where the service itself says that there are no more: it is no page of a proxy.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[]}",
        "{\"data\":null,\"meta\":{\"pagination\":{\"total\":0}}}",
        "{\"data\":null,\"meta\":{\"pagination\":{\"total\":\"0\"}}}"
      })
  void anEmptyListIsOne(String body) {
    answer(200, body);
    assertThat(kinescope.videos().byIds(List.of("a"))).isEmpty();
  }

  @Test
  void aHundredIdsGoInOneCall() throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      ids.add("id" + i);
    }
    answer(200, "{\"data\":[{\"id\":\"id0\"}],\"meta\":{\"pagination\":{\"total\":1}}}");
    answer(200, "{\"data\":[{\"id\":\"id100\"}],\"meta\":{\"pagination\":{\"total\":1}}}");
    assertThat(kinescope.videos().byIds(ids).stream().map(Video::requireId))
        .containsExactly("id0", "id100");
    assertThat(server.takeRequest().getUrl().queryParameterValues("video_ids[]")).hasSize(100);
    assertThat(server.takeRequest().getUrl().queryParameterValues("video_ids[]"))
        .containsExactly("id100");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "204 | ''",
        "200 | {\"data\":{\"id\":\"v\",\"title\":\"T\"}}",
      })
  void anUpdateIsDoneWithAndWithoutABody(int status, String body) throws InterruptedException {
    answer(status, body);
    kinescope.videos().update("v", "T", null);
    assertThat(Objects.requireNonNull(server.takeRequest().getBody()).utf8())
        .isEqualTo("{\"title\":\"T\"}");
  }

  @Test
  void anUpdateThatWasAnsweredWithSomethingElseIsNotDone() {
    answer(200, "{\"error\":{\"code\":500500}}");
    assertThatThrownBy(() -> kinescope.videos().update("v", null, "D"))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT))
        .hasMessage(
            "could not update the video v: HTTP 200, but the answer is without its 'data' object");
  }

  /** The service said yes: something was made. */
  @Test
  void aFolderWithoutItsDataIsAnUnknownOutcome() {
    answer(200, "{}");
    assertThatThrownBy(() -> kinescope.projects().createFolder("p", "F", null))
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME));
  }

  /** The video is there: whoever reads the error must be able to find it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"endpoint\":null", ",\"endpoint\":\"http://192.0.2.1/v2/upload/5ecret\""})
  void aLinkThatCannotBeUsedIsAnUnknownOutcomeThatNamesTheVideo(String endpoint) {
    answer(200, "{\"data\":{\"id\":\"" + UUID + "\"" + endpoint + "}}");
    InitRequest init =
        new InitRequest("video", "p", "T", null, null, null, null, null, null, null, null);
    assertThatThrownBy(() -> kinescope.uploads().init(init))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME))
        .hasMessageContaining("without a usable link for video " + UUID)
        .hasMessageNotContaining("5ecret");
  }

  @ParameterizedTest
  @CsvSource({
    UUID + ", true",
    "0B1A5E11-1234-4000-8000-0000000000AB, true",
    SHORT + ", true",
    "0b1a5e11-1234-4000-8000-0000000000ac, false",
    "'', false",
    "null, false",
  })
  void aVideoIsKnownByBothOfItsIds(String id, boolean same) {
    assertThat(video("{\"id\":\"" + UUID + "\",\"short_id\":\"" + SHORT + "\"}").is(id))
        .isEqualTo(same);
    String link = "\"short_id\":7,\"play_link\":\"https://kinescope.io/" + SHORT + "?a=b\"";
    assertThat(video("{\"id\":\"" + UUID + "\"," + link + "}").is(id)).isEqualTo(same);
  }

  @Test
  void aVideoWithoutAnIdIsNoneAndNoAnswerOfTheService() {
    assertThat(video("{\"id\":\"" + UUID + "\",\"short_id\":17}").is(UUID)).isTrue();
    for (String json : new String[] {"{}", "{\"id\":null}", "{\"id\":\"\"}"}) {
      Video nameless = video(json);
      assertThat(nameless.is("null")).isFalse();
      assertThatThrownBy(nameless::requireId)
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT));
    }
  }

  private static Video video(String json) {
    JsonObject object = Json.parseObject(json);
    return new Video(Objects.requireNonNull(object));
  }

  private void answer(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }
}
