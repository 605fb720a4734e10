package io.kinescope.uploader.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100, 100",
    "100B, 100",
    "1k, 1024",
    "16M, 16777216",
    "16 MB, 16777216",
    "8MiB, 8388608",
    "1.5G, 1610612736",
    "2T, 2199023255552",
    "0.5, 0",
    "' 64K ', 65536",
  })
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "M", "-1", "1,5M", "16Q", "16MM", "8mi b", "0x10", "1e6", "9999999999999T"})
  void refusesWhatIsNotASize(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("size");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1048524, 1023.9 KiB",
    "1048575, 1.0 MiB",
    "1610612736, 1.5 GiB",
    "107374182400, 100.0 GiB",
    "5629499534213120, 5120.0 TiB",
  })
  void writesForPeople(long bytes, String text) {
    assertThat(Sizes.format(bytes)).isEqualTo(text);
  }
}
