package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.FileBody;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TusVerdictTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final HttpUrl LINK = HttpUrl.get("https://eu.kinescope.io/v2/upload/secret");
  private static final TusStep HEAD = TusStep.ask(LINK, 1000);
  private static final TusStep PATCH =
      TusStep.send(
          LINK,
          100,
          200,
          1000,
          false,
          trace -> {
            throw new AssertionError("nothing is sent here");
          });

  /** Said by a server, to HEAD and to a PATCH of the bytes 100 to 300 of 1000. */
  @ParameterizedTest(name = "{0} {1} means {2} and {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        // what all is well looks like
        "204, Upload-Offset: 300,  Kept 300,    Kept 300",
        "200, Upload-Offset: 300,  Kept 300,    Kept 300",
        "200, Upload-Offset: 0,    Kept 0,      Setback",
        "200, Upload-Offset: 1000, Kept 1000,   Setback",
        // behind, where it was, ahead, beyond the size
        "204, Upload-Offset: 299,  Kept 299,    Setback",
        "204, Upload-Offset: 100,  Kept 100,    Setback",
        "204, Upload-Offset: 50,   Kept 50,     Setback",
        "204, Upload-Offset: 301,  Kept 301,    Setback",
        "204, Upload-Offset: 1001, REFUSED,     REFUSED",
        // missing or unreadable
        "204, -,                                  Setback, Setback",
        "200, Upload-Offset: ,                    Setback, Setback",
        "200, Upload-Offset: -1,                  Setback, Setback",
        "200, Upload-Offset: 3e2,                 Setback, Setback",
        "200, Upload-Offset: 300.0,               Setback, Setback",
        "200, Upload-Offset: 99999999999999999999, Setback, Setback",
        // another file's link
        "200, Upload-Length: 999,  Setback,       Setback",
        // not carried out, may pass
        "409, -, Setback, Setback",
        "409, Upload-Offset: 300, Setback, Setback",
        "423, -, Setback, Setback",
        "425, -, Setback, Setback",
        "429, -, Setback, Setback",
        // the chunk's size may be the reason
        "408, -, Setback, Setback smaller",
        "460, -, Setback, Setback smaller",
        "500, -, Setback, Setback smaller",
        "502, -, Setback, Setback smaller",
        "503, -, Setback, Setback smaller",
        "504, -, Setback, Setback smaller",
        "413, -, TooLarge, TooLarge",
        // the link; to a PATCH, HEAD decides
        "403, -, LINK_GONE, Setback smaller",
        "404, -, LINK_GONE, Setback smaller",
        "410, -, LINK_GONE, Setback smaller",
        "401, -, REFUSED, Setback smaller",
        "403, Content-Type: text/html, Setback, Setback smaller",
        "404, Content-Type: text/html, Setback, Setback smaller",
        "302, -, TRANSIENT, Setback smaller",
        "307, -, TRANSIENT, Setback smaller",
        // for good, if it is the server that says so
        "400, Tus-Resumable: 1.0.0, REFUSED, REFUSED",
        "402, Tus-Resumable: 1.0.0, QUOTA, QUOTA",
        "405, Tus-Resumable: 1.0.0, REFUSED, REFUSED",
        "412, Tus-Resumable: 1.0.0, REFUSED, REFUSED",
        "415, Tus-Resumable: 1.0.0, REFUSED, REFUSED",
        "418, Tus-Resumable: 1.0.0, REFUSED, REFUSED",
        "400, -, REFUSED, Setback smaller",
        "405, -, REFUSED, Setback smaller",
        "421, -, REFUSED, Setback smaller",
        "451, -, REFUSED, Setback smaller"
      })
  void anAnswerMeans(int status, String header, String toHead, String toPatch) {
    Attempt answer = answered(status, header == null ? Headers.EMPTY : headers(header), "");

    assertThat(shown(of(HEAD, answer))).isEqualTo(toHead);
    assertThat(shown(of(PATCH, answer))).isEqualTo(toPatch);
  }

  static Stream<Arguments> breaks() {
    IOException refused = new ConnectException("Connection refused");
    IOException inTheBody = new IOException("Broken pipe");
    IOException afterTheBody = new IOException("unexpected end of stream", new EOFException());
    SSLHandshakeException cut = new SSLHandshakeException("Remote host terminated the handshake");
    cut.initCause(new EOFException("SSL peer shut down incorrectly"));
    return Stream.of(
        arguments("before the body", false, refused, "Setback", "Setback"),
        arguments("in the body", true, inTheBody, "Setback", "Setback smaller"),
        arguments("after the body", true, afterTheBody, "Setback", "Setback smaller"),
        arguments("in the handshake", false, cut, "Setback", "Setback"),
        arguments(
            "at the end of a shorter file",
            true,
            new FileBody.FileFaultException(
                ErrorKind.SOURCE_CHANGED, "the file became shorter", null),
            "SOURCE_CHANGED",
            "SOURCE_CHANGED"),
        arguments(
            "at the disk",
            true,
            new FileBody.FileFaultException(
                ErrorKind.LOCAL_IO, "Input/output error", new IOException()),
            "LOCAL_IO",
            "LOCAL_IO"),
        arguments(
            "at the certificate",
            false,
            new SSLHandshakeException("PKIX path building failed"),
            "TRANSIENT",
            "TRANSIENT"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void aBreakMeans(String where, boolean sent, IOException cause, String head, String patch) {
    Attempt broken = new Attempt.Broken(sent, cause);

    assertThat(shown(of(HEAD, broken))).as(where).isEqualTo(head);
    assertThat(shown(of(PATCH, broken))).as(where).isEqualTo(patch);
  }

  @Test
  void aLinkThatWasMadeForAnotherSizeIsRefused() {
    Attempt answer = answered(200, Headers.of("Upload-Offset", "5", "Upload-Length", "999"), "");

    TusVerdict.Hopeless failed = (TusVerdict.Hopeless) of(HEAD, answer);

    assertThat(failed.error().kind()).isEqualTo(ErrorKind.REFUSED);
    assertThat(failed.error())
        .hasMessage("the link is for a file of 999 bytes, but this file has 1000");
  }

  @ParameterizedTest
  @CsvSource({
    "Upload-Defer-Length, 1, true",
    "Upload-Length, 1000, false",
    "X-Other, 1, false",
  })
  void aLinkMaySayThatItWasNotToldTheSize(String header, String value, boolean open) {
    Attempt answer = answered(200, Headers.of("Upload-Offset", "5", header, value), "");

    assertThat(of(HEAD, answer)).isEqualTo(new TusVerdict.Kept(5, open));
  }

  /** Refused for good only if the server itself says so. */
  @ParameterizedTest
  @CsvSource({"'{\"error\":{\"code\":1}}', REFUSED", "<html>, TRANSIENT", "'', TRANSIENT"})
  void whereNoChunkIsSmallEnoughItIsToldWhoSaysSo(String body, ErrorKind kind) {
    TusVerdict.TooLarge large = (TusVerdict.TooLarge) of(PATCH, answered(413, Headers.EMPTY, body));

    assertThat(large.error().kind()).isEqualTo(kind);
    assertThat(large.error().hint()).contains("even the smallest chunk");
  }

  @Test
  void retryAfterIsCarriedAlong() {
    TusVerdict verdict = of(PATCH, answered(429, Headers.of("Retry-After", "7"), ""));

    assertThat(((TusVerdict.Setback) verdict).retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aForbiddenForLackOfQuotaIsNoLinkThatIsGone() {
    String body = "{\"error\":{\"code\":100106,\"message\":\"limit reached\"}}";

    TusVerdict verdict = of(PATCH, answered(403, Headers.EMPTY, body));

    assertThat(shown(verdict)).isEqualTo("QUOTA");
  }

  @Test
  void theServicesOwnWordsAndRequestIdAreKept() {
    Headers headers = Headers.of("X-Request-ID", "r-1");
    String body = "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}";

    TusVerdict.Setback doubt = (TusVerdict.Setback) of(PATCH, answered(500, headers, body));

    assertThat(doubt.error())
        .hasMessage(
            "could not send bytes 100 to 300 of 1000: internal error (HTTP 500, code 500500)");
    assertThat(doubt.error().requestId()).isEqualTo("r-1");
  }

  private static TusVerdict of(TusStep step, Attempt attempt) {
    return TusVerdict.of(step, attempt, NOW);
  }

  private static Headers headers(String line) {
    int colon = line.indexOf(':');
    return Headers.of(line.substring(0, colon), line.substring(colon + 1));
  }

  private static Attempt answered(int status, Headers headers, String text) {
    return new Attempt.Answered(new ApiResponse(status, headers, text, false));
  }

  private static String shown(TusVerdict verdict) {
    if (verdict instanceof TusVerdict.Kept kept) {
      return "Kept " + kept.offset();
    }
    if (verdict instanceof TusVerdict.Setback doubt) {
      assertThat(doubt.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
      return doubt.smaller() ? "Setback smaller" : "Setback";
    }
    if (verdict instanceof TusVerdict.Hopeless failed) {
      return failed.error().kind().name();
    }
    return verdict.getClass().getSimpleName();
  }
}
