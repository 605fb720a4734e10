package io.kinescope.uploader.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "500ms, 500",
    "10s, 10000",
    "2m, 120000",
    "1h30m, 5400000",
    "1h 30m, 5400000",
    "1.5h, 5400000",
    "2D, 172800000",
    "1m500ms, 60500",
    "' 3s ', 3000",
  })
  void readsWhatPeopleWrite(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "10x", "5s5s", "5s1h", "1h30", "1,5h", "PT10S"})
  void refusesWhatIsNotADuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("duration");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "-5, 0s",
    "350, 350ms",
    "1000, 1s",
    "3210, 3.2s",
    "9960, 10s",
    "45000, 45s",
    "59700, 1m",
    "125000, 2m5s",
    "5400000, 1h30m",
    "183600000, 2d3h",
  })
  void writesForPeopleAndReadsItBack(long millis, String text) {
    assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }
}
