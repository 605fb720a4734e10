package io.kinescope.uploader;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples with the packaged program, against its emulator. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
  private static final String CRON_SCHEDULE = "30 2 * * * ";
  private static final String CRON_PROGRAM = "/opt/kinescope/bin/kinescope";
  private static final String CRON_LIST = "/srv/videos/videos.csv";
  private static final String CRON_METRICS = "/var/lib/prometheus/node-exporter/kinescope.prom";

  @TempDir Path work;
  private Launcher launcher;
  private Path examples;

  @BeforeEach
  void copyTheExamples() throws IOException {
    examples = Launcher.copy(EXAMPLES, work.resolve("examples"));
    launcher = Launcher.packaged(work);
  }

  @Test
  void theGuidesListIsImportedAndLeavesNothingBehind() throws IOException {
    Set<String> before = files();

    for (int run = 0; run < 2; run++) {
      Launcher.Run result =
          launcher.run("import-csv", "examples/videos.csv", "--sandbox", "-ojson");

      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out()).contains("\"rows\":5").contains("\"uploaded\":5");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void theLocalFilesAreImportedWithTheirTitles() throws IOException {
    Set<String> before = files();

    Launcher.Run result =
        launcher.run("import-csv", "examples/local-files.csv", "--sandbox", "-ojsonl");

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("\"title\":\"Лекция №1: «Введение», часть 2 😀\"")
        .contains("\"title\":\"Вебинар\"")
        .contains("\"uploaded\":3");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void theCrontabLineIsSilentWhenAllIsWell() throws IOException {
    Launcher.Run run = cron();

    assertThat(run).isEqualTo(new Launcher.Run(0, "", ""));
    assertThat(work.resolve("k.prom")).content().contains("kinescope_run_exit_code{", "} 0.0");
  }

  @Test
  void theCrontabLineSpeaksUpWhenTheListIsGone() throws IOException {
    Files.delete(examples.resolve("videos.csv"));

    Launcher.Run run = cron();

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("error: ")
        .contains("examples/videos.csv")
        .endsWith("\nkinescope import-csv ended with code 7\n");
  }

  /** Where that is a pipe, which has no path of its own. */
  @Test
  void whatIsWrittenToStandardOutputGoesDownAPipe() {
    Launcher.Run run =
        shell(
            "kinescope import-csv examples/videos.csv -q --metrics-file /dev/stdout --report"
                + " junit=/dev/stdout | cat");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("kinescope_run_exit_code{", "} 0.0\n", "</testsuites>");
  }

  @Test
  void theSystemdServiceRuns() throws IOException {
    Launcher.Run run = shell(here(lineAfter("kinescope-import.service", "ExecStart=")));

    assertThat(run).isEqualTo(new Launcher.Run(0, "", ""));
    assertThat(work.resolve("k.prom")).isNotEmptyFile();
  }

  @Test
  void theGitHubActionImportsAndTellsHowMany() throws IOException {
    launcher =
        launcher
            .with("LIST", "examples/videos.csv")
            .with("PARENT", "")
            .with("OPTIONS", "--parallel=2\n\n--method=auto\n--results=what's \\ \"new\".csv\n")
            .with("RUNNER_TEMP", work.toString())
            .with("GITHUB_OUTPUT", work.resolve("output").toString());

    Launcher.Run run = shell("bash", "-ec", actionScript("import"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"uploaded\":5");
    assertThat(work.resolve("output"))
        .hasContent("uploaded=5\nfailed=0\nresults=what's \\ \"new\".csv");
    assertThat(work.resolve("what's \\ \"new\".csv")).isNotEmptyFile();
  }

  @Test
  void theGitHubActionFailsWithTheImportsCode() throws IOException {
    Files.writeString(
        examples.resolve("videos.csv"),
        "url,title\nhttps://example.com/a.mp4,\nhttps://example.com/b.mp4,B\n");
    launcher =
        launcher
            .with("LIST", "examples/videos.csv")
            .with("PARENT", "")
            .with("OPTIONS", "")
            .with("RUNNER_TEMP", work.toString())
            .with("GITHUB_OUTPUT", work.resolve("output").toString());

    Launcher.Run run = shell("bash", "-ec", actionScript("import"));

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(work.resolve("output")).content().contains("uploaded=1\nfailed=1\n");

    Files.delete(examples.resolve("videos.csv"));

    Launcher.Run gone = shell("bash", "-ec", actionScript("import"));

    assertThat(gone.exit()).as(gone.err()).isEqualTo(7);
    assertThat(work.resolve("output")).content().endsWith("uploaded=0\nfailed=0\nresults=\n");
  }

  /** What the action installs, and the examples name, is the version that they came with. */
  @Test
  void theActionAndTheExamplesNameThisVersion() throws IOException {
    String version = launcher.run("--version").out().replaceFirst("kinescope (\\S+) .*\\s*", "$1");
    Path action = Path.of(".github/actions/import-csv/action.yml");

    assertThat(Files.readString(action))
        .contains(
            "description: The version of kinescope to install.\n    default: " + version + "\n");
    assertThat(Files.readString(EXAMPLES.resolve("github-actions.yml")))
        .contains("/import-csv@v" + version + "\n", "kinescope-" + version + "-linux-x64.tar.gz");
    assertThat(Files.readString(EXAMPLES.resolve("gitlab-ci.yml")))
        .contains("kinescope-" + version + "-linux-x64.tar.gz");
  }

  @Test
  void theGitLabJobRuns() throws IOException {
    launcher = launcher.with("LIST", "examples/videos.csv");

    Launcher.Run run = shell(blockAfter(EXAMPLES.resolve("gitlab-component.yml"), "  script:\n"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"uploaded\":5");
    assertThat(work.resolve("kinescope.xml")).content().contains("tests=\"5\"");
  }

  /** Pinned, and checked against a sum, before anything runs it. */
  @Test
  void everyWorkflowInstallsTheProgramItself() throws IOException {
    for (String workflow : List.of("github-actions.yml", "github-matrix.yml")) {
      String text = Files.readString(EXAMPLES.resolve(workflow));
      for (String job : text.split("runs-on:", -1)) {
        if (job.contains("kinescope import-csv") || job.contains("kinescope ledger")) {
          assertThat(job)
              .as(workflow)
              .contains("/.github/actions/import-csv@v0.1.0", "sha256: '")
              .doesNotContain("on the PATH");
        }
      }
    }
    assertThat(EXAMPLES.resolve("gitlab-component.yml")).content().contains("sha256sum --check");
  }

  private static String actionScript(String id) throws IOException {
    return blockAfter(Path.of(".github/actions/import-csv/action.yml"), "- id: " + id);
  }

  /** The first block of text after that, which is the shell's. */
  private static String blockAfter(Path file, String start) throws IOException {
    String text = Files.readString(file);
    String block = text.substring(text.indexOf("|\n", text.indexOf(start)) + 2);
    String indent = " ".repeat(block.length() - block.stripLeading().length());
    return block.lines().takeWhile(line -> line.startsWith(indent)).collect(joining("\n"));
  }

  /** As cron would: a shell that does not stop at the first command that fails. */
  private Launcher.Run cron() throws IOException {
    return shell("/bin/sh", "-c", here(lineAfter("crontab", CRON_SCHEDULE)));
  }

  private String here(String command) {
    return command
        .replace(CRON_PROGRAM, "kinescope")
        .replace(CRON_LIST, "examples/videos.csv")
        .replace(CRON_METRICS, work.resolve("k.prom").toString());
  }

  private String lineAfter(String example, String start) throws IOException {
    List<String> lines =
        Files.readAllLines(examples.resolve(example)).stream()
            .map(String::strip)
            .filter(line -> line.startsWith(start))
            .toList();
    assertThat(lines).hasSize(1);
    return lines.get(0).substring(start.length());
  }

  /** As the job's shell would, with the emulator in the service's place. */
  private Launcher.Run shell(String line) {
    return shell("/bin/sh", "-ec", line);
  }

  private Launcher.Run shell(String shell, String options, String line) {
    return launcher
        .with("PATH", launcher.script().getParent() + ":" + System.getenv("PATH"))
        .with("KINESCOPE_SANDBOX", "1")
        .runLine(List.of(shell, options, line));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> paths = Files.walk(examples)) {
      return new TreeSet<>(paths.map(path -> examples.relativize(path).toString()).toList());
    }
  }
}
