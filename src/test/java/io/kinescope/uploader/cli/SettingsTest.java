package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from: option, then environment, then file. */
class SettingsTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli withConfig(String... lines) throws IOException {
    Files.createDirectories(folder.resolve("kinescope"));
    Files.writeString(folder.resolve("kinescope/config.properties"), String.join("\n", lines));
    return cli.with("XDG_CONFIG_HOME", folder.toString());
  }

  @Test
  void anOptionWinsOverItsVariableAndThatOverTheFile() throws IOException {
    String api = sandbox.apiUrl().toString();

    assertThat(cli.with("KINESCOPE_API_URL", NOBODY).run("projects", "--api-url", api).exit())
        .isZero();
    assertThat(withConfig("api-url=" + NOBODY).run("projects").exit()).isZero();
    assertThat(withConfig("api-url=" + api).without("KINESCOPE_API_URL").run("projects").exit())
        .isZero();
  }

  /** Picocli puts it into its trace. */
  @Test
  void theTextOfAllSettingsHoldsNone() {
    Environment secret =
        new Environment(
            Map.of("KINESCOPE_API_TOKEN", "secret"),
            InputStream.nullInputStream(),
            false,
            new StopSignal());
    assertThat(ConfigDefaults.none(secret).toString()).doesNotContain("secret");
  }

  @Test
  void theFileHoldsAnyOption() throws IOException {
    Cli configured = withConfig("output = id", "parallel=2", "quiet=yes");

    assertThat(configured.run("projects").lines()).contains(sandbox.defaultParentId());
    assertThat(configured.run("projects", "--output", "jsonl").out()).startsWith("{");
  }

  @Test
  void howLongToWaitMayStandInTheFileAloneButNotOnTheCommandLine() throws IOException {
    String[] url = {"upload", "url", "https://example.com/a.mp4", "--title", "A"};
    String[] timed = {"upload", "url", "https://example.com/a.mp4", "--wait-timeout", "1m"};
    Path file = Cli.file(folder, "a.mp4", 100);
    Cli own = cli.with("XDG_STATE_HOME", folder.toString());

    Cli.Run refused = own.run((Object[]) timed);
    assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            "error: --wait-timeout is set, but this command does not wait;"
                + " add --wait, or leave it out\n");
    assertThat(own.run("upload", "file", file, "--wait-timeout", "1m").err())
        .contains("add --wait or --verify, or leave it out");
    assertThat(sandbox.state().totalRequests()).isZero();

    assertThat(withConfig("wait-timeout=1m").run((Object[]) url).exit()).isZero();
    assertThat(withConfig("wait=1").run((Object[]) timed).exit()).isZero();
    Cli.Run verified =
        own.run("upload", "file", file, "--wait-timeout", "1m", "--verify", "--progress", "none");
    assertThat(verified.exit()).as(verified.err()).isZero();
  }

  @Test
  void theFileOfHomeIsReadToo() throws IOException {
    Files.createDirectories(folder.resolve(".config/kinescope"));
    Files.writeString(folder.resolve(".config/kinescope/config.properties"), "output=id");

    assertThat(cli.with("HOME", folder.toString()).run("projects").lines()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "api-ulr=x,   did you mean 'api-url'?",
    "paralell=2,  did you mean 'parallel'?",
    "xyzzy=1,     keys are option names without the leading --",
    "help=true,   --help is for the command line alone",
  })
  void anUnknownKeyNamesTheNearestKnownOne(String line, String hint) throws IOException {
    Cli.Run run = withConfig(line).run("projects");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("unknown key '").contains(hint);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aNamedFileMustBeThere() {
    Cli.Run run = cli.run("projects", "--config", folder.resolve("none"));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("does not exist");
    Path file = Cli.text(folder, "mine", "output=id\n");
    assertThat(cli.run("--config=" + file, "projects").lines()).hasSize(3);
  }

  @Test
  void aFileThatCannotBeReadIsSaid() throws IOException {
    Path file = Files.write(folder.resolve("latin"), new byte[] {'a', '=', (byte) 0xE4});

    Cli.Run run = cli.run("projects", "--config", file);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("settings file").contains("UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "KINESCOPE_RATE,      fast, KINESCOPE_RATE",
    "KINESCOPE_BANDWIDTH, fast, KINESCOPE_BANDWIDTH",
    "KINESCOPE_SANDBOX,   maybe, KINESCOPE_SANDBOX",
  })
  void aBadValueNamesTheVariableItCameFrom(String name, String value, String named) {
    Cli.Run run = cli.with(name, value).run("projects");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(value).contains(named);
    assertThat(run.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--output yaml",
        "--progress loud",
        "--log-format xml",
        "--rate 10",
        "--bandwidth x",
        "--connect-timeout 10",
        "--retries many",
      })
  void aBadValueIsAUsageErrorBeforeAnythingHappens(String options) {
    Cli.Run run = cli.run((Object[]) ("projects " + options).split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "projects --retries -1 => --retries must not be negative",
        "projects --retries many => is not a whole number",
        "projects --per-page 1.5 => is not a whole number",
        "import-csv x.csv --limit 1k => is not a whole number",
        "projects --connect-timeout 0s => --connect-timeout and --idle-timeout must be more than 0",
        "projects --idle-timeout 0.1ms => must be more than 0 and at most 24 days",
        "projects --connect-timeout 30d => must be more than 0 and at most 24 days",
        "projects -q -v => -q and -v can't be combined without --log-file",
        "projects --log-format json => --log-format is the format of the log file; name one",
        "projects --log-file - => --log-file - does not name a file; for one of that name write",
        "projects --log-file= => does not name a file; check that the variable is set",
        "import-csv FILE --metrics-file= => does not name a file; check that the variable is set",
        "import-csv FILE --metrics-file - => --metrics-file - does not name a file",
        "import-csv FILE --report junit=- => --report - does not name a file",
        "import-csv FILE --parent= => --parent '' names nothing; check that the variable is set",
        "upload file FILE --client-ip abc => --client-ip 'abc' is not an IP address",
        "upload file FILE --client-ip 1.2.3.256 => is not an IP address",
        "upload file FILE --client-ip 1.2.3 => is not an IP address",
        "upload link --title T --client-ip fe80 => is not an IP address",
        "projects --api-url a^b => it is not a valid URL",
      })
  void aValueThatMakesNoSenseIsRefusedInOurWords(String line, String said) {
    String file = Cli.file(folder, "a.mp4", 10).toString();

    Cli.Run run = cli.run((Object[]) line.replace("FILE", file).split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(said).doesNotContain("java.", "Exception", "convert");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "255.255.255.255", "2001:db8::7", "::ffff:1.2.3.4"})
  void aClientIpIsSentAsItIs(String ip) {
    Path file = Cli.file(folder, "a.mp4", 10);

    Cli.Run run = cli.run("upload", "file", file, "--client-ip", ip, "--again");

    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void anImpossibleFileNameIsToldWithoutJavasWords() {
    Cli.Run run = cli.run("projects", "--log-file", "a\0b");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--log-file").doesNotContain("java.", "Exception", "convert");
  }

  @Test
  void aUsualPlaceThatCannotBeReadIsAWarning() throws IOException {
    Path place = folder.resolve("kinescope/config.properties");
    Files.createDirectories(place); // a folder: nobody can read it, root neither
    Cli own = cli.with("XDG_CONFIG_HOME", folder.toString());

    Cli.Run run = own.run("projects", "-o", "id");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.lines()).hasSize(3);
    assertThat(run.err())
        .isEqualTo(
            "warning: could not read the settings file "
                + place
                + ": it is a folder; using none\n");
    assertThat(own.run("-q", "projects").err()).isEmpty();
    assertThat(own.run("projects", "--config", place).exit()).isEqualTo(2);
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    assertThat(cli.run("-o", "id", "projects").lines()).hasSize(3);
    assertThat(cli.run("projects", "-o", "id").lines()).hasSize(3);
    assertThat(cli.run("videos", "-o", "id", "list").exit()).isZero();
  }

  @Test
  void theTokenComesFromTheVariableOrAFile() {
    Path file = Cli.text(folder, "token", "  " + sandbox.token() + "\n");
    Cli without = cli.without("KINESCOPE_API_TOKEN");

    assertThat(without.run("projects").exit()).isEqualTo(4);
    assertThat(without.run("projects", "--token-file", file).exit()).isZero();
    assertThat(without.with("KINESCOPE_API_TOKEN_FILE", file.toString()).run("projects").exit())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'%s'",
        "\"%s\"",
        "KINESCOPE_API_TOKEN=%s",
        "KINESCOPE_API_TOKEN = \"%s\"",
        "export KINESCOPE_API_TOKEN='%s'\n",
        "\uFEFF%s\r\n",
        "Bearer %s",
      })
  void whatIsCopiedAlongWithTheTokenIsTakenOffWithAWord(String text) {
    String around = text.formatted(sandbox.token());
    Path file = Cli.text(folder, "token", around);

    Cli.Run fromFile =
        cli.without("KINESCOPE_API_TOKEN").run("projects", "-o", "id", "--token-file", file);
    Cli.Run variable = cli.with("KINESCOPE_API_TOKEN", around).run("projects", "-o", "id");

    for (Cli.Run run : List.of(fromFile, variable)) {
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.lines()).hasSize(3);
      assertThat(run.err())
          .startsWith("warning: the API token from ")
          .endsWith(" has a name, quotes or a byte order mark around it; using only the token\n")
          .doesNotContain(sandbox.token());
      assertThat(run.err().lines()).hasSize(1);
    }
  }

  @Test
  void aTokenThatIsNoUuidIsWarnedAbout() {
    String cut = sandbox.token().substring(0, 30);

    Cli.Run run = cli.with("KINESCOPE_API_TOKEN", cut).run("projects");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .startsWith(
            "warning: the API token from KINESCOPE_API_TOKEN is not a UUID, as Kinescope's tokens"
                + " are: it may be cut off\n")
        .doesNotContain(cut);
  }

  @Test
  void anAtSignIsNoWayIntoAFile() {
    Cli.text(folder, "team", "hidden");
    Path clip = Cli.file(folder, "@clip.mp4", 10);
    String title = "@" + folder.resolve("team");

    assertThat(cli.run("upload", "file", clip, "--title", title).exit()).isZero();
    assertThat(cli.run("upload", "file", "@" + clip).err())
        .contains("file @" + clip + " does not exist");

    assertThat(sandbox.state().videos()).extracting(EmulatorVideo::title).containsExactly(title);
  }

  @Test
  void anArgumentThatCouldNotBeDecodedIsRefusedAndNeverSent() {
    Path file = Cli.file(folder, "a.mp4", 10);

    for (String option : List.of("--title", "--description", "--filename", "--parent")) {
      Cli.Run run = cli.run("upload", "file", file, option, "\uFFFD\uFFFDna");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains("U+FFFD", "current locale", "LC_ALL");
    }
    Cli.Run secret = cli.run("projects", "--proxy", "http://me:hid\uFFFDden@h:1");
    assertThat(secret.err()).contains("U+FFFD").doesNotContain("hid");
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void aNamedTokenFileWinsOverTheVariable() {
    Path wrong = Cli.text(folder, "token", "wrong");

    assertThat(cli.run("projects", "--token-file", wrong).exit()).isEqualTo(4);
    assertThat(cli.with("KINESCOPE_API_TOKEN_FILE", wrong.toString()).run("projects").exit())
        .isZero();
  }

  @Test
  void aTokenFileThatIsNoneIsSaidWithoutShowingIt() {
    Path video = Cli.file(folder, "a.mp4", 5000);
    Path two = Cli.text(folder, "two", "first\nsecond");

    assertThat(cli.run("projects", "--token-file", folder.resolve("none")).exit()).isEqualTo(4);
    assertThat(cli.run("projects", "--token-file", video).err()).contains("too large");
    Cli.Run run = cli.run("projects", "--token-file", two);
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("put the token there alone").doesNotContain("first", "second");
  }

  @ParameterizedTest
  @CsvSource({
    "--api-url,      http://example.com,  would send the token unencrypted",
    "--uploader-url, http://10.0.0.1,     would send the token unencrypted",
    "--api-url,      example.com,         is not a base URL",
  })
  void plainHttpGoesToLoopbackOnly(String option, String url, String why) {
    Cli.Run run = cli.run("projects", option, url);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(why);
  }

  @Test
  void theSandboxNeedsNothingElse() {
    assertThat(Cli.bare().run("projects", "--sandbox", "-o", "id").lines()).hasSize(3);
    Cli.Run run = Cli.bare().with("KINESCOPE_SANDBOX", "1").run("projects", "-o", "id");
    assertThat(run.lines()).hasSize(3);
    assertThat(run.err()).contains("built-in emulator, not Kinescope");
  }

  @Test
  void theSandboxIsNotMixedWithTheRealService() {
    Path file = Cli.file(folder, "a.mp4", 10);

    assertThat(Cli.bare().run("projects", "--sandbox", "--api-url", NOBODY).exit()).isEqualTo(2);
    assertThat(
            cli.with("KINESCOPE_PARENT_ID", "a-real-project")
                .run("upload", "file", file, "--sandbox")
                .exit())
        .isZero();
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void theParentComesFromTheVariableUnlessNamed() {
    String folderId =
        cli.run("folders", "create", sandbox.defaultParentId(), "F", "-o", "id").out().strip();
    Path file = Cli.file(folder, "a.mp4", 10);

    cli.run("upload", "file", file);
    cli.run("--parent", folderId, "upload", "file", file);

    assertThat(sandbox.state().videos())
        .extracting(video -> video.draft().parentId())
        .containsExactly(sandbox.defaultParentId(), folderId);
  }
}
