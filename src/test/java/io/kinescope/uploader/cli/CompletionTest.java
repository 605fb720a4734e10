package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script is run by a real bash. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CompletionTest {
  /** Completes the words that it is given, as bash would at a Tab. */
  private static final String TAB =
      """
      source "$1"; shift
      kinescope() { [ "$*" = "completion --ids $KIND --word ${WORD-} --profile=night" ] && cat "$IDS"; }
      COMP_WORDS=(kinescope "$@"); COMP_CWORD=$#
      $(complete -p kinescope | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir Path folder;
  private Path script = Path.of("");

  @BeforeEach
  void writeTheScript() {
    Cli.Run run = Cli.bare().run("completion", "bash");
    assertThat(run.exit()).isZero();
    script = Cli.text(folder, "completion", run.out());
  }

  private String bash(String... args) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(args)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void bashReadsTheScript() throws Exception {
    assertThat(bash("bash", "-n", script.toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "pro,                       projects",
    "upload fi,                 file",
    "upload file --tri,         --trim",
    "ledger ex,                 export explain",
    "ledger explain --fol,      --folder",
    "projects --catalog ,       vod live",
    "projects --output ,        table json jsonl csv id",
    "projects --log-format ,    text json",
    "projects --progress ,      auto bar plain json none",
    "posters x --size ,         xs sm md lg",
    "posters x --format ,       jpg webp",
    "completion ,               bash zsh fish",
    "upload file --method ,     auto single link tus",
    "upload file a b --method ,  auto single link tus",
    "upload file --method = t,  tus",
    "import-csv x --output =,   table json jsonl csv id",
    "import-csv -v --out,       --output",
    "--parent x import-csv --dr, --dry-run",
    "--proxy http : //x : 1 upload li, link",
    "config set token-,         token-command token-file",
    "help ex,                   exit-codes",
  })
  void bashCompletes(String line, String candidates) throws Exception {
    assertThat(tab(line).split("\n")).contains(candidates.split(" "));
  }

  /** A command that takes a file offers nothing of its own: bash then completes files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "import-csv vid",
        "upload file ",
        "upload file x ",
        "check ",
        "ledger show ",
        "check --ledger ",
        "import-csv x --results ",
        "ledger rebuild x --from ",
        "upload send "
      })
  void bashCompletesFiles(String line) throws Exception {
    assertThat(tab(line)).isBlank();
    assertThat(Cli.bare().run("completion", "bash").out())
        .contains("complete -o default -F _kinescope kinescope");
  }

  /**
   * What bash offers at the end of the line; after a space or an option, for a word not yet begun.
   */
  private String tab(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", TAB, "bash", script.toString()));
    // @CsvSource strips the space that stands for a word not yet begun.
    boolean next =
        line.endsWith(" ")
            || line.matches(
                ".*(--catalog|--output|--method|--log-format|--progress|--size|--format|completion)");
    command.addAll(List.of(line.strip().split(" ")));
    if (next) {
      command.add("");
    }
    return bash(command.toArray(new String[0])).strip();
  }

  @Test
  void zshGetsAScriptThatItCanAlsoLoadByItself() {
    Cli.Run run = Cli.bare().run("completion", "zsh");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .startsWith("#compdef kinescope\n")
        .contains("compdef _kinescope kinescope");
    assertThat(Cli.bare().run("completion").err()).contains("the shell is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "projects --parent,                   rele,   parent",
    "videos move x --to,                  rele,   parent",
    "folders create x y --in,             rele,   folder",
    "videos list --folder,                rele,   folder",
    "folders rename x,                    rele,   folder",
    "videos list --project,               demos,  project",
    "folders,                             demos,  project",
    "folders delete,                      demos,  project",
    "import-csv x --parent =,             rele,   parent",
  })
  void bashCompletesIdsByName(String line, String word, String kind) throws Exception {
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited())) {
      Cli.Run found =
          Cli.at(sandbox).run("completion", "--ids", kind, "--word", word, "--patience=1m");
      assertThat(found.exit()).isZero();
      assertThat(found.lines()).hasSize(1);
      String id = found.out().replaceFirst("\t.*\n", "");
      Path ids = Cli.text(folder, "ids", found.out());
      List<String> command =
          new ArrayList<>(List.of("env", "KIND=" + kind, "IDS=" + ids, "WORD=" + word));
      command.addAll(List.of("bash", "-c", TAB, "bash", script.toString(), "--profile", "night"));
      command.addAll(List.of(line.split(" ")));
      command.add(word);

      assertThat(bash(command.toArray(new String[0]))).isEqualTo(id + "\n");
    }
  }

  @Test
  void idsComeWithTheirNamesAndNothingComesWhereTheyCannotBeAsked() {
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited())) {
      Cli cli = Cli.at(sandbox);
      String[] all = {"completion", "--ids", "parent", "--patience", "1m"};

      assertThat(cli.run((Object[]) all).lines())
          .hasSize(7)
          .contains(sandbox.defaultParentId() + "\tОнлайн-школа")
          .anyMatch(line -> line.endsWith("\tОнлайн-школа / Лекции"));
      for (Cli none :
          List.of(
              cli.without("KINESCOPE_API_TOKEN"),
              cli.with("KINESCOPE_API_TOKEN", "00000000-0000-4000-8000-00000000dead"),
              cli.without("KINESCOPE_API_TOKEN").with("KINESCOPE_API_TOKEN_COMMAND", "touch x"),
              cli.with("KINESCOPE_API_URL", "nonsense"))) {
        assertThat(none.run((Object[]) all)).isEqualTo(new Cli.Run(0, "", ""));
      }
      sandbox.play(
          FaultScript.of(FaultRule.on(Operation.PROJECT_LIST).then(FaultAction.neverAnswer())));
      assertThat(cli.run("completion", "--ids", "parent")).isEqualTo(new Cli.Run(0, "", ""));
    }
  }

  @Test
  void fishGetsAScriptOfItsOwn() {
    Cli.Run run = Cli.bare().run("completion", "fish");

    assertThat(run.exit()).isZero();
    assertThat(run.lines())
        .contains(
            "complete -c kinescope -n '__kinescope_at --place 0 upload' -a file -d 'Upload files, each as a new video (unless --replace or --attach-to is used).'",
            "complete -c kinescope -n '__kinescope_at --place 0 folders' -a '(__kinescope_ids project)'",
            "complete -c kinescope -n '__kinescope_at --place 1 folders rename' -a '(__kinescope_ids folder)'",
            "complete -c kinescope -s o -l output -x -a 'table json jsonl csv id' -d 'Output format: table, json, jsonl, csv or id'",
            "complete -c kinescope -n '__kinescope_at import-csv' -F")
        .noneMatch(line -> line.contains("--ids KIND") || line.contains("-l ids"))
        .anyMatch(line -> line.contains("-l method -x -a 'auto single link tus'"))
        .anyMatch(line -> line.contains("-l parent -x -a '(__kinescope_ids parent)'"));
  }

  @Test
  void theScriptHoldsNothingOfThisMachinesSettings() {
    assertThat(Cli.bare().with("KINESCOPE_PARENT_ID", "my-parent").run("completion", "bash").out())
        .doesNotContain("my-parent");
  }
}
