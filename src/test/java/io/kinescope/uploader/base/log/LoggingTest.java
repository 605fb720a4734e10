package io.kinescope.uploader.base.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.log.Logging.LogSettings;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LoggingTest {
  private static final String SECRET = "1f0e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

  private final List<String> screen = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;

  @AfterEach
  void off() {
    Logging.configure(new LogSettings(0, false, null, LogFormat.TEXT), line -> {});
  }

  private void configure(int verbosity, @Nullable Path file, LogFormat format) {
    Logging.configure(new LogSettings(verbosity, false, file, format), screen::add);
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static Logger job() {
    return LoggerFactory.getLogger("io.kinescope.uploader.job.JobRunner");
  }

  private static void logSomething() {
    job().info("row 1: uploaded");
    LoggerFactory.getLogger("io.kinescope.uploader.tus.TusRun").info("resumed at byte 7");
    LoggerFactory.getLogger("io.kinescope.uploader.http.Transport").debug("GET /v1/projects");
    LoggerFactory.getLogger("okhttp3").info("chatter");
    LoggerFactory.getLogger("okhttp3").warn("leak");
  }

  @Test
  void withoutFlagsNothingIsLogged() {
    configure(2, null, LogFormat.TEXT); // in tests Logback is bound, with its own first settings
    Logging.configure(new LogSettings(0, false, null, LogFormat.TEXT), screen::add);
    logSomething();

    assertThat(screen).isEmpty();
    assertThat(Logging.isOn()).isFalse();
    assertThat(LoggerFactory.getLogger("x").isErrorEnabled()).isFalse();
  }

  @Test
  void onceVerboseShowsWhatBecameOfItemsAndWarningsOfLibraries() {
    configure(1, null, LogFormat.TEXT);
    logSomething();

    assertThat(screen).hasSize(2);
    assertThat(screen.get(0)).matches("\\S+T\\S+ INFO \\[main] JobRunner: row 1: uploaded");
    assertThat(screen.get(1)).endsWith("WARN [main] okhttp3: leak");
  }

  @Test
  void twiceVerboseShowsAllThatTheProgramDoes() {
    configure(2, null, LogFormat.TEXT);
    logSomething();

    assertThat(screen).hasSize(4);
    assertThat(screen.get(1)).endsWith("TusRun: resumed at byte 7");
    assertThat(screen.get(2)).endsWith("DEBUG [main] Transport: GET /v1/projects");
  }

  @Test
  void quietSilencesTheScreenAndNotTheFile() throws IOException {
    Path file = folder.resolve("k.log");
    Logging.configure(new LogSettings(2, true, file, LogFormat.TEXT), screen::add);
    logSomething();

    assertThat(screen).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void theFileHoldsTheStoryWithoutBeingAskedTwice() throws IOException {
    Path file = folder.resolve("k.log");
    configure(0, file, LogFormat.TEXT);
    logSomething();

    assertThat(screen).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void theFileIsAppendedToAndForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("k.log");
    configure(0, file, LogFormat.TEXT);
    job().info("one");
    configure(0, file, LogFormat.TEXT);
    job().info("two");

    assertThat(Files.readAllLines(file)).hasSize(2);
    assertOwnersAlone(file);
  }

  private static void assertOwnersAlone(Path file) throws IOException {
    if (posix()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void fullFilesMakePlaceForOthersWithinOneMinuteAndWhateverTheFolderIsCalled() throws IOException {
    Path file = Files.createDirectory(folder.resolve("50%: a, %i %d")).resolve("k.log");
    configure(0, file, LogFormat.TEXT);
    String line = "x".repeat(1 << 20);

    for (int i = 0; i < 65; i++) {
      job().info("{} {}", i, line);
    }

    assertThat(Files.readString(file)).contains(": 60 x", ": 64 x");
    for (int i = 1; i <= 4; i++) {
      Path older = Path.of(file + "." + i);
      assertThat(Files.size(older))
          .isBetween(LogbackSetup.MAX_FILE_BYTES, LogbackSetup.MAX_FILE_BYTES + (2 << 20));
      assertThat(Files.readString(older)).contains(": " + (60 - 10 * i) + " x");
      assertOwnersAlone(older);
    }
    assertThat(Path.of(file + ".5")).doesNotExist();
  }

  @Test
  void aFullFileMakesPlaceForAnother() throws IOException {
    Path file = folder.resolve("k.log");
    Path older = folder.resolve("k.log.1");
    try (RandomAccessFile full = new RandomAccessFile(file.toFile(), "rw")) {
      full.setLength(LogbackSetup.MAX_FILE_BYTES);
    }
    configure(0, file, LogFormat.TEXT);

    job().info("the first of the new file");

    assertThat(older).hasSize(LogbackSetup.MAX_FILE_BYTES);
    assertThat(Files.readAllLines(file)).hasSize(1);
    assertOwnersAlone(file);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidOnce() {
    configure(0, Path.of("/dev/full"), LogFormat.TEXT);
    job().info("one");
    job().info("two");

    assertThat(screen)
        .containsExactly("warning: the log /dev/full has gaps or is not rotated: the disk is full");
  }

  @Test
  @EnabledIf("posix")
  void aLinkIsWrittenThroughAndStaysALink() throws IOException {
    Path target = Files.createFile(folder.resolve("target"));
    Path link = Files.createSymbolicLink(folder.resolve("k.log"), target);
    try (RandomAccessFile full = new RandomAccessFile(target.toFile(), "rw")) {
      full.setLength(LogbackSetup.MAX_FILE_BYTES);
    }
    configure(0, link, LogFormat.TEXT);

    job().info("more");

    assertThat(link).isSymbolicLink();
    assertThat(Files.size(target)).isGreaterThan(LogbackSetup.MAX_FILE_BYTES);
  }

  @Test
  void jsonIsOneObjectALineEvenWithAStackTrace() throws IOException {
    Path file = folder.resolve("k.log");
    configure(2, file, LogFormat.JSON);
    job()
        .atWarn()
        .setCause(new IOException("to https://x/v2/upload/secret-link"))
        .addKeyValue("line", 7)
        .addKeyValue("level", "never one of ours")
        .log("two\nlines «и» {}", 7);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    JsonObject line = Objects.requireNonNull(Json.parseObject(lines.get(0)));
    assertThat(line.fields().keySet())
        .containsExactly(
            "time", "level", "event", "message", "logger", "thread", "line", "stack_trace");
    assertThat(line.text("event")).isEqualTo("other");
    assertThat(line.text("message")).isEqualTo("two\nlines «и» 7");
    assertThat(line.text("level")).isEqualTo("WARN");
    assertThat(line.number("line")).isEqualTo(7);
    assertThat(line.text("logger")).isEqualTo("io.kinescope.uploader.job.JobRunner");
    assertThat(line.text("stack_trace"))
        .startsWith("java.io.IOException: to https://x/v2/upload/***\n")
        .doesNotContain("secret-link");
  }

  /** What ends a line is no secret, whatever word stands before it. */
  @Test
  void jsonStaysJsonWhereTheLastWordIsOneThatSecretsFollow() throws IOException {
    Path file = folder.resolve("k.log");
    configure(0, file, LogFormat.JSON);
    for (String word : List.of("id:ring-bearer", "Authorization:", "https://h/?sig=", "x://u")) {
      LogLine.info(job(), LogEvent.ITEM_PLAN).with(LogKey.KEY, word).say("{}", word);
    }

    assertThat(Files.readAllLines(file))
        .hasSize(4)
        .allSatisfy(line -> assertThat(Json.parseObject(line)).as(line).isNotNull());
  }

  @Test
  void aLineHasItsEventItsKeysAndWhatTheThreadIsAbout() throws IOException {
    Path file = folder.resolve("k.log");
    configure(0, file, LogFormat.JSON);
    try (LogContext about =
        new LogContext().with(LogKey.LINE, 17L).with(LogKey.KEY, "id:17").with(LogKey.URL, null)) {
      LogLine.info(job(), LogEvent.HTTP_RETRY)
          .with(LogKey.WAIT_SECONDS, 1.5)
          .with(LogKey.KEY, "id:18")
          .with(LogKey.CODE, null)
          .say("again {}", 7);
      LogLine.at(Level.DEBUG, job(), LogEvent.HTTP_EXCHANGE).say("not logged");
      assertThat(about).isNotNull();
    }
    LogLine.info(job(), LogEvent.SERVICE).say("later");

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("\"event\":\"http.retry\",\"message\":\"again 7\"")
        .endsWith("\"wait_seconds\":1.5,\"key\":\"id:18\",\"line\":17}");
    assertThat(lines.get(1)).contains("\"event\":\"service\"").doesNotContain("line", "id:");
  }

  @ParameterizedTest
  @EnumSource(LogFormat.class)
  void noSecretIsInAnyPartOfALine(LogFormat format) throws IOException {
    Path file = folder.resolve("k.log");
    configure(2, file, format);
    job()
        .atInfo()
        .setCause(new IOException("Authorization: Bearer " + SECRET))
        .addKeyValue("link", "https://x/v2/upload/" + SECRET)
        .log("sent to https://user:{}@h/a?sig={}", SECRET, SECRET);

    assertThat(Files.readString(file)).contains("sent to").doesNotContain(SECRET);
    assertThat(screen.toString()).contains("sent to").doesNotContain(SECRET);
  }

  @Test
  void aMessageCanNotPassForAnotherLineNorCommandATerminal() {
    configure(1, null, LogFormat.TEXT);
    job().info("title\n2026 ERROR faked \u001b[2J\u0007");

    assertThat(screen).hasSize(1);
    assertThat(screen.get(0)).endsWith("Runner: title 2026 ERROR faked \uFFFD\uFFFD");
  }

  @Test
  void aFileThatCanNotBeOpenedIsAnErrorBeforeAnythingStarts() {
    Path file = folder.resolve("missing/k.log");

    assertThatThrownBy(() -> configure(0, file, LogFormat.TEXT))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
        .hasMessageEndingWith("k.log: the folder " + file.getParent() + " does not exist");
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void aLoggerThatIsMadeTooEarlyIsSilent() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(LogbackSetup.class);
    LoggerContext early = new LoggerContext();

    new LogbackSetup().configure(early);

    assertThat(early.getLogger("io.kinescope.uploader.job.X").isErrorEnabled()).isFalse();
  }
}
