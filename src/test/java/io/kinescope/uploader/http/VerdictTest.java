package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
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

class VerdictTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HttpUrl URL = HttpUrl.get("https://api.kinescope.io/v1/x");

  @ParameterizedTest(name = "{0} {1} with {2} is {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SAFE   | 200 | {}                        | DONE",
        "CREATE | 200 | {}                        | DONE",
        "CREATE | 201 | {\"data\":{}}             | DONE",
        "CREATE | 204 | ''                        | DONE",
        "SAFE   | 200 | ''                        | AGAIN TRANSIENT",
        "CREATE | 200 | ''                        | UNKNOWN_OUTCOME",
        "SAFE   | 200 | <html>                    | AGAIN TRANSIENT",
        "CREATE | 200 | <html>                    | UNKNOWN_OUTCOME",
        "CREATE | 200 | {\"data\":                | UNKNOWN_OUTCOME",
        "CREATE | 200 | []                        | UNKNOWN_OUTCOME",
        "SAFE   | 301 | {}                        | REFUSED",
        "CREATE | 301 | {}                        | UNKNOWN_OUTCOME",
        "CREATE | 302 | {}                        | UNKNOWN_OUTCOME",
        "CREATE | 303 | {}                        | UNKNOWN_OUTCOME",
        "CREATE | 307 | {}                        | REFUSED",
        "CREATE | 308 | {}                        | REFUSED",
        "CREATE | 304 | {}                        | REFUSED",
        "CREATE | 400 | {}                        | REFUSED",
        "CREATE | 400 | {\"error\":{\"code\":100101}} | AUTH",
        "SAFE   | 401 | {}                        | AUTH",
        "CREATE | 402 | {}                        | QUOTA",
        "CREATE | 404 | {}                        | NOT_FOUND",
        "SAFE   | 408 | {}                        | AGAIN TRANSIENT",
        "CREATE | 408 | {}                        | UNKNOWN_OUTCOME",
        "CREATE | 421 | {}                        | REFUSED",
        "CREATE | 425 | {}                        | UNKNOWN_OUTCOME",
        "SAFE   | 429 | {}                        | AGAIN ALL TRANSIENT",
        "CREATE | 429 | {}                        | AGAIN ALL TRANSIENT",
        "CREATE | 429 | {\"error\":{\"code\":100106}} | AGAIN ALL TRANSIENT",
        "SAFE   | 500 | {}                        | AGAIN TRANSIENT",
        "CREATE | 500 | {}                        | UNKNOWN_OUTCOME",
        "CREATE | 502 | <html>                    | UNKNOWN_OUTCOME",
        "SAFE   | 503 | {}                        | AGAIN TRANSIENT",
        "CREATE | 503 | {}                        | AGAIN TRANSIENT",
        "CREATE | 504 | {}                        | UNKNOWN_OUTCOME",
      })
  void anAnswerMeans(Idempotency repeat, int status, String body, String verdict) {
    assertThat(shown(of(repeat, answer(status, body, false)))).isEqualTo(verdict);
  }

  @Test
  void aSuccessThatIsTooLargeIsNoSuccess() {
    Attempt cut = answer(200, "{}", true);
    assertThat(shown(of(Idempotency.SAFE, cut))).isEqualTo("AGAIN TRANSIENT");
    assertThat(shown(of(Idempotency.CREATE, cut))).isEqualTo("UNKNOWN_OUTCOME");
  }

  @Test
  void withoutAnAnswerACreateIsRepeatedOnlyIfNothingWasSent() {
    for (IOException cause :
        new IOException[] {
          new EOFException(),
          new SocketTimeoutException("Read timed out"),
          new ConnectException("refused"),
          new UnknownHostException("nowhere"),
          new IoReasons.StalledException(new IOException("closed")),
        }) {
      assertThat(shown(of(Idempotency.CREATE, new Attempt.Broken(true, cause))))
          .isEqualTo("UNKNOWN_OUTCOME");
      assertThat(shown(of(Idempotency.CREATE, new Attempt.Broken(false, cause))))
          .isEqualTo("AGAIN TRANSIENT");
      assertThat(shown(of(Idempotency.SAFE, new Attempt.Broken(true, cause))))
          .isEqualTo("AGAIN TRANSIENT");
    }
  }

  @Test
  void aCertificateThatIsNotTrustedStaysSoButABrokenHandshakeMayPass() {
    SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
    assertThat(shown(of(Idempotency.CREATE, new Attempt.Broken(false, untrusted))))
        .isEqualTo("TRANSIENT");
    SSLHandshakeException broken = new SSLHandshakeException("terminated");
    broken.initCause(new EOFException());
    assertThat(shown(of(Idempotency.CREATE, new Attempt.Broken(false, broken))))
        .isEqualTo("AGAIN TRANSIENT");
  }

  @Test
  void aFileThatShrankIsTheFilesFault() {
    Attempt shrank = new Attempt.Broken(true, new FileBody.FileShrankException());
    assertThat(shown(of(Idempotency.CREATE, shrank))).isEqualTo("SOURCE_CHANGED");
    assertThat(shown(of(Idempotency.SAFE, shrank))).isEqualTo("SOURCE_CHANGED");
  }

  @Test
  void anUnknownOutcomeTellsWhatTheServiceSaid() {
    Headers headers = Headers.of("X-Request-ID", "req-1");
    String body = "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}";
    Verdict verdict =
        of(Idempotency.CREATE, new Attempt.Answered(new ApiResponse(500, headers, body, false)));
    UploaderException error = ((Verdict.Failed) verdict).error();
    assertThat(error.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
    assertThat(error).hasMessageContaining("internal error (HTTP 500, code 500500)");
    assertThat(error.code()).isEqualTo(500500);
    assertThat(error.requestId()).isEqualTo("req-1");
  }

  @Test
  void retryAfterIsHandedOn() {
    ApiResponse busy = new ApiResponse(503, Headers.of("Retry-After", "5"), "", false);
    Verdict verdict = of(Idempotency.CREATE, new Attempt.Answered(busy));
    assertThat(((Verdict.Again) verdict).retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  private static Attempt answer(int status, String body, boolean cut) {
    return new Attempt.Answered(new ApiResponse(status, Headers.EMPTY, body, cut));
  }

  private static Verdict of(Idempotency repeat, Attempt attempt) {
    ApiRequest exchange =
        new ApiRequest("do it", "POST", URL, Headers.EMPTY, null, repeat, ApiRequest.Route.API);
    return Verdict.of(exchange, attempt, NOW);
  }

  private static String shown(Verdict verdict) {
    if (verdict instanceof Verdict.Again again) {
      return (again.slowAll() ? "AGAIN ALL " : "AGAIN ") + again.error().kind();
    }
    return verdict instanceof Verdict.Failed failed ? failed.error().kind().name() : "DONE";
  }
}
