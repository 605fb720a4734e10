package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.throttle.RateSpec.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSpecTest {
  @Test
  void thePublishedLimitsAreTwo() {
    assertThat(RateSpec.parse(RateSpec.PUBLISHED).limits())
        .containsExactly(
            new Limit(10, Duration.ofSeconds(1)), new Limit(300, Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {RateSpec.PUBLISHED, "none", "7/h"})
  void itsTextReadsAsItself(String spec) {
    assertThat(RateSpec.parse(spec)).hasToString(spec);
  }

  @Test
  void spaceAndCaseDoNotMatter() {
    assertThat(RateSpec.parse(" 5/S , 7/h ").limits())
        .containsExactly(new Limit(5, Duration.ofSeconds(1)), new Limit(7, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", " NONE "})
  void noneIsNoLimit(String spec) {
    assertThat(RateSpec.parse(spec).limits()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "10",
        "10/",
        "/s",
        "0/s",
        "000/m",
        "-1/s",
        "1.5/s",
        "10/d",
        "10/s,",
        "none,10/s",
        "10/s;300/m",
        "1000000/s",
        "10 /s",
        "٣/s"
      })
  void anythingElseIsAUsageErrorThatShowsIt(String spec) {
    UploaderException e = catchThrowableOfType(UploaderException.class, () -> RateSpec.parse(spec));
    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e).hasMessageContaining("'" + spec + "'");
    assertThat(e.hint()).contains("10/s,300/m");
  }
}
