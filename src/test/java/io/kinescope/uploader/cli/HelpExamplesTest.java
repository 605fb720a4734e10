package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command shows examples, and each of them runs. */
@Tag("slow")
class HelpExamplesTest {
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");
  private static final int SIGINT = 130;

  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpExamplesTest::all));
  }

  static Stream<String> everyCommand() {
    return all(UploaderCommand.whole())
        .filter(command -> !(command.getCommand() instanceof BaseCommand.Group))
        .map(command -> command.getCommandSpec().qualifiedName());
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandShowsItsOwnOptionsAndExamples(String command) {
    Object[] args = (command.replaceFirst("kinescope ", "") + " --help").split(" ");

    String help = Cli.bare().run(args).out();

    assertThat(help)
        .startsWith("Usage: " + command)
        .contains("Settings for every command: kinescope help options\n")
        .contains("\nExamples:\n  " + command);
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
  }

  static Stream<String> everyExample() {
    Stream<String> topics =
        Stream.of("lists", "cron").flatMap(topic -> Cli.bare().run("help", topic).lines().stream());
    Stream<String> commands =
        all(UploaderCommand.whole())
            .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()));
    return Stream.concat(topics, commands).filter(line -> line.startsWith("  kinescope "));
  }

  @ParameterizedTest
  @MethodSource("everyExample")
  void everyExampleRuns(String line) throws IOException {
    Cli cli =
        Cli.at(sandbox)
            .with("XDG_STATE_HOME", folder.toString())
            .with("XDG_CONFIG_HOME", folder.toString());
    prepare(cli, line);
    String project = sandbox.defaultParentId();
    String shown = line.strip().replaceFirst("^kinescope ", "").replaceFirst(" > .*", "");
    for (String name : List.of("PROJECT_ID", "PARENT_ID")) {
      shown = shown.replace(name, project);
    }
    if (shown.contains("VIDEO_ID")) {
      shown = shown.replace("VIDEO_ID", video(cli));
    }
    if (shown.contains("FOLDER_ID")) {
      String id = cli.run("folders", "create", project, "F", "-o", "id").out().strip();
      shown = shown.replace("FOLDER_ID", id);
    }
    if (shown.contains("LINK")) {
      shown =
          shown.replace(
              "LINK",
              Objects.requireNonNull(
                  cli.run("upload", "link", "--title", "T", "-o", "json").json().text("endpoint")));
    }
    Object[] args =
        WORD.matcher(shown)
            .results()
            .map(word -> word.group().replace("'", ""))
            .map(
                word ->
                    word.matches("\\w+\\.(?:csv|mp4|json|db|ledger).*|masters/")
                        ? folder.resolve(word).toString()
                        : word)
            .toArray();
    if (args[0].equals("sandbox")) {
      cli.stop().request(SIGINT); // it would run until then
    }

    Cli.Run run = cli.run(args);

    assertThat(run.exit()).as(run.err()).isEqualTo(args[0].equals("sandbox") ? SIGINT : 0);
    assertThat(run.err()).doesNotContain("error:");
  }

  private static String video(Cli cli) {
    String url = "https://example.com/a.mp4";
    return cli.run("upload", "url", url, "--title", "A", "-o", "id", "-q").out().strip();
  }

  /** The files that the example names. */
  private void prepare(Cli cli, String line) throws IOException {
    Path list = Cli.text(folder, "videos.csv", "url,title\nhttps://example.com/talk.mp4,Talk\n");
    Cli.file(folder, "lecture.mp4", 100);
    Cli.file(Files.createDirectories(folder.resolve("masters")), "a.mp4", 100);
    Cli.text(folder, "body.json", "{\"title\":\"T\"}");
    Cli.text(folder, "faults.json", "{\"faults\":[{\"call\":\"init\",\"nth\":1,\"status\":500}]}");
    if (line.contains("shard-1-of-2")) {
      String rows = "https://example.com/%d.mp4,T %<d\n".repeat(9);
      Object[] numbers = IntStream.range(0, 9).boxed().toArray();
      Path shared = Cli.text(folder, "v.csv", "url,title\n" + rows.formatted(numbers));
      for (String shard : List.of("1/2", "2/2")) {
        assertThat(cli.run("import-csv", shared, "--shard", shard, "-q").exit()).isZero();
      }
    }
    if (line.contains("videos.csv.")) {
      assertThat(cli.run("import-csv", list, "-q").exit()).isZero();
    }
    if (line.contains("config list")) {
      cli.run("config", "set", "--profile", "night", "retries", "9");
    }
  }
}
