package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "abc, 3",
    "Лекция, 6",
    "动画, 4",
    "😀, 2",
    "한글, 4",
    "é, 1",
    "№, 1",
    "✅, 2",
    "⭐, 2",
    "ｱ, 1",
    "👨‍👩‍👧, 2",
    "👍🏽, 2",
    "❤️, 2",
    "1️⃣, 2",
    "🇩🇪, 2",
    "🇩🇪🇫🇷, 4",
    "a👩‍🏫b, 4",
    "नमस्ते, 4",
    "→, 1"
  })
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
    "a👨‍👩‍👧b, 3, a…",
    "🇩🇪🇫🇷, 3, 🇩🇪…",
  })
  void aLongTextIsCutToTheWidth(String text, int most, String shortened) {
    assertThat(TerminalText.shortened(text, most)).isEqualTo(shortened);
    assertThat(TerminalText.width(shortened)).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({"abcdefgh, 5, ab…gh", "动画片动画片, 6, 动…片", "ab👨‍👩‍👧cd👍🏽, 6, ab…👍🏽"})
  void aNameIsCutInItsMiddleBetweenCharacters(String text, int most, String shortened) {
    assertThat(TerminalText.shortenedInside(text, most)).isEqualTo(shortened);
  }
}
