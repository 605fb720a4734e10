package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.report.RunMetrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {
  static Stream<List<String>> everyCommand() {
    return below(UploaderCommand.whole(), List.of());
  }

  private static Stream<List<String>> below(CommandLine command, List<String> path) {
    Stream<List<String>> subs =
        command.getSubcommands().entrySet().stream()
            .flatMap(
                sub ->
                    below(
                        sub.getValue(),
                        Stream.concat(path.stream(), Stream.of(sub.getKey())).toList()));
    return Stream.concat(Stream.of(path), subs);
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyLevelHasHelpByOptionAndByCommand(List<String> command) {
    Cli.Run byOption =
        Cli.bare()
            .without("KINESCOPE_RATE")
            .run(Stream.concat(command.stream(), Stream.of("--help")).toArray());
    Cli.Run byCommand =
        Cli.bare().run(Stream.concat(Stream.of("help"), command.stream()).toArray());

    assertThat(byOption.exit()).isZero();
    assertThat(byOption.err()).isEmpty();
    assertThat(byOption.out()).startsWith("Usage: " + String.join(" ", prefixed(command)));
    assertThat(byCommand.exit()).isZero();
    assertThat(byCommand.out()).isEqualTo(byOption.out());
  }

  private static List<String> prefixed(List<String> command) {
    return Stream.concat(Stream.of("kinescope"), command.stream()).toList();
  }

  @Test
  void helpIsThereEvenWhereASettingIsWrong() {
    assertThat(Cli.bare().run("projects", "--help").out())
        .contains("--catalog")
        .contains("vod, live");
  }

  @Test
  void everyExitCodeIsExplained() {
    Cli.Run run = Cli.bare().run("help", "exit-codes");

    assertThat(run.exit()).isZero();
    assertThat(ExitCode.values())
        .allSatisfy(
            code ->
                assertThat(run.lines())
                    .contains(String.format("%4d  %s", code.code(), code.meaning())));
  }

  @Test
  void everyVariableIsExplained() {
    Cli.Run run = Cli.bare().run("help", "environment");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(ConfigDefaults.VARIABLES.values())
        .contains(
            "KINESCOPE_API_TOKEN ", "NO_PROXY", "NO_COLOR", "KINESCOPE_JAVA_OPTS", "JAVA_HOME")
        .contains("XDG_CONFIG_HOME");
  }

  @Test
  void everyVariableBelongsToAnOption() {
    Map<String, String> variables = ConfigDefaults.VARIABLES;

    assertThat(options(UploaderCommand.whole()).toList())
        .containsAll(variables.keySet().stream().map(name -> "--" + name).toList());
  }

  private static Stream<String> options(CommandLine command) {
    return Stream.concat(
        command.getCommandSpec().optionsMap().keySet().stream(),
        command.getSubcommands().values().stream().flatMap(HelpTest::options));
  }

  @Test
  void everyKeyEventAndMetricIsExplained() {
    Cli.Run logs = Cli.bare().run("help", "logs");
    Cli.Run reports = Cli.bare().run("help", "reports");

    assertThat(logs.exit()).isZero();
    assertThat(LogKey.values())
        .allSatisfy(
            key -> assertThat(logs.out()).containsPattern("\n  " + key.id() + " +" + quoted(key)));
    assertThat(LogEvent.values()).allSatisfy(event -> assertThat(logs.out()).contains(event.id()));
    assertThat(Metric.values()).allSatisfy(one -> assertThat(reports.out()).contains(one.id()));
  }

  private static String quoted(LogKey key) {
    return Pattern.quote(key.meaning());
  }

  @ParameterizedTest
  @CsvSource({
    "proejcts,               unknown command 'proejcts'; did you mean 'projects'?",
    "uplaod file x,          unknown command 'uplaod'; did you mean 'upload'?",
    "videos wiat x,          unknown command 'wiat'; did you mean 'wait'?",
    "ledger explan a b,      unknown command 'explan'; did you mean 'explain'?",
    "help exit-code,         unknown command 'exit-code'; did you mean 'exit-codes'?",
    "help upload fil,        unknown command 'fil'; did you mean 'file'?",
    "projects --catalogue=x, unknown option '--catalogue'; did you mean '--catalog'?",
    "projects --sandbx,      unknown option '--sandbx'; did you mean '--sandbox'?",
    "projects one,           unexpected argument 'one'; see 'kinescope projects --help'",
    "qwertyuiop,             unknown command 'qwertyuiop'; see 'kinescope --help'",
    "import x.csv,           unknown command 'import'; did you mean 'import-csv'?",
    "videos ls,              unknown command 'ls'; did you mean 'list'?",
    "help opt,               unknown command 'opt'; see 'kinescope --help'",
    "help option,            unknown command 'option'; did you mean 'options'?",
    "folders mkdir,          unknown command 'mkdir'; did you mean 'create'?",
    "folders crate P x,      unknown command 'crate'; did you mean 'create'?",
    "projects --page x,      Invalid value for option '--page': 'x' is not a whole number; see 'kinescope projects --help'",
    "projects --retries x,   Invalid value for option '--retries': 'x' is not a whole number; see 'kinescope help options'",
    "api POST /x -f a,       '''--field'' needs NAME=VALUE, not a; see ''kinescope api --help'''",
  })
  void aSlipIsAUsageErrorThatNamesWhatWasMeant(String line, String error) {
    Cli.Run run = Cli.bare().run((Object[]) line.split(" "));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("error: " + error + "\n");
  }

  @Test
  void whatOtherToolsHaveIsAnsweredWithWhatThisOneHas() {
    assertThat(Cli.bare().run("list").err())
        .contains("unknown command 'list'; use 'kinescope videos list', 'kinescope projects'");
    assertThat(Cli.bare().run("login").err())
        .contains("there is no login: create an API token")
        .contains("KINESCOPE_API_TOKEN");
    assertThat(Cli.bare().run("projects").err())
        .startsWith("error: no API token is set; create an API token in the settings")
        .contains("--token-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"options", "exit-codes", "environment", "lists", "ledger", "cron"})
  void everyTopicOfTheScreenIsThere(String topic) {
    assertThat(Cli.bare().run("--help").out()).contains(topic);
    Cli.Run run = Cli.bare().run("help", topic);

    assertThat(run.exit()).isZero();
    assertThat(run.lines()).hasSizeGreaterThan(8).allMatch(line -> line.length() <= 130);
  }

  @Test
  void theSettingsOfAllCommandsHaveATopicOfTheirOwn() {
    Cli.Run options = Cli.bare().run("help", "options");
    Cli.Run projects = Cli.bare().run("projects", "--help");

    assertThat(options.out()).contains("--token-file", "--idle-timeout", "-q, --quiet");
    assertThat(projects.out())
        .doesNotContain("--idle-timeout")
        .contains("Settings for every command: kinescope help options");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", ""})
  void theFirstScreenFits(String args) {
    Cli.Run run = Cli.bare().run(args.isEmpty() ? new Object[0] : new Object[] {args});
    List<String> screen = (run.out() + run.err()).lines().toList();

    assertThat(screen).hasSizeLessThan(24).allMatch(line -> line.length() <= 80);
    assertThat(screen.toString()).contains("import-csv", "--sandbox", "version");
  }

  @ParameterizedTest
  @CsvSource({"''", "upload", "videos", "ledger"})
  void aCommandThatOnlyGroupsShowsItsHelpAsAnError(String group) {
    Object[] args = group.isEmpty() ? new Object[0] : new Object[] {group};

    Cli.Run run = Cli.bare().run(args);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("Usage: kinescope");
  }

  @Test
  void theValuesThatAnOptionTakesAreNamedAsTheHelpHasThem() {
    assertThat(Cli.bare().run("-o", "xml", "projects").err())
        .endsWith(
            "one of [table, json, jsonl, csv, id] but was 'xml'; see 'kinescope help options'\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upload file --help",
        "help import-csv",
        "help environment",
        "help options",
        "help logs",
        "ledger"
      })
  void helpFitsTheTerminalAndLosesNoWord(String line) {
    Cli.Run whole = Cli.bare().run((Object[]) line.split(" "));

    Cli.Run narrow = Cli.bare().onTerminal(80).run((Object[]) line.split(" "));

    String text = narrow.out() + narrow.err();
    assertThat(text.lines()).allMatch(one -> one.length() <= 80);
    assertThat(text.replaceAll("\\s", ""))
        .isEqualTo((whole.out() + whole.err()).replaceAll("\\s", ""));
  }

  @Test
  void whatOnlyScriptsAskForIsNotInTheHelp() {
    assertThat(Cli.bare().run("completion", "--help").out()).doesNotContain("--ids", "--patience");
  }

  @Test
  void theVersionIsOneLine() {
    Cli.Run version = Cli.bare().run("--version");

    assertThat(version.out()).matches("kinescope \\S+\n");
    assertThat(Cli.bare().run("-V")).isEqualTo(version);
    assertThat(Cli.bare().run("version")).isEqualTo(version);
  }

  @Test
  void verboseTheVersionNamesTheJavaAndTheSystem() {
    for (String[] args : new String[][] {{"--version", "-v"}, {"-v", "--version"}}) {
      assertThat(Cli.bare().run((Object[]) args).out())
          .matches("kinescope \\S+\nJava \\S+ \\(.+\\) in \\S+\n\\S+ \\S+ \\S+\n")
          .contains(System.getProperty("java.home"));
    }
  }
}
