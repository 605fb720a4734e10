package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between two servers; another port is another host as far as the token is concerned. */
@Timeout(60)
class RedirectWireTest {
  private static final String MADE = WireServer.json("200 OK", "{\"data\":{\"id\":\"v\"}}");

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void aCreateIsSentOnWithMethodBodyAndHeadersButWithoutTheToken(int status) {
    try (WireServer other = WireServer.answering(MADE);
        WireServer first = redirecting(status, other.url("/elsewhere"));
        Lab lab = Lab.of(first.url("/"))) {
      ApiRequest create =
          new ApiRequest(
              "make video",
              "POST",
              first.url("/v2/video"),
              Headers.of("X-Video-Title", "t"),
              Lab.jsonBody(),
              ApiRequest.Idempotency.CREATE,
              ApiRequest.Route.API);
      assertThat(lab.transport().call(create).successful()).isTrue();
      assertThat(first.requests()).hasSize(1);
      assertThat(first.requests().get(0)).contains("Authorization: Bearer " + Lab.SECRET);
      assertThat(other.requests()).hasSize(1);
      assertThat(other.requests().get(0))
          .startsWith("POST /elsewhere HTTP/1.1\r\n")
          .contains("X-Video-Title: t\r\n")
          .endsWith("\r\n\r\n{\"title\":\"t\"}")
          .doesNotContain(Lab.SECRET)
          .doesNotContainIgnoringCase("authorization");
    }
  }

  @Test
  void withinTheConfiguredHostTheTokenGoesAlong() {
    WireServer.Script script =
        connection -> {
          connection.readRequest();
          connection.write(WireServer.json("307 Go\r\nLocation: /new", "{}"));
          connection.readRequest();
          connection.write(MADE);
        };
    try (WireServer server = new WireServer(script);
        Lab lab = Lab.of(server.url("/"))) {
      lab.transport().call(Lab.create(server.url("/old"), Lab.jsonBody()));
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests()).allMatch(r -> r.contains("Authorization: Bearer "));
    }
  }

  @Test
  void anUploadLinkNeverGetsTheTokenEvenOnTheApiHostOrBackAtIt() {
    try (WireServer api = WireServer.answering(MADE);
        WireServer link = redirecting(307, api.url("/v2/upload/abc"));
        Lab lab = Lab.of(api.url("/"))) {
      for (HttpUrl url : new HttpUrl[] {api.url("/v2/upload/abc"), link.url("/v2/upload/abc")}) {
        lab.transport()
            .call(
                new ApiRequest(
                    "send file",
                    "POST",
                    url,
                    Headers.EMPTY,
                    Lab.jsonBody(),
                    ApiRequest.Idempotency.SAFE,
                    ApiRequest.Route.LINK));
      }
      assertThat(api.requests()).hasSize(2);
      assertThat(api.requests()).noneMatch(r -> r.contains(Lab.SECRET));
      assertThat(link.requests()).hasSize(1);
      assertThat(link.requests()).noneMatch(r -> r.contains(Lab.SECRET));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303})
  void aCreateIsNotTurnedIntoAGet(int status) {
    try (WireServer other = WireServer.answering(MADE);
        WireServer first = redirecting(status, other.url("/elsewhere"));
        Lab lab = Lab.of(first.url("/"))) {
      UploaderException e = failure(lab, Lab.create(first.url("/v2/init"), Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(first.requests()).hasSize(1);
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void readingFollowsWithoutTheToken(int status) {
    try (WireServer other = WireServer.answering(MADE);
        WireServer first = redirecting(status, other.url("/elsewhere"));
        Lab lab = Lab.of(first.url("/"))) {
      lab.transport().call(ApiRequest.get("list", first.url("/v1/projects")));
      assertThat(other.requests()).hasSize(1);
      assertThat(other.requests().get(0)).startsWith("GET ").doesNotContain(Lab.SECRET);
    }
  }

  /** Whoever reads "no authorization header" makes a new token, which changes nothing. */
  @ParameterizedTest
  @ValueSource(ints = {302, 308})
  void aRefusalByAnotherHostIsNotTheTokens(int status) {
    String refused =
        WireServer.json(
            "400 Bad", "{\"error\":{\"code\":100101,\"message\":\"no authorization header\"}}");
    try (WireServer other = WireServer.answering(refused);
        WireServer first = redirecting(status, other.url("/elsewhere?secret"));
        Lab lab = Lab.of(first.url("/"))) {
      UploaderException e = failure(lab, ApiRequest.get("list", first.url("/v1/projects")));
      assertThat(e.kind()).isEqualTo(ErrorKind.AUTH);
      assertThat(e)
          .hasMessageContaining(
              ") (a redirect led to http://127.0.0.1:%d, which does not get the token",
              other.port())
          .hasMessageNotContaining("elsewhere");
      assertThat(e.hint()).contains("--api-url");
    }
  }

  @Test
  void aCircleEnds() {
    try (WireServer server =
            WireServer.answering(WireServer.json("308 Round\r\nLocation: /again", "{}"));
        Lab lab = Lab.of(server.url("/"))) {
      UploaderException e = failure(lab, Lab.create(server.url("/v2/init"), Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(e).hasMessageContaining("too many times");
      assertThat(server.requests()).hasSize(1 + 5);
    }
  }

  @Test
  void thePlaceThatARedirectNamesIsNotShownInTheLog() {
    try (WireServer other = WireServer.answering(MADE);
        WireServer first = redirecting(307, other.url("/signed/5ecret?sig=5ecret"));
        Lab lab = Lab.of(first.url("/"))) {
      lab.transport().call(ApiRequest.get("list", first.url("/v1/projects?page=2")));
      assertThat(lab.logged()).hasSize(2);
      assertThat(lab.logged().get(0)).contains("/v1/projects?page=2");
      assertThat(lab.logged().get(1)).doesNotContain("5ecret");
    }
  }

  private static WireServer redirecting(int status, HttpUrl to) {
    return WireServer.answering(
        WireServer.json(status + " Go\r\nLocation: " + to + "\r\nConnection: keep-alive", "{}"));
  }

  private static UploaderException failure(Lab lab, ApiRequest exchange) {
    return catchThrowableOfType(UploaderException.class, () -> lab.transport().call(exchange));
  }
}
