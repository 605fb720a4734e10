package io.kinescope.uploader.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Title", "Лекция №1: «Введение» 😀", "a  b", "\"quoted\""})
  void textOnOneLineIsCarried(String text) {
    assertThat(HeaderText.problem(text)).isNull();
    assertThat(HeaderText.safe(text)).isTrue();
  }

  @Test
  void whatIsNotSetIsCarried() {
    assertThat(HeaderText.safe(null)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a\\nb,     it has a line break",
    "a\\r\\nb,  it has a line break",
    "a\\0b,     it has a control character",
    "a\\177b,   it has a control character",
    "\\sa,      it begins or ends with whitespace",
    "a\\tb,     it has a control character",
    "a\\s,      it begins or ends with whitespace",
  })
  void whatAHeaderCannotCarryHasAReason(String escaped, String reason) {
    String text = escaped.translateEscapes();
    assertThat(HeaderText.problem(text)).isEqualTo(reason);
    assertThat(HeaderText.safe(text)).isFalse();
  }

  @Test
  void theLengthCountsInBytes() {
    assertThat(HeaderText.safe("ы".repeat(2048))).isTrue();
    assertThat(HeaderText.problem("ы".repeat(2049))).isEqualTo("it is longer than 4096 bytes");
  }

  @Test
  void nothingIsSentInAHeaderThatCannotCarryIt() {
    VideoHeaders headers = new VideoHeaders("p", "T", "two\nlines", null, null, null, null);
    assertThatThrownBy(headers::headers)
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INPUT))
        .hasMessage("the header X-Video-Description can't carry its text: it has a line break");
  }
}
