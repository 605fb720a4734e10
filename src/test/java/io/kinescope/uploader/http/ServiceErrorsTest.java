package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiRequest.Route;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceErrorsTest {
  /** No message is longer: the purpose, 500 characters, and what stands around them. */
  private static final int BOUND = 600;

  private static final ApiRequest REQUEST =
      ApiRequest.get("make video", HttpUrl.get("https://api.kinescope.io/v1/videos"));

  @ParameterizedTest
  @CsvSource({
    "400,       , REFUSED",
    "400, 100101, AUTH",
    "401,       , AUTH",
    "401, 100102, AUTH",
    "403,       , AUTH",
    "403, 100103, AUTH",
    "407,       , AUTH",
    "402,       , QUOTA",
    "402, 400207, QUOTA",
    "402, 402402, REFUSED",
    "402, 100102, AUTH",
    "403, 100106, QUOTA",
    "400, 400207, QUOTA",
    "400, 400208, QUOTA",
    "400, 400209, QUOTA",
    "400, 400212, QUOTA",
    "429,       , TRANSIENT",
    "429, 100106, TRANSIENT",
    "408,       , TRANSIENT",
    "425,       , TRANSIENT",
    "423,       , TRANSIENT",
    "404,       , NOT_FOUND",
    "404, 404404, NOT_FOUND",
    "400, 404404, NOT_FOUND",
    "413,       , REFUSED",
    "422, 402402, REFUSED",
    "400, 400301, REFUSED",
    "500, 500500, TRANSIENT",
    "502,       , TRANSIENT",
    "503,       , TRANSIENT",
    "599,       , TRANSIENT",
  })
  void theKindFollowsFromStatusAndCode(int status, Long code, ErrorKind kind) {
    assertThat(ServiceErrors.kind(Route.API, status, code)).isEqualTo(kind);
  }

  /** No token goes to a link, so no answer of one is about a token. */
  @ParameterizedTest
  @CsvSource({
    "400, 100101, REFUSED",
    "401, 100102, REFUSED",
    "401,       , REFUSED",
    "402,       , QUOTA",
    "403,       , LINK_GONE",
    "403, 100106, QUOTA",
    "404,       , LINK_GONE",
    "404, 404404, LINK_GONE",
    "407,       , REFUSED",
    "410,       , LINK_GONE",
    "408,       , TRANSIENT",
    "409,       , TRANSIENT",
    "413,       , REFUSED",
    "423,       , TRANSIENT",
    "425,       , TRANSIENT",
    "429,       , TRANSIENT",
    "460,       , TRANSIENT",
    "500,       , TRANSIENT",
  })
  void ofALinkItFollowsOtherwise(int status, Long code, ErrorKind kind) {
    assertThat(ServiceErrors.kind(Route.LINK, status, code)).isEqualTo(kind);
  }

  @Test
  void anErrorWithoutItsEnvelopeIsTheServicesToo() {
    UploaderException error =
        error(
            500,
            "application/json",
            "{\"code\":500500,\"path\":\"/v1/videos\",\"message\":\"broken\",\"timestamp\":1}");
    assertThat(error).hasMessage("could not make video: broken (HTTP 500, code 500500)");
    assertThat(error.code()).isEqualTo(500500);
  }

  @Test
  void allThatTheServiceSaysIsInTheMessage() {
    UploaderException error =
        error(
            422,
            "application/json",
            "{\"error\":{\"code\":402402,\"message\":\"validation\",\"detail\":\"two fields\","
                + "\"invalid_params\":[{\"name\":\"title\"},\"parent_id\"]}}");
    assertThat(error)
        .hasMessage(
            "could not make video: validation (HTTP 422, code 402402): two fields; invalid:"
                + " {name=title}, parent_id");
    assertThat(error.code()).isEqualTo(402402);
    assertThat(error.requestId()).isEqualTo("req-7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \r\n",
        "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "{\"error\":{\"code\":400,\"mess",
        "{\"error\":\"text\"}",
        "{\"error\":null}",
        "{\"error\":[]}",
        "{\"error\":{}}",
        "{\"error\":{\"code\":-9223372036854775808,\"message\":7}}",
        "{\"error\":{\"code\":99999999999999999999999,\"message\":true}}",
        "{\"error\":{\"code\":1e400,\"message\":{\"a\":1}}}",
        "{\"error\":{\"code\":\"400301\",\"invalid_params\":{\"a\":1}}}",
        "{\"error\":{\"code\":1,\"invalid_params\":[null,[[[]]],1]}}",
        "[1,2,3]",
        "null",
        "\u0000\u0001\u0002",
      })
  void anyBodyGivesOneCleanLineWithTheRequestId(String body) {
    for (String type : new String[] {"application/json", "text/html", "image/png", ""}) {
      UploaderException error = error(400, type, body);
      assertThat(error.getMessage()).startsWith("could not make video: ").contains("HTTP 400");
      assertThat(String.valueOf(error.getMessage()).chars()).noneMatch(Character::isISOControl);
      assertThat(error.getMessage()).hasSizeLessThan(BOUND);
      assertThat(error.requestId()).isEqualTo("req-7");
    }
  }

  @Test
  void anHtmlPageIsCalledOne() {
    assertThat(error(502, "text/html", "<html>nginx</html>"))
        .hasMessage(
            "could not make video: HTTP 502 with an HTML page instead of JSON (from a proxy or"
                + " gateway?)");
  }

  @Test
  void aLongMessageIsCut() {
    String big = "x".repeat(60_000);
    UploaderException error =
        error(400, "application/json", "{\"error\":{\"message\":\"" + big + "\"}}");
    assertThat(error.getMessage()).hasSizeLessThan(BOUND).endsWith("…");
  }

  @Test
  void terminalEscapesAndLineBreaksAreTakenOut() {
    UploaderException error =
        error(
            400,
            "application/json",
            "{\"error\":{\"message\":\"a\\u001b[31mred\\u001b[0m\\r\\nb\\u009b2Jc\\u202ed\\u0007"
                + "\\u001b]0;title\\u0007\"}}");
    assertThat(error.getMessage()).contains("a\uFFFDred\uFFFD b").doesNotContain("[31m", "2J");
    assertThat(String.valueOf(error.getMessage()).codePoints())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
  }

  @Test
  void secretsThatTheServiceQuotesAreMasked() {
    UploaderException error =
        error(
            400,
            "application/json",
            "{\"error\":{\"message\":\"no Bearer abc-123 at"
                + " https://me:pw@eu.kinescope.io/v2/upload/5ec-ret?sig=5ec\"}}");
    assertThat(error.getMessage()).doesNotContain("abc-123", "me:pw", "5ec");
  }

  @Test
  void aRequestIdIsBoundedToo() {
    ApiResponse answer =
        new ApiResponse(500, Headers.of("X-Request-ID", "r".repeat(5_000)), "", false);
    assertThat(ServiceErrors.of(REQUEST, answer).requestId()).hasSizeLessThan(150);
  }

  private static UploaderException error(int status, String type, String body) {
    Headers headers = Headers.of("Content-Type", type, "X-Request-ID", "req-7");
    return ServiceErrors.of(REQUEST, new ApiResponse(status, headers, body, false));
  }
}
