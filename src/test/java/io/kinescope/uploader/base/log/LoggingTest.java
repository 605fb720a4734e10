package io.kinescope.uploader.base.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final List<String> console = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;

  @AfterEach
  void off() {
    Logging.configure(LogSettings.OFF, line -> {});
  }

  private void configure(int verbosity, @Nullable Path file, LogFormat format) {
    Logging.configure(new LogSettings(verbosity, file, format), console::add);
  }

  private static void logSomething() {
    Logger ours = LoggerFactory.getLogger("io.kinescope.uploader.http.Transport");
    ours.info("GET /v1/projects");
    ours.debug("Authorization: Bearer abc-def");
    LoggerFactory.getLogger("okhttp3").info("chatter");
    LoggerFactory.getLogger("okhttp3").warn("leak");
  }

  @Test
  void withoutFlagsNothingIsLogged() {
    Logging.configure(LogSettings.OFF, console::add);
    logSomething();

    assertThat(console).isEmpty();
    assertThat(LoggerFactory.getLogger("x").isErrorEnabled()).isFalse();
  }

  @Test
  void onceVerboseShowsWhatHappensAndWarningsOfLibraries() {
    configure(1, null, LogFormat.TEXT);
    logSomething();

    assertThat(console).hasSize(2);
    assertThat(console.get(0)).matches("\\S+T\\S+ INFO \\[main] Transport: GET /v1/projects");
    assertThat(console.get(1)).endsWith("WARN [main] okhttp3: leak");
  }

  @Test
  void twiceVerboseShowsExchangesWithoutSecrets() {
    configure(2, null, LogFormat.TEXT);
    logSomething();

    assertThat(console).hasSize(3);
    assertThat(console.get(1)).endsWith("Transport: Authorization: Bearer ***");
  }

  @Test
  void quietSilencesTheConsoleAndNotTheFile() throws IOException {
    Path file = folder.resolve("k.log");
    configure(-1, file, LogFormat.TEXT);
    logSomething();

    assertThat(console).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void theFileIsAppendedToAndForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("k.log");
    configure(0, file, LogFormat.TEXT);
    logSomething();
    configure(0, file, LogFormat.TEXT);
    logSomething();

    assertThat(Files.readAllLines(file)).hasSize(4);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void jsonIsOneObjectALineEvenWithAStackTrace() throws IOException {
    Path file = folder.resolve("k.log");
    configure(2, file, LogFormat.JSON);
    LoggerFactory.getLogger("io.kinescope.X")
        .warn("two\nlines «и» {}", 7, new IOException("to https://x/v2/upload/secret-link"));

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    JsonObject line = Objects.requireNonNull(Json.parseObject(lines.get(0)));
    assertThat(line.fields().keySet())
        .containsExactly("ts", "level", "logger", "thread", "message", "error");
    assertThat(line.text("message")).isEqualTo("two\nlines «и» 7");
    assertThat(line.text("logger")).isEqualTo("io.kinescope.X");
    assertThat(line.text("error"))
        .startsWith("java.io.IOException: to https://x/v2/upload/***\n")
        .doesNotContain("secret-link");
  }

  @Test
  void aMessageCanNotPassForAnotherLineNorCommandATerminal() {
    configure(1, null, LogFormat.TEXT);
    LoggerFactory.getLogger("io.kinescope.X").info("title\n2026 ERROR faked \u001b[2J\u009b");

    assertThat(console).hasSize(1);
    assertThat(console.get(0)).endsWith("X: title\uFFFD2026 ERROR faked \uFFFD[2J\uFFFD");
  }

  @Test
  void aFileThatCanNotBeOpenedIsAnErrorBeforeAnythingStarts() {
    Path file = folder.resolve("missing/k.log");

    assertThatThrownBy(() -> configure(0, file, LogFormat.TEXT))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
        .hasMessageContaining("k.log")
        .hasMessageContaining("NoSuchFile");
  }
}
