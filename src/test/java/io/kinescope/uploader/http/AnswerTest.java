package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                             | PT0S",
        "7                             | PT7S",
        " 120                          | PT2M",
        "999999999                     | PT277777H46M39S",
        "Thu, 01 Jan 2026 00:01:00 GMT | PT1M",
        "Wed, 31 Dec 2025 23:59:00 GMT | PT0S",
        "-1                            |",
        "1.5                           |",
        "soon                          |",
        "''                            |",
        "Thu, 99 Jan 2026              |",
        "99999999999999999999          |",
      })
  void retryAfterIsReadAsSecondsOrAsADate(String value, Duration wait) {
    ApiResponse answer = new ApiResponse(503, Headers.of("Retry-After", value), "", false);
    assertThat(answer.retryAfter(NOW)).isEqualTo(wait);
  }

  @Test
  void withoutRetryAfterThereIsNone() {
    assertThat(new ApiResponse(503, Headers.EMPTY, "", false).retryAfter(NOW)).isNull();
  }

  @Test
  void aBodyThatWasCutIsNoJson() {
    assertThat(new ApiResponse(200, Headers.EMPTY, "{}", true).json()).isNull();
    assertThat(new ApiResponse(200, Headers.EMPTY, "{}", false).json()).isNotNull();
  }
}
