package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers are for scripts, too: in every locale they have the digits 0 to 9. */
class OtherDigitsTest {
  private final Locale before = Locale.getDefault();

  @TempDir Path folder;

  @BeforeEach
  void asInEgypt() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    assertThat(String.format("%d", 7)).isNotEqualTo("7");
  }

  @AfterEach
  void asBefore() {
    Locale.setDefault(before);
    Cli.bare().run("help", "exit-codes"); // no log: the next test's console is another one
  }

  @Test
  void theExitCodesAreNumbers() {
    assertThat(Cli.bare().run("help", "exit-codes").lines())
        .contains(" 129  stopped by SIGHUP; state saved");
  }

  @Test
  void theSumsInTheLogAreNumbers() throws IOException {
    Path log = folder.resolve("log");
    Path file = Cli.file(folder, "a.mp4", 1234);
    try (Emulator sandbox =
        Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO))) {
      Cli.Run run = Cli.at(sandbox).run("upload", "file", file, "--log-file", log, "-o", "csv");

      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.out()).contains(",1234,").isASCII();
      assertThat(Files.readString(log)).contains("1234 bytes sent, 0 resumed").isASCII();
    }
  }

  @Test
  void aPortThatIsTakenIsANumber() {
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults())) {
      URI taken = sandbox.apiUrl();

      Cli.Run run = Cli.bare().run("sandbox", "--port", taken.getPort());

      assertThat(run.exit()).isEqualTo(11);
      assertThat(run.err()).contains("can't listen on 127.0.0.1 port " + taken.getPort());
    }
  }
}
