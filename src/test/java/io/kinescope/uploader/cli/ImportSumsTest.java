package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.FaultStorm;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic and the output formats, whatever goes wrong. */
class ImportSumsTest {
  private static final int ROWS = 60;
  private static final double SHARE_OF_FAULTS = 0.3;
  private static final List<String> DONE = List.of("uploaded", "adopted");

  /**
   * The storm but its last rule: a link that is gone leaves an unfinished video, and takes time.
   */
  private static FaultScript storm(long seed) {
    FaultScript all = FaultStorm.of(SHARE_OF_FAULTS, seed);
    return new FaultScript(all.rules().subList(0, all.rules().size() - 1));
  }

  @TempDir private Path folder;

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyRowHasOneEndAndNoRowTwoVideosWhateverTheStorm(long seed) throws IOException {
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().faults(storm(seed)))) {
      Path csv = lab.csv(mixed(new Random(seed)));
      Cli.Run run = lab.run(csv, "--parallel", 8, "--retries", 2, "-o", "jsonl");
      ImportLab.sums(run);

      List<JsonObject> rows = run.objects().subList(0, run.lines().size() - 1);
      assertThat(rows).hasSize(ROWS);
      assertThat(rows.stream().map(row -> row.number("line")).distinct()).hasSize(ROWS);
      assertThat(lab.sandbox.state().faultsPlayed()).isGreaterThan(5);
      Set<String> arrived = arrived(lab);
      assertThat(rows.stream().filter(row -> DONE.contains(row.text("status"))))
          .allMatch(row -> arrived.contains(row.text("video_id")));
      assertReportsAgree(rows);

      // The storm is over: the next run does what is left, and makes nothing twice.
      lab.sandbox.play(FaultScript.of());
      Cli.Run again = lab.run(csv, "-o", "json");
      assertThat(ImportLab.number(ImportLab.sums(again), "skipped"))
          .isEqualTo(rows.stream().filter(row -> DONE.contains(row.text("status"))).count());
      arrived(lab);
    }
  }

  /** The ids of the videos that have their bytes: no two of one title. */
  private static Set<String> arrived(ImportLab lab) {
    List<EmulatorVideo> arrived =
        lab.sandbox.state().videos().stream()
            .filter(video -> video.draft().sourceUrl() != null || video.md5() != null)
            .toList();
    assertThat(arrived).extracting(EmulatorVideo::title).doesNotHaveDuplicates();
    return arrived.stream().map(EmulatorVideo::id).collect(Collectors.toSet());
  }

  /** URLs, small files (one request), files with a subtitle (by link), and rows that are wrong. */
  private String mixed(Random random) {
    StringBuilder csv = new StringBuilder("url,file,title,subtitle\n");
    for (int i = 1; i <= ROWS; i++) {
      String row =
          switch (random.nextInt(4)) {
            case 0 -> "https://example.com/" + i + ",,Title " + i + ",";
            case 1 -> "," + Cli.file(folder, i + ".mp4", 3000).getFileName() + ",Title " + i + ",";
            case 2 -> "," + Cli.file(folder, i + ".mp4", 3000).getFileName() + ",Title " + i + ",S";
            default -> ",missing " + i + ",,";
          };
      csv.append(row).append('\n');
    }
    return csv.toString();
  }

  private void assertReportsAgree(List<JsonObject> rows) throws IOException {
    List<CSVRecord> results = parse(Files.readString(folder.resolve("videos.csv.results.csv")));
    assertThat(results).hasSize(ROWS);
    for (JsonObject row : rows) {
      CSVRecord result = results.get((int) ImportLab.number(row, "line") - 2);
      assertThat(result.get("row_status")).isEqualTo(row.text("status"));
      assertThat(result.get("video_id")).isEqualTo(cell(row, "video_id"));
      assertThat(result.get("attempts")).isEqualTo(row.text("attempts"));
      JsonObject error = row.object("error");
      assertThat(result.get("error_kind")).isEqualTo(error == null ? "" : error.text("kind"));
    }
    long unsent = rows.stream().filter(row -> row.object("error") != null).count();
    assertThat(parse(Files.readString(folder.resolve("videos.csv.failed.csv"))))
        .hasSize((int) unsent);
  }

  private static String cell(JsonObject row, String field) {
    String text = row.text(field);
    return text == null ? "" : text;
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json", "jsonl", "csv", "id"})
  void standardOutputHoldsNothingButTheFormat(String format) throws IOException {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).nth(2).then(FaultAction.status(400)))) {
      Path csv =
          Cli.text(
              Files.createDirectory(folder.resolve("a, \"b\"")),
              "videos.csv",
              ImportLab.rows(3) + "wrong,Title 4\n");
      Cli.Run run = lab.cli().run("import-csv", csv, "--parallel", 1, "-o", format);
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("error: ");
      List<String> ids = lab.sandbox.state().videos().stream().map(EmulatorVideo::id).toList();
      switch (format) {
        case "json" -> assertThat(ImportLab.sums(run).text("results")).endsWith(".results.csv");
        case "jsonl" -> {
          assertThat(run.objects())
              .extracting(object -> object.text("type"))
              .containsExactly("row", "row", "row", "row", "summary");
          assertThat(ImportLab.states(run)).isEqualTo("uploaded=2 failed=1 invalid=1");
        }
        case "csv" -> {
          CSVRecord sums = parse(run.out()).get(0);
          assertThat(sums.get("rows")).isEqualTo("4");
          assertThat(sums.get("failed_file")).isEqualTo(csv + ".failed.csv");
        }
        case "id" -> assertThat(run.lines()).isEqualTo(ids);
        default -> {
          assertThat(run.out()).contains("uploaded         2\n").contains("exit code        3\n");
          assertThat(run.lines()).allMatch(line -> line.matches("[a-z ]{16} \\S.*"));
        }
      }
    }
  }

  @Test
  void quietSaysErrorsOnly() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv("url,title,titel\nhttps://example.com/1,A,\nwrong,B,\n");
      Cli.Run run = lab.cli().run("import-csv", csv, "-q", "-o", "id");
      assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.startsWith("error: "));
      assertThat(run.lines()).hasSize(1);
    }
  }

  @Test
  void theSumsOfBytesCountWhatWentOutAgain() {
    try (ImportLab lab =
        ImportLab.in(
            folder, FaultRule.on(Operation.LINK_POST).nth(1).then(FaultAction.status(503)))) {
      Cli.file(folder, "a.mp4", 5000);
      Cli.Run run = lab.run(lab.csv("file,subtitle\na.mp4,S\n"), "-o", "json");
      assertThat(ImportLab.number(ImportLab.sums(run), "bytes_sent")).isEqualTo(10_000);
      assertThat(ImportLab.number(ImportLab.sums(run), "retries")).isEqualTo(1);
    }
  }

  private static List<CSVRecord> parse(String csv) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    return format.parse(new StringReader(csv)).getRecords();
  }
}
