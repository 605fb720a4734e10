package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
  @ParameterizedTest
  @CsvSource({"'', 0", "abc, 3", "Лекция, 6", "动画, 4", "😀, 2", "한글, 4", "é, 1", "№, 1"})
  void widthIsInCells(String text, int width) {
    assertThat(TerminalText.width(text)).isEqualTo(width);
  }

  @Test
  void combiningMarksTakeNoCell() {
    assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 6, abcdef",
    "abcdef, 5, abcd…",
    "动画片, 5, 动画…",
    "动画片, 4, 动…",
    "😀😀, 3, 😀…",
    "abc, 1, …",
    "abc, 0, ''",
  })
  void aLongTextIsCutToTheWidth(String text, int most, String shortened) {
    assertThat(TerminalText.shortened(text, most)).isEqualTo(shortened);
    assertThat(TerminalText.width(shortened)).isLessThanOrEqualTo(most);
  }
}
