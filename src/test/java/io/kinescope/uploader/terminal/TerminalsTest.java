package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
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

  /** What the JVM says of a Windows console: Java 17 in the second, later ones in the first. */
  @ParameterizedTest
  @CsvSource({
    "IBM866, , IBM866",
    ", IBM866, IBM866",
    "UTF-8, IBM866, UTF-8",
    "cp65001, , UTF-8",
    "no-such, , UTF-8",
    ", , UTF-8"
  })
  void aWindowsConsoleIsWrittenToInItsCodePage(
      @Nullable String now, @Nullable String before, String charset) {
    Properties properties = new Properties();
    if (now != null) {
      properties.setProperty("stdout.encoding", now);
    }
    if (before != null) {
      properties.setProperty("sun.stdout.encoding", before);
    }

    assertThat(Terminals.consoleCharset("stdout", properties).name()).isEqualTo(charset);
  }
}
