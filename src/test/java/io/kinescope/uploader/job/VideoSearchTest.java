package io.kinescope.uploader.job;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.stubFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of lists of videos: the call asked for {@code Title} in project {@code p}. */
@Tag("slow")
@WireMockTest
class VideoSearchTest {
  private static final Instant ATTEMPT = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration LIST_LAG = Duration.ofSeconds(15);
  private static final Duration LATER = Duration.ofHours(1);
  private static final int PAGE = 100;

  private final List<Duration> sleeps = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<Transport> open = new ArrayList<>();

  /** The service's time. */
  private Instant now = ATTEMPT.plus(LATER);

  private String url = "";

  @BeforeEach
  void findTheServer(WireMockRuntimeInfo server) {
    url = server.getHttpBaseUrl();
  }

  @AfterEach
  void close() {
    open.forEach(Transport::close);
  }

  /**
   * Candidates are {@code id title project folder status seconds-after-the-attempt}, separated by
   * {@code |}; an empty word is a dash.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "URL; ; nothing []",
        "URL; a Title p - done 1; one a",
        "URL; a Title p - pending 1; one a",
        "URL; a Title p - error 1; one a",
        "URL; a Title p - aborted 1; one a",
        "SINGLE; a Title p - done 1; one a",
        "SINGLE; a Title p - pre-processing 1; one a",
        "SINGLE; a Title p - error 1; one a",
        "SINGLE; a Title p - aborted 1; nothing [a]",
        "SINGLE; a Title p - suspended 1; nothing [a]",
        "SINGLE; a Title p - uploading 1; unclear: Kinescope is still receiving a video with this title",
        "SINGLE; a Title p - new-word 1; unclear: Kinescope is still receiving a video with this title",
        "SINGLE; a Title p - suspended 1|b Title p - done 2; one b",
        "SINGLE; a Title p - uploading 1|b Title p - done 2; unclear: 2 videos match",
        "LINK; a Title p - pending 1; nothing [a]",
        "LINK; a Title p - uploading 1|b Title p - pending 2; nothing [b, a]",
        "LINK; a Title p - aborted 1; nothing [a]",
        "TUS; a Title p - done 1; nothing []",
        "LINK; a Title p - pending -3600; nothing []",
        "URL; a Title p - done 1|b Title p - done 2; unclear: 2 videos match",
        "URL; a Title p - done 1|mine Title p - done 2; one a",
        "URL; mine Title p - done 1; nothing []",
        "URL; MINE Title p - done 1; nothing []",
        "URL; a Title P - done 1; one a",
        "URL; a title p - done 1; nothing []",
        "URL; a Title q - done 1; nothing []",
        "URL; a Title q p done 1; one a",
        "URL; a Title p q done 1; unclear: it may be a",
        "URL; a Title p q done 1|b Title p - done 1; one b",
        "LINK; a Title p q pending 1; nothing []",
        "URL; a Title p - done -110; one a",
        "URL; a Title p - done -130; unclear: it may be a",
        "URL; a Title p - done -80000; unclear: it may be a",
        "URL; a Title p - done -90000; nothing []",
        "URL; a Title p - done -90000|b Title p - done 5; one b",
        "URL; a Title p - done -130|b Title p - done 5; one b",
      })
  void candidatesAreJudgedByCallTitlePlaceTimeAndStatus(
      UploadMethod method, @Nullable String candidates, String expected) {
    list(videos(candidates), videos(candidates), true);
    assertThat(say(look(method, Duration.ZERO, ATTEMPT))).startsWith(expected);
  }

  /**
   * How well the service finds a title is not documented, so everything since is looked through.
   */
  @Test
  void aSearchThatFindsNothingIsNotBelieved() {
    list(List.of(), videos("x Other p - done 3|a Title p - done 1"), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT))).isEqualTo("one a");
  }

  @ParameterizedTest
  @CsvSource({
    // our clock against the service's, in hours; whether it tells its time; what is found
    "0, true, one a",
    "1, true, one a",
    "-1, true, one a",
    "0, false, one a",
    "-1, false, one a",
    "1, false, unclear: it may be a",
  })
  void clocksMayDiffer(int hoursAhead, boolean tellsItsTime, String expected) {
    Duration ahead = Duration.ofHours(hoursAhead);
    list(videos("a Title p - done 1"), videos("a Title p - done 1"), tellsItsTime);
    assertThat(say(look(UploadMethod.URL, ahead, ATTEMPT.plus(ahead)))).contains(expected);
  }

  /** The attempt was written down by a clock that has been put right since. */
  @Test
  void aClockThatWasPutRightIsNoReasonForASecondVideo() {
    Instant wrong = ATTEMPT.plus(Duration.ofHours(1));
    now = wrong.plus(LATER);
    list(videos("a Title p - done 1"), videos("a Title p - done 1"), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, wrong))).contains("it may be a");
  }

  /** The clock that wrote the attempt down was ahead, and is right now. */
  @ParameterizedTest
  @CsvSource({"PT4M", "PT5H", "P10D"})
  void aClockThatWasAheadIsNotWaitedFor(Duration ahead) {
    now = ATTEMPT.plusSeconds(30);
    list(List.of(), List.of(), true);
    Instant wrong = ATTEMPT.plus(ahead);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, wrong))).isEqualTo("nothing []");
    assertThat(sleeps.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(LIST_LAG);
    assertThat(notices).singleElement().asString().contains("an answer was lost: waiting up to");
    list(videos("a Title p - done 1"), videos("a Title p - done 1"), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, wrong))).isEqualTo("one a");
    now = ATTEMPT.plusSeconds(200);
    list(videos("a Title p - done 1"), videos("a Title p - done 1"), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, wrong))).contains("it may be a");
  }

  @Test
  void aListThatLagsIsLookedAtAgain() {
    now = ATTEMPT;
    appearsAtTheThirdCall(videos("a Title p - done 1"));
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT))).isEqualTo("one a");
    assertThat(sleeps).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  /** For a service whose search does not find the title. */
  @Test
  void onlyTheLastLookReadsTheWholeList() {
    now = ATTEMPT;
    list(List.of(), videos("a Title p - done 1"), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT))).isEqualTo("one a");
    verify(1, getRequestedFor(urlPathEqualTo("/v1/videos")).withQueryParam("q", absent()));
  }

  @Test
  void nothingIsBelievedOnlyWhenTheListHasHadItsTime() {
    now = ATTEMPT;
    list(List.of(), List.of(), true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT))).isEqualTo("nothing []");
    assertThat(sleeps.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(LIST_LAG);
  }

  /** Nothing can be lost by not waiting: a link makes no finished video by itself. */
  @Test
  void anOrphanOfALinkIsNotWaitedFor() {
    now = ATTEMPT;
    list(videos("a Title p - pending 0"), List.of(), true);
    assertThat(say(look(UploadMethod.LINK, Duration.ZERO, ATTEMPT))).isEqualTo("nothing [a]");
    assertThat(sleeps).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, one v250", "3, unclear: 3 videos match", "0, nothing []"})
  void candidatesMayBeOnAnyPage(int matching, String expected) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (int i = 1; i <= 250; i++) {
      boolean matches = i % PAGE == 50 && i / PAGE >= 3 - matching;
      all.add(video("v" + i, matches ? "Title" : "Other", "p", "-", "done", 1000 - i));
    }
    list(List.of(), all, true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT))).contains(expected);
  }

  @Test
  void tooManyVideosToLookThroughAreNoProofThatThereIsNone() {
    List<Map<String, @Nullable Object>> all =
        IntStream.range(0, 20_100)
            .mapToObj(i -> video("v" + i, "Other", "p", "-", "done", 30_000 - i))
            .toList();
    list(List.of(), all, true);
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT)))
        .contains("unclear: too many videos");
  }

  @ParameterizedTest
  @CsvSource({
    "403, 100103, may not read",
    "401, 100102, may not read",
    "400, 100101, may not read",
    "404, 404404, 404",
    "402, 400207, list videos",
    "400, 400216, list videos",
  })
  void whatRefusesToTellProvesNothing(int status, int code, String words) {
    stubFor(any(anyUrl()).willReturn(error(status, code)));
    assertThat(say(look(UploadMethod.URL, Duration.ZERO, ATTEMPT)))
        .startsWith("unclear")
        .contains(words);
    assertThat(sleeps).isEmpty();
  }

  @Test
  void aServiceOutOfReachIsNoAnswer() {
    stubFor(any(anyUrl()).willReturn(error(500, 500500)));
    UploaderException e =
        catchThrowableOfType(
            UploaderException.class, () -> look(UploadMethod.URL, Duration.ZERO, ATTEMPT));
    assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  private static ResponseDefinitionBuilder error(int status, int code) {
    return aResponse()
        .withStatus(status)
        .withBody("{\"error\":{\"code\":" + code + ",\"message\":\"no\"}}");
  }

  private VideoSearch.Found look(UploadMethod method, Duration ahead, Instant since) {
    Clock ours = clock(ahead);
    Transport transport =
        new Transport(
            new HttpSettings(
                URI.create(url),
                URI.create(url),
                Token.of("t", "a test"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                null,
                null,
                "kinescope-test"),
            new Transport.Pacing(
                new RateLimiter(RateSpec.parse("none"), System::nanoTime, this::sleep),
                new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                this::sleep,
                ours));
    open.add(transport);
    return new VideoSearch(
            Kinescope.over(transport).videos(), transport, ours, LIST_LAG, notices::add)
        .look(new VideoSearch.LostCall(method, "p", "Title", since, Set.of("mine")::contains));
  }

  private void sleep(Duration duration) {
    sleeps.add(duration);
    now = now.plus(duration);
  }

  private Clock clock(Duration ahead) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.plus(ahead);
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private static String say(VideoSearch.Found found) {
    if (found instanceof VideoSearch.Found.One one) {
      return "one " + one.video().id();
    }
    return found instanceof VideoSearch.Found.Nothing nothing
        ? "nothing " + nothing.orphans()
        : "unclear: " + ((VideoSearch.Found.Unclear) found).why();
  }

  private static List<Map<String, @Nullable Object>> videos(@Nullable String candidates) {
    List<Map<String, @Nullable Object>> videos = new ArrayList<>();
    if (candidates != null) {
      for (String candidate : candidates.split("\\|", -1)) {
        String[] words = candidate.split(" ", -1);
        videos.add(
            video(words[0], words[1], words[2], words[3], words[4], Long.parseLong(words[5])));
      }
    }
    return videos;
  }

  private static Map<String, @Nullable Object> video(
      String id, String title, String project, String folder, String status, long seconds) {
    return Map.of(
        "id", id,
        "title", title,
        "project_id", project,
        "folder_id", folder.equals("-") ? "" : folder,
        "status", status,
        "created_at", ATTEMPT.plusSeconds(seconds).toString());
  }

  /** What the search for the title answers, and what the whole list holds; newest first. */
  private void list(
      List<Map<String, @Nullable Object>> searched,
      List<Map<String, @Nullable Object>> all,
      boolean tellsItsTime) {
    for (int page = 1; page <= Math.max(1, (all.size() + PAGE - 1) / PAGE); page++) {
      String number = Integer.toString(page);
      stubFor(
          get(urlPathEqualTo("/v1/videos"))
              .withQueryParam("page", equalTo(number))
              .withQueryParam("q", absent())
              .willReturn(answer(all, page, tellsItsTime)));
      stubFor(
          get(urlPathEqualTo("/v1/videos"))
              .withQueryParam("page", equalTo(number))
              .withQueryParam("q", equalTo("Title"))
              .willReturn(answer(searched, page, tellsItsTime)));
    }
  }

  /** Each look but the last asks once: for the title. */
  private static void appearsAtTheThirdCall(List<Map<String, @Nullable Object>> videos) {
    String[] states = {Scenario.STARTED, "looked once", "looked twice"};
    for (int i = 0; i < states.length; i++) {
      boolean last = i == states.length - 1;
      stubFor(
          get(urlPathEqualTo("/v1/videos"))
              .inScenario("lag")
              .whenScenarioStateIs(states[i])
              .willSetStateTo(last ? states[i] : states[i + 1])
              .willReturn(aResponse().withBody(body(last ? videos : List.of(), 1, videos.size()))));
    }
  }

  private ResponseDefinitionBuilder answer(
      List<Map<String, @Nullable Object>> all, int page, boolean tellsItsTime) {
    List<Map<String, @Nullable Object>> newestFirst =
        all.stream()
            .sorted(
                (a, b) ->
                    String.valueOf(b.get("created_at"))
                        .compareTo(String.valueOf(a.get("created_at"))))
            .toList();
    int from = Math.min(newestFirst.size(), (page - 1) * PAGE);
    int to = Math.min(newestFirst.size(), from + PAGE);
    ResponseDefinitionBuilder answer =
        aResponse().withBody(body(newestFirst.subList(from, to), page, newestFirst.size()));
    return tellsItsTime
        ? answer.withHeader(
            "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC)))
        : answer;
  }

  private static String body(List<Map<String, @Nullable Object>> page, int number, int total) {
    return Json.write(
        Map.of(
            "meta",
            Map.of("pagination", Map.of("page", number, "per_page", PAGE, "total", total)),
            "data",
            page));
  }
}
