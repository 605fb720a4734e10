package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import java.io.IOException;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TusAbilitiesTest {
  @Test
  void sizeAndExtensionsAreReadFromTheHeaders() {
    TusAbilities abilities =
        of(204, "Tus-Max-Size", "1000", "Tus-Extension", "creation,expiration , checksum");

    assertThat(abilities.extensions()).containsExactly("creation", "expiration", "checksum");
    assertThat(abilities.tooLarge(1000)).isFalse();
    assertThat(abilities.tooLarge(1001)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "99999999999999999999"})
  void aSizeThatSaysNothingLimitsNothing(String size) {
    assertThat(of(200, "Tus-Max-Size", size).tooLarge(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void aServerThatDoesNotAnswerOptionsIsUnknown() {
    assertThat(of(405, "Tus-Max-Size", "1")).isEqualTo(TusAbilities.UNKNOWN);
    assertThat(TusAbilities.of(new Attempt.Broken(true, new IOException("reset"))))
        .isEqualTo(TusAbilities.UNKNOWN);
  }

  private static TusAbilities of(int status, String... headers) {
    return TusAbilities.of(
        new Attempt.Answered(new ApiResponse(status, Headers.of(headers), "", false)));
  }
}
