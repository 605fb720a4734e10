package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log, and what never gets into it. */
class SecretsTest {
  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
    Cli.bare().run("help", "exit-codes"); // no log: the next test's console is another one
  }

  @Test
  void doubleVerboseShowsEveryExchangeWithoutSecrets() throws IOException {
    Path log = folder.resolve("log.jsonl");
    Path file = Cli.file(folder, "a.mp4", 100);

    Cli.Run run =
        cli.run(
            "-vv",
            "upload",
            "file",
            file,
            "--method",
            "link",
            "--log-file",
            log,
            "--log-format",
            "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("POST " + sandbox.uploaderUrl() + "/v2/init -> HTTP 200 [")
        .contains("POST http://127.0.0.1/*** -> HTTP 200 [")
        .contains("GET " + sandbox.apiUrl() + "/v1/videos/");
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("{\"ts\":"));
    assertThat(run.out() + run.err() + Files.readString(log))
        .doesNotContain(sandbox.token())
        .doesNotContain("/v2/upload/");
  }

  @Test
  void verboseShowsRepeatsAndNoExchanges() {
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.PROJECT_LIST).first(1).then(FaultAction.status(500))));

    Cli.Run run = cli.run("-v", "projects", "--max-retry-wait", "1ms");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("INFO").contains("retry in ").contains("internal error");
    assertThat(run.err()).doesNotContain("DEBUG");
  }

  @Test
  void withoutFlagsNothingIsLogged() {
    assertThat(cli.run("projects").err()).isEmpty();
    assertThat(cli.run("-q", "-vv", "projects").err()).isEmpty();
  }

  @Test
  void aLogFileThatCannotBeWrittenIsLocalTrouble() {
    Cli.Run run = cli.run("projects", "--log-file", folder.resolve("none/log"));

    assertThat(run.exit()).isEqualTo(11);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void anAnswerThatQuotesTheTokenDoesNotGetItOnTheScreen() {
    String quoting =
        "{\"error\":{\"code\":400400,\"message\":\"bad header: Bearer "
            + sandbox.token()
            + "; "
            + sandbox.token()
            + "\"}}";
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.PROJECT_LIST).then(FaultAction.answer(400, Map.of(), quoting))));

    Cli.Run run = cli.run("projects", "-vv", "--stacktrace");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("bad header").contains("at io.kinescope.uploader");
    assertThat(run.err()).doesNotContain(sandbox.token());
  }

  @Test
  void aStackTraceIsShownOnlyWhenAskedFor() {
    assertThat(cli.run("videos", "get", "nowhere").err().lines()).hasSize(1);
  }
}
