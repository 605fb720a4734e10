package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiRequest.Route;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HttpUrl URL = HttpUrl.get("https://api.kinescope.io/v1/x");
  private static final String OWN = "{\"error\":{\"code\":7,\"message\":\"m\"}}";
  private static final String BARE = "{\"code\":500500,\"message\":\"m\"}";

  /** Whose words: {@code own} and {@code bare} are the service's, the rest is anybody's. */
  @ParameterizedTest(name = "{0} {1} means {2} to a read, {3} to a create, {4} to bytes for a link")
  @CsvSource({
    // the service's own words are a verdict
    "400, own,  REFUSED,     REFUSED,     REFUSED",
    "400, bare, REFUSED,     REFUSED,     REFUSED",
    "401, own,  AUTH,        AUTH,        REFUSED",
    "402, own,  REFUSED,     REFUSED,     REFUSED",
    "402, mute, QUOTA,       QUOTA,       QUOTA",
    "403, own,  AUTH,        AUTH,        LINK_GONE",
    "404, own,  NOT_FOUND,   NOT_FOUND,   LINK_GONE",
    "407, own,  AUTH,        AUTH,        REFUSED",
    "409, own,  REFUSED,     REFUSED,     again",
    "410, own,  REFUSED,     REFUSED,     LINK_GONE",
    "413, own,  REFUSED,     REFUSED,     REFUSED",
    "422, own,  REFUSED,     REFUSED,     REFUSED",
    // but where they leave open how far it came
    "408, own,  again,       unknown,     ask",
    "423, own,  again,       unknown,     again",
    "425, own,  again,       unknown,     again",
    "460, own,  REFUSED,     REFUSED,     ask",
    "500, own,  again,       unknown,     ask",
    "500, bare, again,       unknown,     ask",
    "502, own,  again,       unknown,     ask",
    "504, own,  again,       unknown,     ask",
    "599, own,  again,       unknown,     ask",
    // a proxy's or gateway's page, text or silence is none; a link's server need not speak JSON
    "400, html, again,       unknown,     ask",
    "400, {},   again,       unknown,     REFUSED",
    "400, none, again,       unknown,     ask",
    "400, text, again,       unknown,     REFUSED",
    "400, [],   again,       unknown,     REFUSED",
    "400, grpc, again,       unknown,     REFUSED",
    "401, html, again,       unknown,     ask",
    "401, none, again,       unknown,     ask",
    "402, html, again,       unknown,     ask",
    "403, html, again,       unknown,     ask",
    "403, text, again,       unknown,     ask",
    "403, none, again,       unknown,     ask",
    "404, text, again,       unknown,     LINK_GONE",
    "404, html, again,       unknown,     ask",
    "404, none, again,       unknown,     LINK_GONE",
    "405, none, again,       unknown,     ask",
    "407, html, again,       unknown,     ask",
    "408, none, again,       unknown,     ask",
    "410, html, again,       unknown,     ask",
    "413, html, again,       unknown,     ask",
    "421, none, again,       unknown,     ask",
    "425, none, again,       unknown,     again",
    "451, html, again,       unknown,     ask",
    "500, html, again,       unknown,     ask",
    "502, html, again,       unknown,     ask",
    "503, grpc, again,       unknown,     ask",
    "504, none, again,       unknown,     ask",
    // 429 in any form, and 503 from the service: turned away at the door
    "429, own,  again slow,  again slow,  again slow",
    "429, html, again slow,  again slow,  again slow",
    "429, none, again slow,  again slow,  again slow",
    "503, own,  again,       again,       ask",
    "503, bare, again,       again,       ask",
    "503, html, again,       unknown,     ask",
    "503, text, again,       unknown,     ask",
    "503, none, again,       unknown,     ask",
    "503, {},   again,       unknown,     ask",
    // elsewhere: what must not be followed
    "301, html, TRANSIENT,   unknown,     ask",
    "302, none, TRANSIENT,   unknown,     ask",
    "303, own,  TRANSIENT,   unknown,     ask",
    "304, none, again,       unknown,     ask",
    "307, html, TRANSIENT,   TRANSIENT,   ask",
    "308, none, TRANSIENT,   TRANSIENT,   ask",
    // success
    "200, {},   done,        done,        done",
    "201, own,  done,        done,        ask",
    "204, none, done,        done,        done",
    "200, none, again,       unknown,     done",
    "200, html, again,       unknown,     ask",
    "200, text, again,       unknown,     done",
    "200, [],   again,       unknown,     done",
  })
  void anAnswerMeans(int status, String words, String read, String create, String append) {
    Attempt answer = answer(status, body(words), false);
    assertThat(shown(of(Idempotency.SAFE, answer))).as("read").isEqualTo(read);
    assertThat(shown(of(Idempotency.CREATE, answer))).as("create").isEqualTo(create);
    assertThat(shown(of(Idempotency.APPEND, answer))).as("append").isEqualTo(append);
  }

  @ParameterizedTest(name = "{0} with the code {1} means {2} to a create")
  @CsvSource({
    "400, 100101, AUTH",
    "400, 404404, NOT_FOUND",
    "400, 400207, QUOTA",
    "422, 402402, REFUSED",
    "402, 402402, REFUSED",
    "402, 400207, QUOTA",
    "402, 404404, NOT_FOUND",
    "429, 100106, again slow",
    "500, 500500, unknown",
  })
  void theServicesCodeCountsToo(int status, long code, String verdict) {
    Attempt answer = answer(status, "{\"error\":{\"code\":" + code + "}}", false);
    assertThat(shown(of(Idempotency.CREATE, answer))).isEqualTo(verdict);
  }

  @Test
  void a503ThatSaysWhenToComeAgainTurnedTheCreateAway() {
    for (String retryAfter : new String[] {"5", "0", "soon"}) {
      Verdict verdict =
          of(
              Idempotency.CREATE,
              new Attempt.Answered(
                  new ApiResponse(503, Headers.of("Retry-After", retryAfter), "<html>", false)));
      assertThat(shown(verdict)).isEqualTo("again");
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsNotUnderstood() {
    Attempt cut = answer(200, "{}", true);
    assertThat(shown(of(Idempotency.SAFE, cut))).isEqualTo("again");
    assertThat(shown(of(Idempotency.CREATE, cut))).isEqualTo("unknown");
    assertThat(shown(of(Idempotency.CREATE, answer(400, OWN, true)))).isEqualTo("unknown");
  }

  @Test
  void withoutAnAnswerItMattersWhetherAnythingWasSent() {
    for (IOException cause :
        new IOException[] {
          new EOFException(),
          new SocketTimeoutException("Read timed out"),
          new ConnectException("refused"),
          new UnknownHostException("nowhere"),
          new IoReasons.StalledException(new IOException("closed")),
        }) {
      Attempt sent = new Attempt.Broken(true, cause);
      Attempt unsent = new Attempt.Broken(false, cause);
      assertThat(shown(of(Idempotency.CREATE, sent))).isEqualTo("unknown");
      assertThat(shown(of(Idempotency.CREATE, unsent))).isEqualTo("again");
      assertThat(shown(of(Idempotency.APPEND, sent))).isEqualTo("ask");
      assertThat(shown(of(Idempotency.APPEND, unsent))).isEqualTo("again");
      assertThat(shown(of(Idempotency.SAFE, sent))).isEqualTo("again");
    }
  }

  @ParameterizedTest
  @EnumSource(Idempotency.class)
  void aCertificateThatIsNotTrustedStaysSoButABrokenHandshakeMayPass(Idempotency repeat) {
    SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
    Verdict verdict = of(repeat, new Attempt.Broken(false, untrusted));
    assertThat(shown(verdict)).isEqualTo("TRANSIENT");
    assertThat(((Verdict.Final) verdict).error().hint()).contains("--ca-cert");
    SSLHandshakeException broken = new SSLHandshakeException("terminated");
    broken.initCause(new EOFException());
    assertThat(shown(of(repeat, new Attempt.Broken(false, broken)))).isEqualTo("again");
  }

  @ParameterizedTest
  @EnumSource(Idempotency.class)
  void aProxyThatDoesNotLetUsInIsASetting(Idempotency repeat) {
    IOException refused = new ProxyRules.ProxyException("no", true);
    assertThat(shown(of(repeat, new Attempt.Broken(false, refused)))).isEqualTo("USAGE");
  }

  @ParameterizedTest
  @EnumSource(Idempotency.class)
  void theFilesOwnFaultIsNoTroubleOfTheLine(Idempotency repeat) {
    IOException shrank =
        new FileBody.FileFaultException(ErrorKind.SOURCE_CHANGED, "the file became shorter", null);
    IOException disk =
        new FileBody.FileFaultException(
            ErrorKind.LOCAL_IO, "could not read the file: I/O error", new IOException());
    assertThat(shown(of(repeat, new Attempt.Broken(true, shrank)))).isEqualTo("SOURCE_CHANGED");
    Verdict verdict = of(repeat, new Attempt.Broken(true, disk));
    assertThat(shown(verdict)).isEqualTo("LOCAL_IO");
    assertThat(((Verdict.Final) verdict).error())
        .hasMessage("could not do it: could not read the file: I/O error");
  }

  @Test
  void anUnknownOutcomeTellsWhatTheServiceSaid() {
    Headers headers = Headers.of("X-Request-ID", "req-1");
    String body = "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}";
    UploaderException error = unknown(new ApiResponse(500, headers, body, false));
    assertThat(error)
        .hasMessage(
            "tried to do it, and the outcome is unknown (internal error (HTTP 500, code 500500))");
    assertThat(error.code()).isEqualTo(500500);
    assertThat(error.requestId()).isEqualTo("req-1");
  }

  /** Neither the token nor the parent is blamed: it was not the service that spoke. */
  @Test
  void anUnknownOutcomeNamesTheProxyThatAnswered() {
    Headers html = Headers.of("Content-Type", "text/html");
    assertThat(unknown(new ApiResponse(404, html, "<html>", false)))
        .hasMessageContaining(
            "HTTP 404 with an HTML page instead of JSON (from a proxy or gateway?)");
    assertThat(unknown(new ApiResponse(503, Headers.EMPTY, "", false)))
        .hasMessageContaining("HTTP 503 with an empty answer (from a proxy or gateway?)");
    for (int status : new int[] {401, 404}) {
      Attempt page = new Attempt.Answered(new ApiResponse(status, html, "<html>", false));
      UploaderException error = ((Verdict.Trouble) of(Idempotency.SAFE, page)).error();
      assertThat(error).hasMessageContaining("(from a proxy or gateway?)");
      assertThat(error.hint()).contains("proxy or gateway").doesNotContain("token");
    }
  }

  /** Firewalls let HEAD through and answer PATCH themselves. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "401, own",
    "403, own",
    "403, none",
    "403, html",
    "404, own",
    "404, none",
    "410, own",
    "410, text",
    "405, none",
    "302, none",
    "307, none",
    "413, html"
  })
  void aPatchThatIsTurnedAwayIsADoubt(int status, String words) {
    ApiRequest patch =
        ApiRequest.toLink("do it", "PATCH", URL, Headers.EMPTY, null, Idempotency.APPEND);
    Verdict.Doubt doubt =
        (Verdict.Doubt) Verdict.of(patch, answer(status, body(words), false), NOW);
    assertThat(doubt.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  /** A HEAD's answer has no body: its headers tell whose it is. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "404, text/html, '',  again",
    "403, text/html, '',  again",
    "403, text/html, 1.0.0, LINK_GONE",
    "404, '',        '',  LINK_GONE",
    "410, text/plain, '', LINK_GONE",
    "405, '',        '',  REFUSED",
    "302, '',        '',  TRANSIENT",
  })
  void aHeadSaysThatALinkIsGoneUnlessAPageSaysSo(
      int status, String type, String tus, String verdict) {
    ApiRequest head =
        ApiRequest.toLink("do it", "HEAD", URL, Headers.EMPTY, null, Idempotency.SAFE);
    Headers.Builder headers = new Headers.Builder();
    if (!type.isEmpty()) {
      headers.add("Content-Type", type);
    }
    if (!tus.isEmpty()) {
      headers.add("Tus-Resumable", tus);
    }
    ApiResponse answer = new ApiResponse(status, headers.build(), "", false);
    assertThat(shown(Verdict.of(head, new Attempt.Answered(answer), NOW))).isEqualTo(verdict);
  }

  @Test
  void anErrorKnowsItsStatus() {
    assertThat(unknown(new ApiResponse(413, Headers.EMPTY, "<html>", false)).status())
        .isEqualTo(413);
    Attempt own = answer(413, OWN, false);
    UploaderException error = ((Verdict.Final) of(Idempotency.APPEND, own)).error();
    assertThat(error.status()).isEqualTo(413);
    assertThat(error.hint()).contains("--method tus");
    assertThat(error.saying("other words").build().status()).isEqualTo(413);
  }

  @Test
  void retryAfterIsHandedOn() {
    ApiResponse busy = new ApiResponse(503, Headers.of("Retry-After", "5"), "", false);
    for (Idempotency repeat : Idempotency.values()) {
      Verdict.Trouble trouble = (Verdict.Trouble) of(repeat, new Attempt.Answered(busy));
      assertThat(trouble.retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }
  }

  private static UploaderException unknown(ApiResponse answer) {
    Verdict verdict = of(Idempotency.CREATE, new Attempt.Answered(answer));
    return ((Verdict.Doubt) verdict).error();
  }

  private static String body(String words) {
    return switch (words) {
      case "own" -> OWN;
      case "bare" -> BARE;
      case "html" -> "<html>";
      case "none" -> "";
      case "mute" -> "{\"error\":{\"message\":\"m\"}}";
      case "text" -> "upstream connect error";
      case "grpc" -> "{\"code\":14,\"message\":\"upstream connect error\"}";
      default -> words;
    };
  }

  private static Attempt answer(int status, String body, boolean cut) {
    return new Attempt.Answered(new ApiResponse(status, Headers.EMPTY, body, cut));
  }

  private static Verdict of(Idempotency repeat, Attempt attempt) {
    Route route = repeat == Idempotency.APPEND ? Route.LINK : Route.API;
    return Verdict.of(
        new ApiRequest("do it", "POST", URL, Headers.EMPTY, null, repeat, route), attempt, NOW);
  }

  private static String shown(Verdict verdict) {
    if (verdict instanceof Verdict.Answer) {
      return "done";
    }
    ErrorKind kind = ((Verdict.Trouble) verdict).error().kind();
    if (verdict instanceof Verdict.Again again) {
      assertThat(kind).isEqualTo(ErrorKind.TRANSIENT);
      return again.slowAll() ? "again slow" : "again";
    }
    if (verdict instanceof Verdict.Doubt) {
      return kind == ErrorKind.UNKNOWN_OUTCOME ? "unknown" : "ask";
    }
    return kind.name();
  }
}
