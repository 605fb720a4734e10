package io.kinescope.uploader.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void whatCommandsATerminalIsReplacedAndALineStaysOne() {
    assertThat(
            SafeText.clean(
                "a\tb\u001b]0;x\u0007\r\n  c\u007f\u0085\u2028\u001b[31md\u009b2J\u202e\ud800 ok"))
        .isEqualTo("a b\uFFFD]0;x\uFFFD c\uFFFD \uFFFDd\uFFFD\uFFFD\uFFFD ok");
  }

  @Test
  void emojiFamiliesAndRightToLeftTextStay() {
    String text = "👩‍👩‍👧 שלום \u200f";

    assertThat(SafeText.clean(text)).isEqualTo(text);
  }

  @Test
  void linesStayLines() {
    assertThat(SafeText.cleanLines("a\r\nb\u001b\nc")).isEqualTo("a\nb\uFFFD\nc");
  }

  @Test
  void aCutNeverSplitsACharacter() {
    for (int max = 1; max < 8; max++) {
      assertThat(SafeText.clean("😀😀😀😀😀", max).codePoints())
          .allMatch(c -> c == 0x1f600 || c == '…');
    }
  }
}
