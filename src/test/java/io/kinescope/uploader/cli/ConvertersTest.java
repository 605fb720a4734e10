package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0,",
    "1.5, 1.5,",
    "'1.5,30', 1.5, 30",
    "' .5 , 0.25 ', 0.5, 0.25",
    "'0,10', 0, 10"
  })
  void aTrimIsAStartAndPerhapsALength(String text, double start, @Nullable Double length) {
    assertThat(Converters.trim(text)).isEqualTo(new Trim(start, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5,", ",5", "-1", "1,-1", "1,0", "1,0.0", "1,2,3", "NaN", "Infinity", "x"})
  void whatIsNoTrimIsRefused(String text) {
    assertThatThrownBy(() -> Converters.trim(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is not a valid trim");
  }

  @ParameterizedTest
  @CsvSource({"'0,5,720p', 0, 5, 720p", "'1.5, 0.5, 1080p', 1.5, 0.5, 1080p"})
  void aPreviewIsAStartALengthAndAQuality(
      String text, double start, double length, String quality) {
    assertThat(Converters.preview(text)).isEqualTo(new Preview(start, length, quality));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0,5", "0,0,720p", "0,5,4k", "-1,5,720p", "0,5,720p,1"})
  void whatIsNoPreviewIsRefused(String text) {
    assertThatThrownBy(() -> Converters.preview(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is not a valid preview");
  }
}
