package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of rows: stops, limits, errors, plans, files. */
class ImportRowsTest {
  private static final String ONE = "url,title\nhttps://example.com/1.mp4,One\n";

  @TempDir private Path folder;

  /** A cell with line breaks is one row to a spreadsheet, and {@code sep=} is none. */
  @Test
  void messagesGiveTheSpreadsheetsRowWhereItIsAnotherThanTheLine() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv =
          lab.csv("url,title,description\nhttps://e.com/1,A,\"one\ntwo\nthree\"\n\nnowhere,B,\n");
      assertThat(lab.run(csv).err())
          .contains("spreadsheet row 4 of " + csv + ", line 6: url is not an absolute");
      Path marked = lab.csv("sep=;\nurl;title\nnowhere;B\n");
      assertThat(lab.run(marked).err())
          .contains("spreadsheet row 2 of " + marked + ", line 3: url");
      Path plain = lab.csv("url,title\nnowhere,B\n");
      assertThat(lab.run(plain).err()).contains("videos.csv, line 2: url is not an absolute");
    }
  }

  @Test
  void threeHundredUrlsWithoutTitlesAreOneLine() {
    try (ImportLab lab = ImportLab.in(folder)) {
      StringBuilder rows = new StringBuilder("url,Название видео\n");
      for (int i = 1; i <= 300; i++) {
        rows.append("https://example.com/").append(i).append(".mp4,Видео ").append(i).append('\n');
      }
      Path csv = lab.csv(rows.toString());

      Cli.Run run = lab.run(csv);
      Cli.Run pasted = lab.run(csv, "--map", "title=Название видео", "-o", "json");

      assertThat(run.exit()).isEqualTo(7);
      assertThat(run.err())
          .isEqualTo(
              "error: "
                  + csv
                  + ": there is no column 'title', which rows with a url need; columns found: 'url',"
                  + " 'Название видео'; did you mean --map 'title=Название видео'?\n");
      assertThat(pasted.exit()).as(pasted.err()).isZero();
      assertThat(lab.titles()).hasSize(300).contains("Видео 300");
    }
  }

  @Test
  void fileRowsAndUrlRowsAreSentWithAllTheirColumns() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.file(folder, "урок 1.mp4", 70_000);
      Cli.file(folder, "b.mov", 10);
      Path csv =
          lab.csv(
              """
              ID, Url ,file,TITLE,description,subtitle,filename,mine
              a,https://youtu.be/dQw4w9WgXcQ,,Tube,About,,,x
              b,,урок 1.mp4,,"two
              lines",Under,,y
              c,,./b.mov,Named,,,other.mov,z
              """);
      Cli.Run run = lab.run(csv, "--parallel", 1, "-o", "jsonl");
      assertThat(run.exit()).as(run.err()).isZero();
      List<EmulatorVideo> videos = lab.sandbox.state().videos();
      assertThat(videos)
          .extracting(
              EmulatorVideo::title, EmulatorVideo::description, video -> video.draft().madeBy())
          .containsExactly(
              tuple("Tube", "About", Operation.URL),
              tuple("урок 1", "two\nlines", Operation.INIT),
              tuple("Named", null, Operation.SINGLE));
      assertThat(videos.get(0).draft().sourceUrl()).isEqualTo("https://youtu.be/dQw4w9WgXcQ");
      assertThat(videos.get(1).draft().filename()).isEqualTo("урок 1.mp4");
      assertThat(videos.get(1).bytesReceived()).isEqualTo(70_000);
      assertThat(videos.get(2).draft().filename()).isEqualTo("other.mov");
      assertThat(videos.get(1).draft().subtitle()).isEqualTo("Under");
      assertThat(videos.get(2).contentType()).isEqualTo("video/quicktime");
      JsonObject row =
          run.objects().stream()
              .filter(object -> "id:b".equals(object.text("key")))
              .findFirst()
              .orElseThrow();
      assertThat(row.fields())
          .containsEntry("type", "row")
          .containsEntry("key", "id:b")
          .containsEntry("source", "урок 1.mp4")
          .containsEntry("title", "урок 1")
          .containsEntry("status", "uploaded")
          .containsEntry("video_id", videos.get(1).id());
      assertThat(row.number("line")).isEqualTo(3);
      assertThat(row.number("attempts")).isEqualTo(1);
      assertThat(row.text("play_link")).endsWith(videos.get(1).shortId());
      assertThat(ImportLab.number(ImportLab.sums(run), "bytes_sent")).isEqualTo(70_010);
    }
  }

  @Test
  void aFailedRowsLineSaysWhereWhatAndWhoseRequest() {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).nth(2).then(FaultAction.status(422)))) {
      Cli.Run run = lab.run(lab.csv(ImportLab.rows(2)), "--parallel", 1, "-o", "jsonl");
      String line = run.err().lines().filter(l -> l.startsWith("error:")).findFirst().orElse("");
      assertThat(line)
          .contains("videos.csv, line 3: could not create the video from the URL: ")
          .contains("HTTP 422, code 402402")
          .containsPattern("\\[X-Request-ID: \\S+]");
      JsonObject error = Objects.requireNonNull(run.objects().get(1).object("error"));
      assertThat(error.text("kind")).isEqualTo("refused");
      assertThat(error.number("code")).isEqualTo(402402);
      assertThat(line).contains(Objects.requireNonNull(error.text("request_id")));
      assertThat(error.text("retryable")).isEqualTo("false");
      assertThat(run.objects().get(1).text("video_id")).isNull();
    }
  }

  @Test
  void anInvalidRowsLineSaysAllThatIsWrongOnOneLine() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv =
          lab.csv(ONE + "\"no\nsuch\u001b[31m.mp4\",\n,\"x\"\nhttps://example.com/1.mp4,Again\n");
      Cli.Run run = lab.run(csv, "-o", "json");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err().lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith("error: ") && line.contains("videos.csv, line "))
          .noneMatch(line -> line.contains("\u001b"));
      assertThat(run.err()).contains("line 6: the same source and parent are already at line 2");
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 invalid=3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, refused the token, or the token lacks the right",
    "402, Kinescope requires payment"
  })
  void whatWouldRefuseEveryRowStopsTheRun(int status, String why) {
    try (ImportLab lab =
        ImportLab.in(
            folder, FaultRule.on(Operation.URL).from(3).then(FaultAction.status(status)))) {
      Cli.Run run = lab.run(lab.csv(ImportLab.rows(50)), "--parallel", 2, "-o", "json");
      assertThat(run.err()).contains("stopped: ").contains(why);
      assertThat(ImportLab.number(ImportLab.sums(run), "uploaded")).isEqualTo(2);
      assertThat(ImportLab.number(ImportLab.sums(run), "failed")).isBetween(1L, 3L);
      assertThat(lab.sandbox.state().count(Operation.URL)).isLessThan(6);
    }
  }

  /** The settings of {@code upload file} that make sense for many. */
  @ParameterizedTest
  @CsvSource({
    "--method single --content-type video/x-own, SINGLE,    1, video/x-own",
    "--method link --content-type video/x-own,   LINK_POST, 1, video/x-own",
    "--method tus --chunk-size 1K,               TUS_PATCH, 4, ''",
    "--method tus --content-type video/x-own,    TUS_PATCH, 0, ''"
  })
  void filesGoAsTheOptionsSay(String options, Operation by, int calls, String type) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.file(folder, "a.mp4", 4096);

      Cli.Run run = lab.run(lab.csv("file\na.mp4\n"), (Object[]) options.split(" "));

      assertThat(run.exit()).as(run.err()).isEqualTo(calls == 0 ? 2 : 0);
      assertThat(lab.sandbox.state().count(by)).isEqualTo(calls);
      if (!type.isEmpty()) {
        assertThat(lab.sandbox.state().videos().get(0).contentType()).isEqualTo(type);
      }
    }
  }

  @Test
  void aRowsOwnMissingParentFailsOnlyThatRow() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv =
          lab.csv(
              "url,title,parent_id\n"
                  + "https://example.com/1.mp4,One,00000000-0000-4000-8000-000000000000\n"
                  + "https://example.com/2.mp4,Two,\n"
                  + "https://example.com/3.mp4,Three,"
                  + lab.sandbox.defaultParentId()
                  + "\n");
      Cli.Run run = lab.run(csv, "--parallel", 1, "-o", "json");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=2 failed=1");
      assertThat(lab.titles()).containsExactly("Two", "Three");
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "10%, 20", "100%, 30"})
  void tooManyErrorsStopTheRun(String most, long tried) {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).then(FaultAction.status(400)))) {
      Cli.Run run =
          lab.run(lab.csv(ImportLab.rows(30)), "--parallel", 1, "--max-errors", most, "-o", "json");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(ImportLab.number(ImportLab.sums(run), "failed")).isEqualTo(tried);
      assertThat(ImportLab.number(ImportLab.sums(run), "deferred")).isEqualTo(30 - tried);
      assertThat(run.err().contains("(--max-errors)")).isEqualTo(tried < 30);
    }
  }

  @Test
  void rowsWithMissingParentsOfTheirOwnCountAsErrors() {
    try (ImportLab lab = ImportLab.in(folder)) {
      StringBuilder csv = new StringBuilder("url,title,parent_id\n");
      for (int i = 0; i < 10; i++) {
        csv.append("https://example.com/").append(i).append(",T,none\n");
      }
      Cli.Run run =
          lab.run(lab.csv(csv.toString()), "--parallel", 1, "--max-errors", 2, "-o", "json");
      assertThat(ImportLab.states(run)).isEqualTo("failed=2 deferred=8");
    }
  }

  @Test
  void anOutageStopsTheRunBeforeItBurnsThroughAllRows() {
    try (ImportLab lab =
        ImportLab.in(
            folder,
            FaultRule.on(Operation.URL).nth(2).then(FaultAction.delay(Duration.ZERO)),
            FaultRule.on(Operation.URL).then(FaultAction.status(503)))) {
      Cli.Run run =
          lab.run(lab.csv(ImportLab.rows(100)), "--parallel", 1, "--retries", 0, "-o", "json");
      assertThat(run.exit()).isEqualTo(5);
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=11 deferred=88");
      assertThat(run.err()).contains("unreachable for 10 items in a row");
    }
  }

  @Test
  void nothingAtThePortIsAnOutage() {
    Cli cli =
        Cli.at("http://127.0.0.1:9", "http://127.0.0.1:9")
            .with("KINESCOPE_API_TOKEN", "6b0a7c0e-5a57-4d2b-a2bb-6f3f7a9d1c11")
            .with("KINESCOPE_PARENT_ID", "p");
    Path csv = Cli.text(folder, "videos.csv", ImportLab.rows(40));
    Cli.Run run = ImportLab.run(cli, csv, "--retries", 1, "--parallel", 1, "-o", "json");
    assertThat(run.exit()).isEqualTo(5);
    assertThat(ImportLab.states(run)).isEqualTo("failed=10 deferred=30");
  }

  @Test
  void aDryRunSaysWhatWouldHappenAndSendsNothing() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ONE + "nothing,Two\n");
      Cli.Run table = lab.run(csv, "--dry-run");
      assertThat(table.exit()).isEqualTo(7);
      assertThat(table.lines().get(0)).isEqualTo("line 2      upload   https://example.com/1.mp4");
      assertThat(table.lines().get(1)).isEqualTo("line 3      invalid  nothing");
      Cli.Run jsonl = lab.run(csv, "--dry-run", "-o", "jsonl");
      assertThat(jsonl.objects())
          .extracting(object -> object.text("status"))
          .containsExactly("upload", "invalid", null);
      assertThat(ImportLab.sums(jsonl).text("dry_run")).isEqualTo("true");
      assertThat(lab.sandbox.state().totalRequests()).isZero();
      assertThat(folder).isDirectoryNotContaining("glob:**.{results,failed}.csv");
    }
  }

  @Test
  void aDryRunOfNoRowsSaysSo() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = lab.run(lab.csv("url,title\n"), "--dry-run");
      assertThat(run.exit()).isZero();
      assertThat(run.lines()).singleElement().asString().matches("rows +0");
    }
  }

  @Test
  void standardInputIsReadOnceAndLeavesNoFile() {
    try (ImportLab lab = ImportLab.in(folder)) {
      List<Path> before = temporaryFiles();
      Path ledger = lab.path("ledger.db");
      Cli.Run run =
          ImportLab.run(
              lab.cli().reading(ImportLab.rows(3)), "-", "--ledger", ledger, "-o", "json");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(lab.titles()).containsExactlyInAnyOrder("Title 1", "Title 2", "Title 3");
      Cli.Run wrong = ImportLab.run(lab.cli().reading("a,b\n1,2\n"), "-", "--ledger", ledger);
      assertThat(wrong.exit()).isEqualTo(7);
      assertThat(wrong.err()).contains("<stdin>, line 1");
      assertThat(temporaryFiles()).isSubsetOf(before);
      assertThat(folder).isDirectoryNotContaining("glob:**.csv");
      Cli.Run without = ImportLab.run(lab.cli().reading(ImportLab.rows(1)), "-");
      assertThat(without.exit()).isEqualTo(2);
      assertThat(without.err()).contains("--ledger");
    }
  }

  private static List<Path> temporaryFiles() {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().matches("kinescope.*csv")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNamedPipeIsReadOnceToo() throws IOException, InterruptedException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path pipe = folder.resolve("pipe");
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
      Thread writer = new Thread(() -> Cli.text(folder, "pipe", ImportLab.rows(2)));
      writer.start();
      Cli.Run run = lab.run(pipe, "--ledger", lab.path("ledger.db"), "-o", "json");
      writer.join();
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=2");
    }
  }

  @Test
  void theSandboxLeavesNoFilesBehind() throws IOException {
    Path csv = Cli.text(folder, "videos.csv", ONE + "nothing,Two\n");
    Cli.Run run = ImportLab.run(Cli.bare(), csv, "--sandbox", "-o", "json");
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 invalid=1");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(csv);
    }
  }

  @Test
  void reportsAreWrittenWhereAskedForAndNotAtAllForNone() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(ONE + "nothing,Two\n");
      lab.run(csv, "--results", "none", "--failed", "none");
      assertThat(folder).isDirectoryNotContaining("glob:**.{results,failed}.csv");
      Cli.Run run =
          lab.run(csv, "--results", lab.path("r"), "--failed", lab.path("f"), "-o", "json");
      assertThat(lab.path("r")).exists();
      assertThat(lab.path("f")).exists();
      assertThat(ImportLab.sums(run).text("results")).isEqualTo(lab.path("r").toString());
      assertThat(ImportLab.sums(run).text("failed_file")).isEqualTo(lab.path("f").toString());
    }
  }

  @Test
  void theFailedFileIsImportedAsItIs() throws IOException {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).nth(2).then(FaultAction.status(400)))) {
      Path csv =
          lab.csv(
              "\ufeffurl;title;note\r\nhttps://example.com/1.mp4;\"-One; \"\"1\"\"\";=1+1\r\n"
                  + "https://example.com/2.mp4;\"-Two; \"\"2\"\"\";=1+1\r\n"
                  + "ftp://example.com/3.mp4;Three;\r\n");
      assertThat(lab.run(csv, "--parallel", 1).exit()).isEqualTo(3);
      Path failed = lab.path("videos.csv.failed.csv");
      assertThat(Files.readString(failed))
          .startsWith("\ufeffurl;title;note;error_kind;error_message\r\n")
          .contains("refused")
          .contains("'=1+1");

      Cli.Run again = lab.run(failed, "-o", "json");
      assertThat(ImportLab.states(again)).isEqualTo("uploaded=1 invalid=1");
      assertThat(again.err()).doesNotContain("warning");
      assertThat(lab.titles()).containsExactly("-One; \"1\"", "-Two; \"2\"");
    }
  }

  @Test
  void theResultsFileHasEveryRowInOrderAndIsImportedAsItIs() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.run(lab.csv(ImportLab.rows(40)), "--parallel", 8);
      Path results = lab.path("videos.csv.results.csv");
      List<String> lines = Files.readAllLines(results);
      assertThat(lines.get(0))
          .isEqualTo(
              "url,title,row_status,video_id,play_link,embed_link,attempts,"
                  + "error_kind,error_message,request_id,updated_at");
      assertThat(lines.subList(1, lines.size()))
          .extracting(line -> line.split(",", -1)[1])
          .containsExactlyElementsOf(ImportLab.numbered("Title ", 1, 40));
      Cli.Run again = lab.run(results, "-o", "json");
      assertThat(again.err()).isEmpty();
      assertThat(ImportLab.states(again)).isEqualTo("skipped=40");
    }
  }

  @Test
  void anOldFailedFileGoesWhenNothingFailsAnyMore() {
    try (ImportLab lab = ImportLab.in(folder)) {
      lab.run(lab.csv(ONE + "nothing,Two\n"));
      assertThat(lab.path("videos.csv.failed.csv")).exists();
      lab.run(lab.csv(ONE));
      assertThat(lab.path("videos.csv.failed.csv")).doesNotExist();
    }
  }

  @Test
  void aFileThatVanishesBeforeItsTurnFailsItsRowOnly() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path file = Cli.file(folder, "a.mp4", 10);
      Path csv = lab.csv("file,title,url\n,One,https://example.com/1\na.mp4,Two,\n");
      // The first row's line is printed before the second row begins: there is one worker.
      FirstLine out = new FirstLine(() -> assertThat(file.toFile().delete()).isTrue());
      StringWriter err = new StringWriter();
      int exit =
          lab.cli()
              .run(
                  new PrintWriter(out),
                  new PrintWriter(err),
                  "import-csv",
                  csv,
                  "--parallel",
                  1,
                  "-o",
                  "jsonl");
      assertThat(exit).isEqualTo(3);
      assertThat(err.toString()).contains("videos.csv, line 3: file ").contains("does not exist");
      Cli.Run run = new Cli.Run(exit, out.toString(), err.toString());
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=1");
    }
  }
}
