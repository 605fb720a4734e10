package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("{\"time\":"));
    assertThat(run.out() + run.err() + Files.readString(log))
        .doesNotContain(sandbox.token())
        .doesNotContain("/v2/upload/");
  }

  /** Nobody was at the screen, and there it would be one line. */
  @Test
  void aBugIsInTheLogWithWhereItHappened() throws IOException {
    Path log = folder.resolve("log");
    Path csv = Cli.text(folder, "videos.csv", "url,title\nhttps://example.com/1.mp4,One\n");
    Environment broken =
        new Environment(
            cli.environment(),
            InputStream.nullInputStream(),
            false,
            new StopSignal(),
            Duration.ZERO,
            (file, service, program, clock) -> {
              throw new IllegalStateException("broken");
            });
    StringWriter err = new StringWriter();

    int exit =
        UploaderCommand.execute(
            broken,
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "import-csv",
            csv.toString(),
            "-v",
            "--log-file",
            log.toString(),
            "--log-format",
            "json");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).contains("a bug in this program: ").doesNotContain("\tat ");
    assertThat(Files.readAllLines(log))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"event\":\"bug\"", "IllegalStateException: broken", "SecretsTest"));
  }

  /** What an operator asks next morning: with what was it run, and how did it end? */
  @Test
  void theLogBeginsWithTheSettingsAndEndsWithTheSums() throws IOException {
    Path log = folder.resolve("log");
    Path csv = Cli.text(folder, "videos.csv", "url,title\nhttps://example.com/1.mp4,One\n");
    Path file = Cli.file(folder, "a.mp4", 100);
    String proxy = "http://me:hidden@127.0.0.1:1"; // for https alone, which nobody asks here
    Path ledger = folder.resolve("uploads.db");

    cli.run("import-csv", csv, "--log-file", log, "--proxy", proxy, "--parallel", 3, "--verify");
    cli.run("upload", "file", file, "--log-file", log, "--ledger", ledger);
    cli.run("upload", "url", "https://e.com/2.mp4?signature=hidden", "--log-file", log);
    cli.run("upload", "link", "--title", "T", "--log-file", log);
    cli.without("KINESCOPE_API_TOKEN").run("upload", "file", file, "--log-file", log);

    List<String> told =
        Files.readAllLines(log).stream().filter(line -> line.contains(" RunLog: ")).toList();
    assertThat(told).allMatch(line -> line.contains(" INFO "));
    assertThat(told).hasSize(9);
    assertThat(told.get(0))
        .containsPattern("kinescope \\S+ begins: kinescope import-csv; ")
        .contains("parent " + sandbox.defaultParentId(), "service " + sandbox.apiUrl())
        .contains("ledger " + csv + ".ledger.db, results " + csv + ".results.csv; " + csv)
        .contains("--parallel=3", "--verify=true", "--rate=none", "--proxy=http://***@");
    assertThat(told.get(1))
        .containsPattern("ends: 1 item: 1 uploaded; .* API calls, 0 retries; exit code 0$");
    assertThat(told.get(2)).contains("begins: kinescope upload file; ", ledger + "; [" + file);
    assertThat(told.get(3)).contains("1 uploaded; 100 bytes sent").endsWith("exit code 0");
    assertThat(told.get(4)).contains("begins: kinescope upload url; ", "uploads.db; ", "2.mp4");
    assertThat(told.get(6)).contains("begins: kinescope upload link; ", "--title=T");
    assertThat(told.get(8)).contains("nothing was run", "exit code 4; no API token is set");
    assertThat(Files.readString(log)).doesNotContain(sandbox.token()).doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://me:hidden@proxy:1",
        "http://me:hidden",
        "http://me:hidden@proxy:port",
        "me:hid^den/word@proxy:99999",
        "DOMAIN\\me:hidden",
      })
  void aProxyThatIsNoneIsRefusedWithoutItsPassword(String proxy) throws IOException {
    Path log = folder.resolve("log");
    Cli real = Cli.bare().with("KINESCOPE_API_TOKEN", sandbox.token());

    Cli.Run option = real.run("projects", "--proxy", proxy, "--log-file", log, "--stacktrace");
    Cli.Run variable = real.with("HTTPS_PROXY", proxy).run("projects");

    for (Cli.Run run : List.of(option, variable)) {
      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.err())
          .contains("--proxy or HTTPS_PROXY does not name an http proxy", "http://host:port")
          .doesNotContain("hid");
    }
    assertThat(cli.with("HTTPS_PROXY", proxy).run("help", "exit-codes").exit()).isZero();
  }

  @Test
  void aProxyPasswordThatIsNoUrlIsNotLogged() throws IOException {
    Path log = folder.resolve("log");
    Path file = Cli.file(folder, "a.mp4", 100);

    for (String proxy : List.of("me:hid^den/word@127.0.0.1:1", "DOMAIN\\me:50%/hidden@h")) {
      Cli.Run run =
          cli.run("upload", "file", file, "--again", "--proxy", proxy, "-vv", "--log-file", log);
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.err()).contains("--proxy=http://***@").doesNotContain("hid");
    }
    assertThat(Files.readString(log)).contains("--proxy=http://***@h:3128").doesNotContain("hid");
  }

  @Test
  void aUrlWithAPasswordThatIsNoneIsNotShown() {
    Cli.Run run = cli.run("projects", "--api-url", "https://me:hid den@h");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--api-url").doesNotContain("hid", "java.");
  }

  @Test
  void aTokenWhereItsFileIsMeantIsNotShown() {
    Cli.Run run = Cli.bare().run("projects", "--token-file", sandbox.token());

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("token file ***").doesNotContain(sandbox.token());
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
    assertThat(cli.run("-q", "projects").err()).isEmpty();
    assertThat(cli.run("-q", "-vv", "projects", "--log-file", folder.resolve("log")).err())
        .isEmpty();
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
