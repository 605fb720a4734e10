package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The script is run by a real bash. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CompletionTest {
  /** Completes the words that it is given, as bash would at a Tab. */
  private static final String TAB =
      """
      source "$1"; shift
      compopt() { :; }
      function=$(complete -p kinescope | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      COMP_WORDS=(kinescope "$@"); COMP_CWORD=$#; COMP_LINE="kinescope $*"; COMP_POINT=${#COMP_LINE}
      $function
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
    "completion ,               bash zsh",
  })
  void bashCompletes(String line, String candidates) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", TAB, "bash"));
    command.add(script.toString());
    // @CsvSource strips the space that stands for a word not yet begun.
    boolean next =
        line.matches(".*(--catalog|--output|--log-format|--progress|--size|--format|completion)");
    command.addAll(List.of(line.split(" ")));
    if (next) {
      command.add("");
    }

    assertThat(bash(command.toArray(new String[0])).strip().split("\n"))
        .contains(candidates.split(" "));
  }

  @Test
  void zshGetsAScriptThatLoadsWhatItNeeds() {
    Cli.Run run = Cli.bare().run("completion", "zsh");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("bashcompinit");
    assertThat(Cli.bare().run("completion", "fish").exit()).isEqualTo(2);
  }

  @Test
  void theScriptHoldsNothingOfThisMachinesSettings() {
    assertThat(Cli.bare().with("KINESCOPE_PARENT_ID", "my-parent").run("completion", "bash").out())
        .doesNotContain("my-parent");
  }
}
