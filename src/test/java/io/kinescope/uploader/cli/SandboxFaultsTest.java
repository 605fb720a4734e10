package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sandbox --faults FILE}. */
@Timeout(120)
class SandboxFaultsTest {
  @TempDir private Path folder;

  /** What a test does in a shell that has evaluated the export lines. */
  private interface Play {
    void in(Cli cli) throws Exception;
  }

  private static void sandbox(Path faults, Play play) throws Exception {
    sandbox("--faults", faults, play);
  }

  private static void sandbox(String option, Object value, Play play) throws Exception {
    Cli emulator = Cli.bare();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                emulator.run(new PrintWriter(out), new PrintWriter(err), "sandbox", option, value));
    try {
      while (out.toString().lines().count() < 4) {
        assertThat(exit).as(err.toString()).isNotDone();
        Thread.onSpinWait();
      }
      Cli cli = Cli.bare();
      for (String line : out.toString().lines().toList()) {
        List<String> export = List.of(line.replaceFirst("^export ", "").split("=", 2));
        cli = cli.with(export.get(0), export.get(1).replace("'", ""));
      }
      play.in(cli);
    } finally {
      emulator.stop().request(130);
    }
    assertThat(exit.get()).isEqualTo(130);
  }

  @Test
  void idsThatAreAskedForMayBeHonored() throws Exception {
    Path file = Cli.file(folder, "a.mp4", 5000);
    sandbox(
        "--init-id",
        "honored",
        cli -> {
          for (String state : List.of("uploaded", "adopted")) {
            Cli.Run run =
                cli.with("XDG_STATE_HOME", folder.resolve(state).toString())
                    .run("upload", "file", file, "--method", "link", "-o", "json");
            assertThat(run.json().text("state")).as(run.err()).isEqualTo(state);
          }
        });
    assertThat(Cli.bare().run("sandbox", "--init-id", "kept").exit()).isEqualTo(2);
  }

  @Test
  void callsGoWrongAsTheFileSays() throws Exception {
    Path faults =
        Cli.text(
            folder,
            "faults.json",
            "{\"faults\": [{\"call\": \"project-list\", \"nth\": [1, 3], \"status\": 402}]}");
    sandbox(
        faults,
        cli -> {
          assertThat(cli.run("projects").exit()).isEqualTo(6);
          assertThat(cli.run("projects").exit()).isZero();
          assertThat(cli.run("projects").exit()).isEqualTo(6);
          assertThat(cli.run("projects").exit()).isZero();
        });
  }

  @Test
  void theExampleRunsAndAnImportLivesThroughIt() throws Exception {
    StringBuilder rows = new StringBuilder("url,title\n");
    for (int i = 1; i <= 4; i++) {
      rows.append("https://example.com/").append(i).append(".mp4,Title ").append(i).append('\n');
    }
    Path list = Cli.text(folder, "videos.csv", rows.toString());
    sandbox(
        Path.of("examples", "faults.json"),
        cli -> {
          Cli.Run run =
              cli.run(
                  "import-csv", list, "--parallel", 1, "--max-retry-wait", "1ms", "-o", "jsonl");
          assertThat(run.exit()).as(run.err() + run.out()).isZero();
          assertThat(run.out()).contains("\"uploaded\":3").contains("\"adopted\":1");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"faults\": [{]}                               | line 1, column 14:",
        "[]                                              | it is not one JSON object",
        "{\"fault\": []}                                 | one field, \"faults\": a list of objects",
        "{\"faults\": [5]}                               | one field, \"faults\": a list of objects",
        "{\"faults\": [{\"status\": 500}]}               | fault 1: \"call\" must be \"any\", or one",
        "{\"faults\": [{\"call\": \"int\"}]}             | list of: project-list, project-get, folder-list",
        "{\"faults\": [{\"call\": \"init\"}]}            | fault 1 does not say what happens",
        "{\"faults\": [{\"call\": \"any\", \"nth\": 0, \"status\": 500}]} | \"nth\" must be a whole number from 1",
        "{\"faults\": [{\"call\": \"any\", \"nth\": 1, \"first\": 2, \"status\": 500}]} | \"first\" is unknown, or does not go",
        "{\"faults\": [{\"call\": \"any\", \"chance\": 2, \"status\": 500}]} | \"chance\" must be a number from 0 to 1",
        "{\"faults\": [{\"call\": \"any\", \"status\": 600}]} | \"status\" must be a whole number from 200 to 599",
        "{\"faults\": [{\"call\": \"any\", \"status\": 500, \"html\": 502}]} | \"html\" is unknown, or does not go",
        "{\"faults\": [{\"call\": \"any\", \"lose_answer\": 1}]} | \"lose_answer\" must be true",
        "{\"faults\": [{\"call\": \"any\", \"lose_answer\": true, \"carried_out\": true}]} | \"carried_out\" is unknown, or does",
        "{\"faults\": [{\"call\": \"any\", \"delay\": \"5\"}]} | fault 1, \"delay\": not a duration: \"5\"",
      })
  void aFileThatIsWrongIsOneErrorThatSaysWhereAndWhy(String text, String why) {
    Path faults = Cli.text(folder, "faults.json", text);
    Cli.Run run = Cli.bare().run("sandbox", "--faults", faults);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(faults.toString()).contains(why);
    assertThat(run.err().lines().filter(line -> line.startsWith("error:"))).hasSize(1);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Cli.Run run = Cli.bare().run("sandbox", "--faults", folder.resolve("none.json"));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("none.json").contains("there is no such file");
  }
}
