package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documentation is true: each command line in it runs, all that it links to is there, and the
 * reference is what the commands say of themselves.
 */
@Tag("slow")
class DocsTest {
  private static final Path DOCS = Path.of("src/docs");
  private static final Path REFERENCE = DOCS.resolve("reference.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#([^)\\s]+))?\\)");

  /** A command up to what belongs to the shell; words may be quoted. */
  private static final Pattern COMMAND =
      Pattern.compile("(?<![\\w/.\"'-])kinescope(?: +(?:'[^']*'|[^\\s'&|;<>()#`]+))+");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern FILE_NAME =
      Pattern.compile("[\\w./-]+\\.(?:csv|txt|mp4|db|log|json|prom|xml)|[\\w-]+/|archive");

  /** In prose, the name of a command is no command line. */
  private static final Set<String> NAMES =
      Reference.below(UploaderCommand.whole())
          .map(command -> command.getCommandSpec().qualifiedName())
          .collect(Collectors.toSet());

  private static final String LIST =
      "url,title\nhttps://e.com/1.mp4,One\nhttps://e.com/2.mp4,Two\n";

  @TempDir Path work;

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.list(DOCS)) {
      return Stream.concat(
          Stream.of(
              Path.of("README.md"), Path.of(".github/SECURITY.md"), Path.of("examples/README.md")),
          pages.filter(page -> page.toString().endsWith(".md")).sorted().toList().stream());
    }
  }

  /** With {@code -Dkinescope.write-reference} the file is written anew. */
  @Test
  void theReferenceIsWhatTheCommandsSay() throws IOException {
    String made = Reference.markdown();
    if (System.getProperty("kinescope.write-reference") != null) {
      Files.writeString(REFERENCE, made);
    }

    assertThat(Files.readString(REFERENCE).replace("\r\n", "\n"))
        .as("run this test with -Dkinescope.write-reference to write the file anew")
        .isEqualTo(made);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    Matcher links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      if (links.group(1).startsWith("http")) {
        continue;
      }
      Path target = page.resolveSibling(links.group(1)).normalize();
      assertThat(target).as("a link of %s", page).exists();
      if (links.group(2) != null) {
        assertThat(headings(target)).as("headings of %s", target).contains(links.group(2));
      }
    }
  }

  private static List<String> headings(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  /** The commands in the blocks and lines of code of a page, in their order. */
  static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    String fence = null;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        fence = fence == null ? line.substring(3) : null;
      } else if (fence == null || List.of("sh", "crontab").contains(fence)) {
        Matcher command = COMMAND.matcher(fence == null ? code(line) : line);
        while (command.find()) {
          commands.add(command.group());
        }
      }
    }
    return commands;
  }

  /** The code in a line of prose. */
  private static String code(String line) {
    StringBuilder code = new StringBuilder();
    Matcher spans = Pattern.compile("`(kinescope [^`]+)`").matcher(line);
    while (spans.find()) {
      if (NAMES.contains(spans.group(1))) {
        continue;
      }
      code.append(spans.group(1)).append(" ; ");
    }
    return code.toString();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandLineRuns(Path page) throws IOException {
    EmulatorSettings settings =
        EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO);
    try (Emulator sandbox = Emulator.start(settings)) {
      Cli cli = prepared(sandbox);
      Map<String, String> names = names(cli, sandbox);
      for (String command : commands(page)) {
        Cli.text(work, "videos.csv.failed.csv", LIST); // which a run without failures removes
        boolean runsOn = command.startsWith("kinescope sandbox");
        Cli.Run run = (runsOn ? stopped(cli) : cli).run(arguments(command, names));

        assertThat(run.exit())
            .as("%s: %s%n%s", page, command, run.err())
            .isEqualTo(runsOn ? ExitCode.SIGTERM.code() : 0);
      }
    }
  }

  /** For what runs until it is stopped. */
  private static Cli stopped(Cli cli) {
    StopSignal stop = new StopSignal();
    stop.request(ExitCode.SIGTERM.code());
    return new Cli(cli.environment(), cli.in(), stop);
  }

  private Object[] arguments(String command, Map<String, String> names) {
    List<Object> arguments = new ArrayList<>();
    Matcher words = WORD.matcher(command.substring("kinescope".length()));
    while (words.find()) {
      String word = words.group(1) != null ? words.group(1) : words.group(2);
      String name = names.getOrDefault(word, word);
      String prefix = Stream.of("move:", "junit=").filter(name::startsWith).findFirst().orElse("");
      String rest = name.substring(prefix.length());
      boolean file = words.group(1) == null && FILE_NAME.matcher(rest).matches();
      arguments.add(prefix + (file ? work.resolve(rest).toString() : rest));
    }
    return arguments.toArray();
  }

  /** The files that the pages speak of. */
  private Cli prepared(Emulator sandbox) throws IOException {
    Cli.text(work, "videos.csv", LIST);
    Cli.text(work, "list.csv", LIST.replace("e.com", "list.example.com"));
    Cli.text(work, "links.csv", "Link,Name\nhttps://e.com/3.mp4,Three\n");
    Files.write(
        work.resolve("excel-1251.csv"),
        "url;title\nhttps://e.com/4.mp4;Четыре\n".getBytes(Charset.forName("windows-1251")));
    Files.write(
        work.resolve("excel-unicode.txt"),
        "\uFEFFurl\ttitle\r\nhttps://e.com/5.mp4\tПять\r\n".getBytes(StandardCharsets.UTF_16LE));
    for (String folder : List.of("masters", "inbox", "examples/media")) {
      Files.createDirectories(work.resolve(folder));
    }
    for (String name :
        List.of("lecture.mp4", "build.mp4", "talk.mp4", "masters/a.mp4", "inbox/b.mp4")) {
      Files.setLastModifiedTime(
          Cli.file(work, name, 1000), FileTime.from(Instant.now().minusSeconds(3600)));
    }
    try (Stream<Path> examples = Files.walk(Path.of("examples"))) {
      for (Path example : examples.filter(Files::isRegularFile).toList()) {
        Files.copy(example, work.resolve(example.toString()));
      }
    }
    return Cli.at(sandbox)
        .with("XDG_CONFIG_HOME", work.resolve("config").toString())
        .with("XDG_STATE_HOME", work.resolve("state").toString())
        .reading(LIST.replace("e.com", "night.example.com"));
  }

  /** What stands for an id or a link that only the reader knows. */
  private Map<String, String> names(Cli cli, Emulator sandbox) {
    String url = "https://example.com/made.mp4";
    Cli.Run made = cli.run("upload", "url", url, "--ledger", work.resolve("made.db"));
    assertThat(made.exit()).as(made.err()).isZero();
    String video = sandbox.state().videos().get(0).id();
    String link = cli.run("upload", "link", "--title", "x", "-o", "json").json().text("endpoint");
    return Map.of(
        "PROJECT_ID",
        sandbox.defaultParentId(),
        "VIDEO_ID",
        video,
        "\"$id\"",
        video,
        "KEY",
        "url:https://e.com/1.mp4|" + sandbox.defaultParentId(),
        "COMMAND",
        "projects",
        "FILE",
        "examples/faults.json",
        "https://example.com/hook",
        sandbox.apiUrl() + "/hook",
        "TOPIC",
        "lists",
        "LINK",
        String.valueOf(link));
  }
}
