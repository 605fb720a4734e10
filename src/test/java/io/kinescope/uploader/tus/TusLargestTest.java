package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import java.io.IOException;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answer to OPTIONS tells of the largest file. */
class TusLargestTest {
  @Test
  void theSizeIsReadFromTheHeader() {
    assertThat(largest(204, "1000")).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "99999999999999999999"})
  void aSizeThatSaysNothingLimitsNothing(String size) {
    assertThat(largest(200, size)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aServerThatDoesNotAnswerOptionsTakesAnySize() {
    assertThat(largest(405, "1")).isEqualTo(Long.MAX_VALUE);
    assertThat(TusTransfer.largest(new Attempt.Broken(true, new IOException("reset"))))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static long largest(int status, String size) {
    return TusTransfer.largest(
        new Attempt.Answered(new ApiResponse(status, Headers.of("Tus-Max-Size", size), "", false)));
  }
}
