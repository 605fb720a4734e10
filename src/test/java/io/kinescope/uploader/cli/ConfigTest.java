package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code config}, profiles, and a token that another program prints. */
class ConfigTest {
  @TempDir Path folder;

  private final Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited());
  private Path file = Path.of("");
  private Cli cli = Cli.bare();
  private Cli noToken = Cli.bare();

  @BeforeEach
  void ownSettings() {
    file = folder.resolve("kinescope/config.properties");
    cli = Cli.at(sandbox).with("XDG_CONFIG_HOME", folder.toString());
    noToken = cli.without("KINESCOPE_API_TOKEN");
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private void settings(String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    open(false);
  }

  private void open(boolean open) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file, PosixFilePermissions.fromString(open ? "rw-r--r--" : "rw-------"));
    }
  }

  @Test
  void whatIsSetIsInTheFileAndWorksAndCanBeTakenOut() throws IOException {
    assertThat(cli.run("config", "path").out()).isEqualTo(file + "\n");
    assertThat(cli.run("config", "get", "parallel").out()).isEqualTo("4\n");

    assertThat(cli.run("config", "set", "output", "id").exit()).isZero();
    assertThat(cli.run("config", "set", "parallel", "8").err())
        .isEqualTo("parallel is set in " + file + "\n");
    assertThat(cli.run("config", "set", "log-file", "C:\\a b\\log").exit()).isZero();

    assertThat(Files.readString(file))
        .isEqualTo("output=id\nparallel=8\nlog-file=C:\\\\a b\\\\log\n");
    assertThat(cli.run("config", "get", "log-file").out()).isEqualTo("C:\\a b\\log\n");
    assertThat(cli.run("config", "unset", "log-file").exit()).isZero();
    assertThat(cli.run("projects").lines()).hasSize(3);
    assertThat(cli.run("config", "get", "token-file").exit()).isEqualTo(3);
    assertThat(cli.run("config", "list", "-o", "csv").out())
        .contains("output,id,the settings file")
        .contains("token,***,KINESCOPE_API_TOKEN")
        .doesNotContain(sandbox.token());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aNewFileIsForItsOwnerAloneAndAnOldOneKeepsItsMode() throws IOException {
    cli.run("config", "set", "output", "id");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    open(true);
    cli.run("config", "set", "output", "json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void aChangeKeepsCommentsAndOrder() throws IOException {
    String text =
        """
        # mine
        retries = 3
        parent : a\\
            b

        [work]
        ! hers
        retries=4
        """;
    settings(text);

    cli.run("config", "set", "parent", "x");
    cli.run("config", "set", "rate", "none");
    cli.run("config", "set", "--profile", "work", "retries", "9");
    cli.run("--profile", "new", "config", "set", "quiet", "yes");
    cli.run("config", "unset", "retries");

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            # mine
            parent=x
            rate=none

            [work]
            ! hers
            retries=9

            [new]
            quiet=yes
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "set profile night => --profile is for the command line alone",
        "set token-command '' => the token-command is empty",
        "set token-command \"x => a quote that is not closed",
        "set parallell 4 => there is no setting 'parallell'; did you mean 'parallel'?",
        "set retries many => is not a whole number",
        "set rate fast => fast",
        "set sandbox perhaps => use 1 or 0",
        "set token x => there is no setting 'token'; the token itself never goes into the settings file",
        "get nothing => there is no setting 'nothing'",
        "set --profile a/b retries 1 => a profile's name has letters",
      })
  void whatIsNoSettingDoesNotGetIntoTheFile(String line, String error) {
    Cli.Run run = cli.run((Object[]) ("config " + line).split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(error).hasLineCount(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void aSettingThatIsWrongCanBeTakenOut() throws IOException {
    settings("retries=many\nxyz=1\n");
    assertThat(cli.run("projects").exit()).isEqualTo(2);

    assertThat(cli.run("config", "unset", "retries").exit()).isZero();
    assertThat(cli.run("config", "unset", "xyz").exit()).isZero();
    assertThat(cli.run("projects").exit()).isZero();
  }

  @Test
  void aProfileThatIsNamedWinsOverTheEnvironmentAndOneOfTheEnvironmentDoesNot() throws IOException {
    String dead = "http://127.0.0.1:1";
    settings("output=id\nretries=0\n[dead]\napi-url=" + dead + "\n[json]\noutput=jsonl\n");

    assertThat(cli.run("projects", "--profile", "json").out()).startsWith("{");
    assertThat(cli.run("projects").lines()).hasSize(3);
    assertThat(cli.run("projects", "--profile=dead").exit()).isEqualTo(5);
    assertThat(cli.with("KINESCOPE_PROFILE", "dead").run("projects").exit()).isZero();
    assertThat(cli.with("KINESCOPE_PROFILE", "json").run("projects").out()).startsWith("{");
    assertThat(cli.with("KINESCOPE_PROFILE", "dead").run("--profile", "json", "projects").exit())
        .isZero();
    Cli.Run none = cli.run("projects", "--profile", "jsom");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("there is no profile 'jsom'").contains("did you mean 'json'?");
    assertThat(cli.run("--profile", "dead", "config", "list", "-o", "csv").out())
        .contains("api-url," + dead + ",profile dead of the settings file");
  }

  @Test
  void aProfilesTokenWinsOverTheVariableAndOverTheTokenForAll() throws IOException {
    Path wrong = Cli.text(folder, "wrong", "00000000-0000-4000-8000-00000000dead");
    Path right = Cli.text(folder, "right", sandbox.token());
    settings(
        "token-command=false\n[ok]\ntoken-file=" + right + "\n[no]\ntoken-file=" + wrong + "\n");

    assertThat(cli.run("projects", "--profile", "no").exit()).isEqualTo(4);
    assertThat(cli.run("projects").exit()).isZero();
    assertThat(noToken.run("projects", "--profile", "ok").exit()).isZero();
    assertThat(noToken.with("KINESCOPE_API_TOKEN_FILE", right.toString()).run("projects").exit())
        .isZero();
    assertThat(
            noToken
                .with("KINESCOPE_API_TOKEN_COMMAND", "cat " + right)
                .with("KINESCOPE_API_TOKEN_FILE", wrong.toString())
                .run("projects")
                .exit())
        .isEqualTo(4);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sh and cat are POSIX")
  void aCommandPrintsTheToken() {
    Path secret = Cli.text(folder, "my secret", sandbox.token() + "\nlogin: me\n");

    assertThat(noToken.run("projects", "--token-command", "cat '" + secret + "'").exit()).isZero();
    assertThat(
            noToken
                .with("KINESCOPE_API_TOKEN_COMMAND", "sh -c 'cat \"" + secret + "\" | head -1'")
                .run("projects")
                .exit())
        .as("quotes in quotes are the shell's")
        .isZero();
  }

  @ParameterizedTest
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sh and cat are POSIX")
  @CsvSource(
      delimiterString = " => ",
      value = {
        "sh -c 'echo SECRET; exit 3' => 4 => the token-command 'sh' failed with exit code 3",
        "/no/such/program SECRET => 4 => could not be run: no such file or folder",
        "true SECRET => 4 => the API token from token-command 'true' is empty",
        "cat 'SECRET => 2 => has a quote that is not closed",
        "cat /dev/stdin => 4 => is empty",
      })
  void aCommandThatFailsIsOneClearError(String command, int exit, String error) {
    Cli.Run run = noToken.run("projects", "--token-command", command);

    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(error).doesNotContain("SECRET").hasLineCount(1);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sh and cat are POSIX")
  void aFileWithASecretThatOthersCanReadIsWarnedAbout() throws IOException {
    Path secret = Cli.text(folder, "secret", sandbox.token());
    settings("token-command=cat " + secret + "\n");
    assertThat(noToken.run("projects").err()).isEmpty();

    open(true);

    Cli.Run run = noToken.run("projects");
    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "warning: others can read or change the settings file "
                + file
                + ", which has a token-command; run 'chmod 600' on it\n");
    Files.writeString(file, "output=id\n");
    assertThat(cli.run("projects").err()).isEmpty();
  }
}
