package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.throttle.RateSpec.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Together they never have more than the limit, in any period that is long enough. */
  @ParameterizedTest
  @CsvSource({
    "'10/s,300/m', 4,  '2/s,75/m'",
    "'10/s,300/m', 1,  '10/s,300/m'",
    "'10/s,300/m', 16, '1/1.6s,18/m'",
    "'7/h',        10, '1/1h26m'",
    "none,         4,  none"
  })
  void severalProcessesShareIt(String spec, int processes, String part) {
    RateSpec shared = RateSpec.parse(spec).sharedBy(processes);

    assertThat(shared).hasToString(part);
    for (int i = 0; i < shared.limits().size(); i++) {
      Limit whole = RateSpec.parse(spec).limits().get(i);
      Limit own = shared.limits().get(i);
      assertThat(own.period().toNanos() / (double) own.calls() / processes)
          .isGreaterThanOrEqualTo(whole.period().toNanos() / (double) whole.calls());
    }
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
