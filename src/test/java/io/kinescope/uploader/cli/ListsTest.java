package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
  private final Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited());
  private final Cli cli = Cli.at(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private void makeFolders(int count) {
    IntStream.rangeClosed(1, count)
        .forEach(
            i ->
                cli.run("folders", "create", sandbox.defaultParentId(), String.format("F%03d", i)));
  }

  @Test
  void projectsAreTheApisOwnObjectsInJson() {
    Cli.Run run = cli.run("projects", "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.array())
        .hasSize(3)
        .allSatisfy(
            project -> assertThat(project.fields()).containsKeys("id", "folders", "encrypted"));
    assertThat(run.array().get(2).text("id")).isEqualTo(sandbox.defaultParentId());
  }

  @ParameterizedTest
  @CsvSource({
    "csv,   'id,name,created_at,items_count,privacy_type', 4",
    "table, ID, 4",
    "jsonl, '{\"id\":', 3",
    "id, '', 3"
  })
  void projectsComeInEveryFormat(String format, String begin, int lines) {
    Cli.Run run = cli.run("-o", format, "projects", "--order", "created_at");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).startsWith(begin).contains(sandbox.defaultParentId());
    assertThat(run.lines()).hasSize(lines);
  }

  @Test
  void projectsCanBeOfOneCatalog() {
    assertThat(cli.run("projects", "--catalog", "live", "-o", "jsonl").objects())
        .extracting(project -> project.text("name"))
        .containsExactly("Прямые эфиры");
    assertThat(cli.run("projects", "--catalog", "dvd").exit()).isEqualTo(2);
  }

  @Test
  void allPagesAreReadUnlessOneIsNamed() {
    makeFolders(12);
    String project = sandbox.defaultParentId();

    List<JsonObject> all =
        cli.run("folders", project, "--per-page", 5, "--order", "name.desc", "-o", "json").array();
    List<JsonObject> second =
        cli.run("folders", project, "--per-page", 5, "--page", 2, "--order", "name", "-o", "json")
            .array();

    assertThat(all).hasSize(15);
    assertThat(all.get(14).text("name")).isEqualTo("F001");
    assertThat(second)
        .extracting(folder -> folder.text("name"))
        .containsExactly("F006", "F007", "F008", "F009", "F010");
    assertThat(sandbox.state().count(Operation.FOLDER_LIST)).isEqualTo(4);
  }

  @Test
  void foldersAreMadeInAProjectOrInAFolder() {
    String project = sandbox.defaultParentId();

    JsonObject outer = cli.run("folders", "create", project, "Курс «А»", "-o", "json").json();
    String outerId = Objects.requireNonNull(outer.text("id"));
    Cli.Run inner = cli.run("folders", "create", project, "1", "--in", outerId, "-o", "csv");

    assertThat(outer.text("name")).isEqualTo("Курс «А»");
    assertThat(inner.lines().get(0)).isEqualTo("id,name,created_at,parent_id,project_id");
    assertThat(inner.lines().get(1)).contains(",1,").endsWith(outerId + "," + project);
    assertThat(cli.run("folders", "create", project, " ").exit()).isEqualTo(2);
    assertThat(cli.run("folders", "create", project).exit()).isEqualTo(2);
  }

  @Test
  void foldersNeedAProject() {
    assertThat(cli.run("folders").exit()).isEqualTo(2);
    Cli.Run run = cli.run("folders", "nowhere");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains("could not list folders: no such entity")
        .contains("X-Request-ID: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "-o csv --columns name,encrypted --filter name=*DEMO? => name,encrypted|Product demos,false",
        "-o csv --columns name --filter name=*э* --filter id=* => name|Прямые эфиры",
        "-o id --columns name --filter name=product* => DEMOS",
        "-o jsonl --columns name,encrypted --filter name=P* => {\"name\":\"Product demos\",\"encrypted\":false}",
        "-o csv --columns name --filter name=nothing => name",
        "--columns items_count,name --filter items_count=0 --filter name=Pr* => ITEMS_COUNT  NAME|0            Product demos",
      })
  void rowsAndColumnsCanBeChosen(String options, String lines) {
    Cli.Run run = cli.run((Object[]) ("projects " + options).split(" "));
    String demos =
        cli.run("projects", "-o", "jsonl").objects().stream()
            .filter(project -> "Product demos".equals(project.text("name")))
            .map(project -> project.text("id"))
            .findFirst()
            .orElse("");

    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).containsExactly(lines.replace("DEMOS", demos).split("\\|"));
  }

  @ParameterizedTest
  @CsvSource({
    "--columns naem,       no row has a field 'naem'; did you mean 'name'?",
    "--columns id,         ''",
    "--filter encripted=*, no row has a field 'encripted'; did you mean 'encrypted'?",
    "--columns qqq.a,      no row has a field 'qqq.a'; -o json shows all fields",
    "--filter name,        'name' is not a filter; write NAME=GLOB",
  })
  void aNameThatNoRowHasIsAUsageError(String options, String error) {
    Cli.Run run = cli.run((Object[]) ("projects -o csv " + options).split(" "));

    assertThat(run.exit()).isEqualTo(error.isEmpty() ? 0 : 2);
    assertThat(run.err()).contains(error);
  }

  @ParameterizedTest
  @CsvSource({
    "folders 'Product demos',           3, could not list folders",
    "folders create 'product demos' X,  3, could not create the folder",
    "videos list --project 'Product',   0, is not a project or folder",
    "videos list --folder 'Releases',   0, is not a project or folder",
  })
  void aNameInPlaceOfAnIdOffersTheId(String line, int exit, String error) {
    String id =
        cli.run("projects", "-o", "jsonl").objects().stream()
            .filter(project -> "Product demos".equals(project.text("name")))
            .map(project -> line.contains("Releases") ? project.objects("folders").get(0) : project)
            .map(found -> Objects.requireNonNull(found.text("id")))
            .findFirst()
            .orElseThrow();

    Cli.Run run = cli.run((Object[]) line.replace("'", "").split("(?<!Product|product) "));

    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).contains(error).contains("use its id: " + id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--page 0", "--per-page -1", "--page x"})
  void aPageThatIsNoneIsAUsageError(String options) {
    assertThat(cli.run((Object[]) ("projects " + options).split(" ")).exit()).isEqualTo(2);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @Test
  void anOrderThatTheServiceDoesNotKnowIsRefusedInItsOwnWords() {
    Cli.Run run = cli.run("projects", "--order", "colour");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains("order field not allowed")
        .contains("code 400216")
        .contains("colour");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "csv", "json", "jsonl", "id"})
  void aListThatFailsPrintsNothing(String format) {
    sandbox.play(
        FaultScript.of(FaultRule.on(Operation.PROJECT_LIST).then(FaultAction.status(401))));

    Cli.Run run = cli.run("projects", "-o", format);

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
  }

  /** A server, or a cache before it, that takes no notice of the page would be read for ever. */
  @ParameterizedTest
  @CsvSource({"'', 0, 2", "',\"meta\":{\"pagination\":{\"total\":9}}', 5, 2"})
  void aPageThatComesAgainEndsTheReading(String meta, int exit, int lines) {
    String page = "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]" + meta + "}";
    try (RawServer server = new RawServer(line -> page)) {
      Cli.Run run =
          Cli.at(server.url(), server.url())
              .with("KINESCOPE_API_TOKEN", sandbox.token())
              .run("videos", "list", "-o", "id", "--retries", 0);

      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      assertThat(run.lines()).hasSize(lines);
      assertThat(server.requests("GET")).hasSize(2);
      assertThat(run.err().contains("with page 1 in place of 2")).isEqualTo(exit != 0);
    }
  }

  @Test
  void aReaderThatHasSeenEnoughEndsTheReadingInSilence() {
    makeFolders(30);
    StringWriter err = new StringWriter();
    PrintWriter closed = new PrintWriter(new ClosedPipe());

    int exit =
        cli.run(
            closed,
            new PrintWriter(err),
            "folders",
            sandbox.defaultParentId(),
            "--per-page",
            5,
            "-o",
            "jsonl");

    assertThat(exit).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(sandbox.state().count(Operation.FOLDER_LIST)).isEqualTo(1);
  }

  @Test
  void aColumnThatNoRowHasIsAnErrorAndNothingElse() {
    for (String option : List.of("--columns=id,nope", "--filter=nope=x")) {
      Cli.Run run = cli.run("projects", option);

      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("no row has a field 'nope'");
    }
  }

  /** What standard output is once {@code head} has ended. */
  private static final class ClosedPipe extends Writer {
    @Override
    public void write(char[] text, int from, int count) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
