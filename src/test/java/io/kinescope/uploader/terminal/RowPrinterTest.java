package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowPrinterTest {
  private static final List<Column> COLUMNS =
      List.of(Column.field("id"), Column.field("name"), Column.field("created_at"));

  private static JsonObject row(String id, @Nullable String name) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("name", name);
    fields.put("extra", List.of(1, Map.of("deep", true)));
    fields.put("created_at", "2026-01-02");
    return new JsonObject(fields);
  }

  private static String printed(OutputFormat format, JsonObject... rows) {
    StringWriter text = new StringWriter();
    try (RowPrinter printer = RowPrinter.of(format, new PrintWriter(text), COLUMNS)) {
      for (JsonObject row : rows) {
        printer.print(row);
      }
    }
    return text.toString();
  }

  @Test
  void jsonIsAnArrayOfWholeObjects() throws IOException {
    String text = printed(OutputFormat.JSON, row("1", "a"), row("2", null));

    assertThat(JSON.std.listFrom(text))
        .isEqualTo(List.of(row("1", "a").fields(), row("2", null).fields()));
  }

  private static String onTerminal(int width, JsonObject... rows) {
    StringWriter text = new StringWriter();
    try (RowPrinter printer =
        RowPrinter.of(OutputFormat.TABLE, new PrintWriter(text), COLUMNS).fitting(width)) {
      for (JsonObject row : rows) {
        printer.print(row);
      }
    }
    return text.toString();
  }

  @Test
  void onATerminalNamesAreCutInTheMiddleAndIdsNever() {
    JsonObject[] rows = {row("id-1", "Lecture about rivers, part 1"), row("id-2", "Short")};

    assertThat(onTerminal(200, rows)).isEqualTo(printed(OutputFormat.TABLE, rows));
    assertThat(onTerminal(34, rows))
        .isEqualTo(
            """
            ID    NAME              CREATED_AT
            id-1  Lecture … part 1  2026-01-02
            id-2  Short             2026-01-02
            """);
    assertThat(onTerminal(34, rows).lines()).allMatch(line -> TerminalText.width(line) <= 34);
    assertThat(onTerminal(20, rows))
        .isEqualTo(
            """
            ID    NAME
            id-1  Lecture…part 1
            id-2  Short
            """);
  }

  @Test
  void emojiAndWideCharactersAreAligned() {
    assertThat(
            printed(OutputFormat.TABLE, row("1", "👨‍👩‍👧 ✅"), row("2", "字幕"), row("3", "12345")))
        .isEqualTo(
            """
            ID  NAME   CREATED_AT
            1   👨‍👩‍👧 ✅  2026-01-02
            2   字幕   2026-01-02
            3   12345  2026-01-02
            """);
  }

  @Test
  void onATerminalTimesAreRelative() {
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    StringWriter text = new StringWriter();
    try (RowPrinter printer =
        RowPrinter.of(OutputFormat.TABLE, new PrintWriter(text), Column.fields("updated_at id"))
            .fitting(80)
            .tellingAge(now)) {
      for (String time :
          List.of(
              "2026-01-31T12:00:30Z",
              "2026-01-31T11:00:01Z",
              "2026-01-31T13:59:00+03:00",
              "2026-01-29T12:00:01.5Z",
              "2025-12-03T00:00:00Z",
              "2025-12-02T00:00:00+01:00",
              "2027-01-01T00:00:00Z",
              "soon")) {
        printer.print(new JsonObject(Map.of("updated_at", time, "id", time)));
      }
    }
    assertThat(text.toString().lines().skip(1).map(line -> line.replaceFirst("  .*", "")))
        .containsExactly(
            "just now",
            "59 min ago",
            "1 hour ago",
            "47 hours ago",
            "59 days ago",
            "2025-12-02",
            "2027-01-01T00:00:00Z",
            "soon");
  }

  @Test
  void anEmptyListIsAnEmptyArray() {
    assertThat(printed(OutputFormat.JSON)).isEqualTo("[]\n");
  }

  @Test
  void jsonlIsOneObjectALine() {
    String text = printed(OutputFormat.JSONL, row("1", "two\nlines"), row("2", "b"));

    assertThat(text.lines().map(Json::parseObject))
        .containsExactly(row("1", "two\nlines"), row("2", "b"));
  }

  @Test
  void csvReadsBackAsItWas() throws IOException {
    String name = "Лекция №1: «Введение», \"часть\" 2 😀\nнизу";

    String text = printed(OutputFormat.CSV, row("1", name), row("2", null));

    assertThat(text).startsWith("id,name,created_at\r\n1,").endsWith("2,,2026-01-02\r\n");
    try (CSVParser parser = CSVFormat.RFC4180.parse(new StringReader(text))) {
      List<CSVRecord> records = parser.getRecords();
      assertThat(records).hasSize(3);
      assertThat(records.get(1).get(1)).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
  void aSpreadsheetRunsNoCell(String name) {
    assertThat(printed(OutputFormat.CSV, row("1", name))).contains("'" + name);
  }

  @Test
  void csvHasItsHeaderWithoutRows() {
    assertThat(printed(OutputFormat.CSV)).isEqualTo("id,name,created_at\r\n");
  }

  @Test
  void idIsTheFirstColumnAlone() {
    assertThat(printed(OutputFormat.ID, row("1", "a"), row("2", "b"))).isEqualTo("1\n2\n");
  }

  @Test
  void tableColumnsAreAligned() {
    assertThat(printed(OutputFormat.TABLE, row("1", "Лекция"), row("22", "动画"), row("3", null)))
        .isEqualTo(
            """
            ID  NAME    CREATED_AT
            1   Лекция  2026-01-02
            22  动画    2026-01-02
            3           2026-01-02
            """);
  }

  @Test
  void afterTheFirstHundredRowsTheTableStreams() {
    StringWriter text = new StringWriter();
    try (RowPrinter printer = RowPrinter.of(OutputFormat.TABLE, new PrintWriter(text), COLUMNS)) {
      for (int i = 1; i < RowPrinter.DECIDING_ROWS; i++) {
        printer.print(row("1", "a"));
      }
      assertThat(text.toString()).isEmpty();
      printer.print(row("1", "a"));
      assertThat(text.toString().lines()).hasSize(RowPrinter.DECIDING_ROWS + 1);
      printer.print(row("2", "a long name"));
      assertThat(text.toString()).endsWith("2   a long name  2026-01-02\n");
    }
    assertThat(text.toString().lines()).hasSize(RowPrinter.DECIDING_ROWS + 2);
  }

  @Test
  void aHostileTitleCommandsNoTerminal() {
    String text = printed(OutputFormat.TABLE, row("1", "a\u001b[2Jb\nc\u009bd\u202Ee\u0007"));

    assertThat(text).contains("a\uFFFDb c\uFFFD\uFFFDe\uFFFD");
  }

  @Test
  void oneObjectAsATableIsALineAField() {
    StringWriter text = new StringWriter();

    RowPrinter.printOne(OutputFormat.TABLE, new PrintWriter(text), COLUMNS, row("1", "a\u001b[2J"));

    assertThat(text.toString())
        .isEqualTo("id:         1\nname:       a\uFFFD\ncreated_at: 2026-01-02\n");
  }

  @Test
  void oneObjectAsJsonIsWhole() {
    StringWriter text = new StringWriter();

    RowPrinter.printOne(OutputFormat.JSON, new PrintWriter(text), COLUMNS, row("1", null));

    assertThat(Json.parseObject(text.toString())).isEqualTo(row("1", null));
    assertThat(text.toString().lines()).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void aBrokenPipeIsNoticed(OutputFormat format) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    PrintWriter out = new PrintWriter(broken, false, StandardCharsets.UTF_8);
    try (RowPrinter printer = RowPrinter.of(format, out, COLUMNS)) {
      assertThat(printer.broken()).isFalse();
      for (int i = 0; i < RowPrinter.DECIDING_ROWS; i++) {
        printer.print(row("1", "a"));
      }
      assertThat(printer.broken()).isTrue();
    }
  }

  @Test
  void aFirstRowThatHasNothingToShowLeavesRoomForTheNext() {
    StringWriter text = new StringWriter();
    List<Column> columns = Column.fields("video_id title state status method play_link");
    try (RowPrinter printer =
        RowPrinter.live(OutputFormat.TABLE, new PrintWriter(text), columns, true).fitting(80)) {
      printer.print(new JsonObject(Map.of("state", "invalid")));
      printer.print(
          new JsonObject(
              Map.of(
                  "video_id", "8af8ee4f-94f7-4433-82d6-fbae2fdb40e5",
                  "title", "Lecture about rivers",
                  "state", "uploaded",
                  "status", "pre-processing",
                  "method", "single",
                  "play_link", "https://kinescope.io/4dae278f07b54a0bb95243")));
    }

    assertThat(text.toString())
        .isEqualTo(
            """
            VIDEO_ID                              TITLE             STATE     STATUS
                                                                    invalid
            8af8ee4f-94f7-4433-82d6-fbae2fdb40e5  Lecture … rivers  uploaded  pre-processing
            """);
  }
}
