package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalsTest {
  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/ttyS0, true",
    "/dev/console, true",
    "/dev/null, false",
    "pipe:[123], false",
    "/tmp/dev/pts/3, false",
  })
  void aTerminalIsKnownByItsDevice(String device, boolean terminal) {
    assertThat(Terminals.isTerminalDevice(device)).isEqualTo(terminal);
  }

  @Test
  void theEnvironmentsSizeWinsOverAskingAnybody() {
    assertThat(Terminals.size(Map.of("COLUMNS", "132", "LINES", "50")))
        .isEqualTo(new Terminals.Size(132, 50));
    assertThat(Terminals.size(Map.of("COLUMNS", "132"))).isEqualTo(new Terminals.Size(132, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "0 0", "-1 80", "a b", "24 80 1", "24  80", "24 99999999999"})
  void aSizeThatMakesNoSenseIsNone(String text) {
    assertThat(Terminals.parseSize(text)).isNull();
  }

  @Test
  void sttyWritesHeightFirst() {
    assertThat(Terminals.parseSize("24 80\n")).isEqualTo(new Terminals.Size(80, 24));
  }
}
