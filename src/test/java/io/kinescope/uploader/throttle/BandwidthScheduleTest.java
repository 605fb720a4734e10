package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "20M, 20971520",
    "512k, 524288",
    "1.5G, 1610612736",
    "2M/s, 2097152",
    "65536, 65536",
    "off, 9223372036854775807",
    "OFF, 9223372036854775807",
  })
  void oneRateHoldsAllDay(String spec, long rate) {
    BandwidthSchedule schedule = BandwidthSchedule.parse(spec);

    assertThat(schedule.rateAt(LocalTime.MIDNIGHT)).isEqualTo(rate);
    assertThat(schedule.rateAt(LocalTime.of(23, 59))).isEqualTo(rate);
  }

  @ParameterizedTest
  @CsvSource({
    "00:00, 9223372036854775807", // yesterday's last entry still holds
    "07:59, 9223372036854775807",
    "08:00, 2097152",
    "19:59, 2097152",
    "20:00, 9223372036854775807",
  })
  void aTimetableSwitchesAtItsTimes(LocalTime time, long rate) {
    assertThat(BandwidthSchedule.parse("08:00,2M 20:00,off").rateAt(time)).isEqualTo(rate);
  }

  @Test
  void theTimetableNeedNotBeInOrder() {
    assertThat(BandwidthSchedule.parse("20:00,off  8:00,2M"))
        .isEqualTo(BandwidthSchedule.parse("08:00,2M 20:00,off"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fast", "0", "20", "1023", "-1M", "24:00,2M", "08:00,2M,20:00,off", "08:00,"})
  void aBadSpecSaysWhatIsAllowed(String spec) {
    assertThatThrownBy(() -> BandwidthSchedule.parse(spec))
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
              assertThat(e.hint()).contains("20M", "off");
            });
  }

  @Test
  void theSameTimeTwiceIsRefused() {
    assertThatThrownBy(() -> BandwidthSchedule.parse("08:00,2M 8:00,3M"))
        .hasMessageContaining("08:00 twice");
  }
}
