package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ledger show}, {@code export} and {@code explain} on one ledger that nobody changes. */
class LedgerCommandsTest {
  private static final int ROWS = 10;

  @TempDir static Path folder;
  private static LedgerLab lab;

  @BeforeAll
  static void fill() {
    lab = LedgerLab.in(folder);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void theSumsAddUpAndTheOpenRowsAreThoseWithoutAVideo() {
    JsonObject shown = lab.run("show", "-o", "json").json();

    assertThat(shown.number("rows")).isEqualTo(ROWS);
    assertThat(
            Stream.of("uploaded", "adopted", "linked", "intent", "unknown", "failed")
                .mapToLong(state -> ImportLab.number(shown, state))
                .toArray())
        .containsExactly(2, 1, 0, 1, 1, 5);
    assertThat(shown.number("not_seen_ready")).isZero();
    assertThat(shown.number("orphans")).isEqualTo(3);
    assertThat(shown.text("ledger")).isEqualTo(lab.ledger.toString());
    assertThat(shown.text("service")).isEqualTo(lab.lab.sandbox.apiUrl() + "/");
    assertThat(shown.objects("open_rows"))
        .extracting(row -> row.text("key"))
        .containsExactlyInAnyOrder(
            "id:отказ",
            "id:later",
            lab.fileKey("half.mp4"),
            "id:killed",
            "id:several",
            "id:new",
            lab.fileKey("a, b\nc.mp4"));
  }

  @Test
  void rowsAndColumnsCanBeChosen() {
    assertThat(
            lab.run("show", "-o", "csv", "--filter", "state=intent", "--columns", "state,key")
                .lines())
        .containsExactly("state,key", "intent,id:killed");
    assertThat(lab.run("export", "-o", "id", "--filter", "error_kind=*").lines()).hasSize(ROWS);
    assertThat(lab.run("export", "--columns", "kye").err()).contains("did you mean 'key'?");
  }

  @Test
  void everyFormatShowsTheSameRows() throws IOException {
    List<String> keys = keys(lab.run("show", "-o", "json").json().objects("open_rows"));

    List<JsonObject> lines = lab.run("show", "-o", "jsonl").objects();
    assertThat(keys(lines.subList(0, lines.size() - 1))).isEqualTo(keys);
    assertThat(lines.get(lines.size() - 1).text("type")).isEqualTo("summary");
    assertThat(lines.get(lines.size() - 1).number("failed")).isEqualTo(5);
    assertThat(column(lab.run("show", "-o", "csv"), "key")).isEqualTo(keys);
    assertThat(lab.run("show", "-o", "id").lines()).hasSameSizeAs(keys).contains("id:отказ");
    Cli.Run table = lab.run("show");
    assertThat(table.out())
        .contains("rows             10\n", "uploaded         2\n", "linked           0\n")
        .contains("intent           1        starting: cut off in the create call")
        .contains("SOURCE ", "unknown-outcome");
  }

  @Test
  void aNarrowTerminalShowsWhatBecameOfEachRow(@TempDir Path own) {
    String url = "https://example.com/" + "long/".repeat(20) + "lecture.mp4";
    Path csv = Cli.text(own, "long.csv", "url,title\n" + url + ",\n" + url + "?2,Two\n");
    try (Emulator sandbox = Emulator.start(EmulatorSettings.defaults().unlimited())) {
      sandbox.play(FaultScript.of(FaultRule.on(Operation.URL).then(FaultAction.status(422))));
      Cli cli = Cli.at(sandbox).onTerminal(80);
      cli.run("import-csv", csv);

      Cli.Run run = cli.run("ledger", "show", csv + ".ledger.db");

      assertThat(run.lines()).allMatch(line -> line.length() <= 80);
      assertThat(run.out())
          .containsPattern("SOURCE +STATE +ERROR_KIND")
          .contains("  failed  refused");
    }
  }

  @Test
  void everyFormatExportsTheSameRows() throws IOException {
    List<JsonObject> rows = lab.run("export", "-o", "json").array();
    assertThat(rows).hasSize(ROWS);
    assertThat(lab.run("export", "-o", "jsonl").objects()).isEqualTo(rows);
    assertThat(column(lab.run("export", "-o", "csv"), "key")).isEqualTo(keys(rows));
    assertThat(lab.run("export", "-o", "id").lines()).hasSize(ROWS);
    assertThat(lab.run("export").lines()).hasSize(ROWS + 1);
    assertThat(rows.get(0).text("play_link")).startsWith("https://");
    assertThat(rows.get(0).text("processing")).isEqualTo("ready");
  }

  @Test
  void orphansAreListedWithoutTheRowsOwnVideos() throws IOException {
    List<JsonObject> rows = lab.run("export", "-o", "json").array();
    Map<String, String> left = new TreeMap<>();
    for (JsonObject row : rows) {
      assertThat(row.fields()).containsKey("orphans");
      if (row.text("orphans") != null) {
        left.put(String.valueOf(row.text("key")), String.valueOf(row.text("orphans")));
      }
    }
    assertThat(left).containsOnlyKeys("id:killed", "id:several", "id:new");
    left.forEach(
        (key, ids) -> {
          Map<String, ?> told = lab.run("explain", key, "-o", "json").json().fields();
          assertThat(told.get("orphans")).isEqualTo(List.of(ids));
        });
    assertThat(column(lab.run("export", "-o", "csv"), "orphans"))
        .containsExactlyElementsOf(
            rows.stream()
                .map(row -> row.text("orphans") == null ? "" : row.text("orphans"))
                .toList());
    assertThat(lab.run("show").out()).contains("orphans          3        videos of earlier");
  }

  @Test
  void aCellThatASpreadsheetWouldRunIsHarmlessInCsv() throws IOException {
    Cli.Run run = lab.run("export", "-o", "csv");
    assertThat(column(run, "title")).contains("'=1+1", "Готово");
    assertThat(run.out()).doesNotContain(",=1+1");
    assertThat(column(run, "error_kind")).contains("refused", "transient", "unknown-outcome");
    assertThat(column(run, "request_id")).contains("req-42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json", "jsonl", "csv", "id"})
  void noUploadLinkIsInAnyFormat(String format) {
    StringBuilder all = new StringBuilder();
    for (Cli.Run run : List.of(lab.run("show", "-o", format), lab.run("export", "-o", format))) {
      assertThat(run.exit()).isZero();
      assertThat(run.err()).isEmpty();
      all.append(run.out());
    }
    for (String key : allKeys()) {
      Cli.Run run = lab.run("explain", key, "-o", format);
      assertThat(run.exit()).as(run.err()).isZero();
      all.append(run.out());
    }
    assertThat(all).doesNotContain("very-secret-link").doesNotContain("/v2/files/");
    assertThat(lab.endpoints()).isNotEmpty().allSatisfy(url -> assertThat(all).doesNotContain(url));
  }

  @Test
  void aRowIsFoundByItsVideoAndByItsTitle() {
    String key = lab.fileKey("a, b\nc.mp4");
    String video = lab.run("explain", key, "-o", "json").json().text("video_id");

    for (String name : List.of(String.valueOf(video), "Odd")) {
      assertThat(lab.run("explain", name, "-o", "json").json().text("key")).isEqualTo(key);
    }
    assertThat(lab.run("explain", "video-of-new", "-o", "json").json().text("key"))
        .isEqualTo("id:new");
    assertThat(lab.run("explain", "Nobody").exit()).isEqualTo(2);
  }

  /** The one promise of {@code explain}: it says what the run would do. */
  @Test
  void whatExplainForetellsIsWhatTheDryRunSaysOfEachRow() {
    List<JsonObject> planned = lab.lab.run(lab.csv, "--dry-run", "-o", "jsonl").objects();

    Map<String, String> words = new TreeMap<>();
    for (JsonObject row : planned.subList(0, planned.size() - 1)) {
      words.put(String.valueOf(row.text("key")), String.valueOf(row.text("status")));
    }
    assertThat(words.values())
        .contains("skip", "stay", "upload", "resume", "look-up", "invalid")
        .hasSize(ROWS);
    words.forEach((key, word) -> assertThat(plan(key)).as(key).isEqualTo(word));
  }

  private String plan(String key) {
    JsonObject next = lab.run("explain", key, "-o", "json").json().object("next_run");
    return String.valueOf(Objects.requireNonNull(next).text("plan"));
  }

  @Test
  void anAdoptedRowIsExplainedByItsEvidence() {
    String key = "https://example.com/lost.mp4";
    JsonObject row = lab.run("explain", key, "-o", "json").json();
    assertThat(row.objects("history"))
        .extracting(event -> event.text("event"))
        .containsExactly("intent", "adopted");
    assertThat(row.objects("history").get(1).text("evidence"))
        .startsWith("video " + row.text("video_id") + ": ")
        .contains("same parent and title");
    assertThat(lab.run("explain", key).out())
        .contains("row        url:https://example.com/lost.mp4|")
        .contains("state      adopted: an earlier attempt whose answer was lost")
        .contains("attempt 1  adopted    video " + row.text("video_id"))
        .contains("\n  skip: it is done and is skipped, without a call\n");
    assertThat(lab.run("explain", key, "-o", "id").out()).isEqualTo(row.text("video_id") + "\n");
  }

  /** What is advised makes a new video: a row that gets its first id is still the same row. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRowWhoseVideoIsGoneSaysHowToUploadItAgain(boolean withId, @TempDir Path own) {
    EmulatorSettings busy = EmulatorSettings.defaults().unlimited();
    try (ImportLab other = ImportLab.in(own, busy.processingTime(Duration.ofHours(1)))) {
      String row = "https://example.com/1.mp4,One";
      Path csv = other.csv(withId ? "url,title,id\n" + row + ",a\n" : "url,title\n" + row + "\n");
      assertThat(other.run(csv).exit()).isZero();
      String video = other.sandbox.state().videos().get(0).id();
      assertThat(other.cli().run("videos", "delete", video, "--yes").exit()).isZero();
      assertThat(other.run(csv).err()).contains("is no longer in Kinescope");

      Path ledger = other.path("videos.csv.ledger.db");
      assertThat(Cli.bare().run("ledger", "explain", ledger, "One").out())
          .contains(
              withId
                  ? "- the video is no longer in Kinescope; to upload it again, give the row another id in the CSV\n"
                  : "put the row into a CSV of its own, and import that with --new-ledger\n");
      Cli.Run again =
          withId
              ? other.run(other.csv("url,title,id\n" + row + ",b\n"))
              : other.run(Cli.text(own, "again.csv", "url,title\n" + row + "\n"), "--new-ledger");
      assertThat(again.exit()).as(again.err()).isZero();
      assertThat(other.titles()).containsExactly("One");
    }
  }

  @Test
  void aRefusedRowSaysWhyAndWhatCanBeDone() {
    assertThat(lab.run("explain", "отказ").out())
        .contains("HTTP 422")
        .contains("[X-Request-ID: ")
        .contains("\n  stay: it is kept as failed")
        .contains("- use --retry-failed to try it again as it is");
  }

  @Test
  void aHalfSentFileSaysWhereItGoesOn() {
    JsonObject row = lab.run("explain", "half.mp4", "-o", "json").json();
    assertThat(row.text("video_id")).isNotNull();
    assertThat(lab.run("explain", "half.mp4").out())
        .contains("  resume: the program asks Kinescope how much of the file has arrived")
        .contains("attempt 1  linked     video " + row.text("video_id"))
        .doesNotContain("What you can do");
  }

  @Test
  void anUnknownRowSaysWhatAPersonHasToDecide() {
    assertThat(lab.run("explain", "several").out())
        .contains("unknown-outcome: 2 videos match [X-Request-ID: req-42]")
        .contains(
            "look-up: the program looks for a video with the same title and parent, made since 20")
        .contains("; if there is no video, use --retry-unknown to send it again")
        .containsPattern("- video [-0-9a-f]+ of an earlier attempt is an orphan");
    assertThat(lab.run("explain", "several", "-o", "json").json().fields().get("orphans"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(1);
  }

  @Test
  void aFileIsLookedForInTheFolderOfTheCsv() throws IOException {
    assertThat(plan("away.mp4")).isEqualTo("invalid");
    assertThat(lab.run("explain", "away.mp4").out())
        .contains("file does not exist: " + folder.resolve("away.mp4"))
        .contains("(its video exists)");
    Path other = Files.createDirectories(folder.resolve("other"));
    Cli.file(other, "away.mp4", 100);
    assertThat(lab.run("explain", "away.mp4", "--folder", other).out())
        .contains("\n  skip: it is done");
    Cli.file(other, "away.mp4", 99);
    assertThat(lab.run("explain", "away.mp4", "--folder", other).out())
        .contains("\n  upload: it is sent from the start, as a new video");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "id:отказы             ~ did you mean 'id:отказ'?",
        "готово                ~ did you mean 'Готово'?",
        "severla               ~ did you mean 'id:several'?",
        "https://example.com/lots.mp4 ~ did you mean 'https://example.com/lost.mp4'?",
        "nothing like it at all~ -o id' lists the keys",
      })
  void anUnknownKeyNamesTheNearest(String key, String hint) {
    Cli.Run run = lab.run("explain", key);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("has no row '" + key + "'; ").contains(hint);
  }

  @Test
  void aSourceOfSeveralRowsNeedsAKey() {
    Path csv =
        Cli.text(folder, "twice.csv", "url,title,id\nhttps://e.com/1,A,1\nhttps://e.com/1,B,2\n");
    lab.lab.run(csv, "--retries", 0);
    Cli.Run run = Cli.bare().run("ledger", "explain", csv + ".ledger.db", "https://e.com/1");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("several rows").contains("'id:1'", "'id:2'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "export", "explain"})
  void whatIsNoLedgerIsRefusedInPlainWords(String command) {
    Object[] key = command.equals("explain") ? new Object[] {"k"} : new Object[0];
    Path none = folder.resolve("none.db");
    Cli.Run missing = run(command, none, key);
    assertThat(missing.exit()).isEqualTo(7);
    assertThat(missing.err()).startsWith("error: there is no ledger at " + none + "; ");
    Cli.Run csv = run(command, lab.csv, key);
    assertThat(csv.exit()).isEqualTo(2);
    assertThat(csv.err())
        .isEqualTo("error: " + lab.csv + " is not a ledger; did you mean " + lab.ledger + "?\n");
    assertThat(missing.out() + csv.out()).isEmpty();
  }

  private static Cli.Run run(String command, Path file, Object... more) {
    return Cli.bare()
        .run(Stream.concat(Stream.of("ledger", command, file), Stream.of(more)).toArray());
  }

  @Test
  void theyReadWhileARunHoldsTheLedger() {
    try (LedgerLock lock =
            LedgerLock.take(lab.ledger, Duration.ZERO, Clock.systemUTC(), time -> {});
        Ledger open =
            Environment.open(
                lab.ledger, lab.lab.sandbox.apiUrl() + "/", "test", Clock.systemUTC())) {
      assertThat(lock).isNotNull();
      assertThat(open.find("id:later")).isPresent();
      assertThat(lab.run("show").exit()).isZero();
      assertThat(lab.run("export", "-o", "csv").exit()).isZero();
      assertThat(lab.run("explain", "id:later").exit()).isZero();
    }
  }

  @Test
  void readingEndsWhenNobodyReadsAnyMore() {
    StringWriter begun = new StringWriter();
    PrintWriter closed =
        new PrintWriter(begun) {
          @Override
          public boolean checkError() {
            return true;
          }
        };
    int exit =
        Cli.bare()
            .run(
                closed,
                new PrintWriter(new StringWriter()),
                "ledger",
                "export",
                lab.ledger,
                "-ojsonl");
    assertThat(exit).isZero();
    assertThat(begun.toString().lines()).hasSize(1);
  }

  @Test
  void anOrphanOfALostCallIsNamedUntilSomebodyDeletesIt() throws IOException {
    Path own = Files.createDirectories(folder.resolve("orphan"));
    try (ImportLab lost =
        ImportLab.in(own, FaultRule.on(Operation.INIT).nth(1).then(FaultAction.loseAnswer()))) {
      Cli.file(own, "big.mp4", 300_000);
      assertThat(lost.run(lost.csv("file\nbig.mp4\n")).exit()).isZero();
      JsonObject row =
          Cli.bare()
              .run("ledger", "explain", own.resolve("videos.csv.ledger.db"), "big.mp4", "-ojson")
              .json();
      assertThat(row.objects("history"))
          .extracting(event -> event.text("event"))
          .containsExactly("intent", "orphan", "intent", "linked", "uploaded", "processed");
      String stray =
          lost.sandbox.state().videos().stream()
              .map(EmulatorVideo::id)
              .filter(id -> !id.equals(row.text("video_id")))
              .findFirst()
              .orElseThrow();
      assertThat(row.fields().get("orphans")).isEqualTo(List.of(stray));
      assertThat(String.valueOf(row.fields().get("advice"))).contains("video " + stray);
    }
  }

  @Test
  void theMemoryOfUploadFileCanBeReadToo() throws IOException {
    Path state = Files.createDirectories(folder.resolve("state"));
    Path file = Cli.file(folder, "clip.mp4", 1_000);
    Cli.Run upload =
        lab.lab
            .cli()
            .with("XDG_STATE_HOME", state.toString())
            .run("upload", "file", file, "--method", "link", "--retries", 0, "--progress", "none");
    assertThat(upload.exit()).isEqualTo(5);
    Path memory = state.resolve("kinescope").resolve("uploads.db");

    JsonObject row = Cli.bare().run("ledger", "explain", memory, file, "-o", "json").json();

    assertThat(Objects.requireNonNull(row.object("next_run")).text("plan")).isEqualTo("resume");
    assertThat(Cli.bare().run("ledger", "show", memory).out()).doesNotContain("\nservice ");
  }

  private static List<String> allKeys() {
    return keys(lab.run("export", "-o", "jsonl").objects());
  }

  private static List<String> keys(List<JsonObject> rows) {
    return rows.stream().map(row -> String.valueOf(row.text("key"))).toList();
  }

  private static List<String> column(Cli.Run run, String name) throws IOException {
    List<String> cells = new ArrayList<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(new StringReader(run.out()), format)) {
      for (CSVRecord row : parser) {
        cells.add(row.get(name));
      }
    }
    return cells;
  }
}
