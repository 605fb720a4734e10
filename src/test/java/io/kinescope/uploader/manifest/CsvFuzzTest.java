package io.kinescope.uploader.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random text with a fixed seed, so that a failure comes again; a few seconds in all. Each test is
 * a property over generated text, ready for jqwik.
 */
class CsvFuzzTest {
  private static final long SEED = 20_261_122;
  private static final int ROUNDS = 5_000;
  private static final String[] PIECES = {
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "|",
    "\r\n",
    "\n",
    "\r",
    "a",
    "b c",
    " ",
    "=",
    "'",
    "-",
    "Ж",
    "😀",
    "\u0000",
    "\uFEFF",
    "url",
    "file",
    "title",
    "sep=",
    "https://e.com/1",
    "\u00a0"
  };

  /** Every line end, counted apart from the lexer. */
  private static long linesIn(String text) {
    long lines = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || (c == '\n' && (i == 0 || text.charAt(i - 1) != '\r'))) {
        lines++;
      }
    }
    return lines;
  }

  @Test
  void anyTextGivesRowsOrTheReadersOwnError() {
    Random random = new Random(SEED);
    int rows = 0;
    int stops = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = (random.nextBoolean() ? "url,title\n" : "") + text(random, 40);
      long previous = 0;
      try (ManifestReader reader = Csv.open(text)) {
        while (reader.hasNext()) {
          ManifestEntry entry = reader.next();
          assertThat(entry.line()).isGreaterThan(previous).isLessThanOrEqualTo(1 + linesIn(text));
          assertThat(entry.cells()).hasSizeGreaterThanOrEqualTo(reader.header().names().size());
          previous = entry.line();
          rows++;
        }
      } catch (UploaderException e) {
        assertThat(e.kind()).as(text).isEqualTo(ErrorKind.INPUT);
        stops++;
      }
    }
    assertThat(rows).isPositive();
    assertThat(stops).isPositive();
  }

  @Test
  void anyBytesGiveRowsOrTheReadersOwnErrorInEveryEncoding() {
    Random random = new Random(SEED);
    for (String encoding : List.of("utf-8", "utf-16", "windows-1251", "utf-16le", "shift_jis")) {
      for (int round = 0; round < ROUNDS / 10; round++) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        try {
          assertThat(Csv.read(bytes, Csv.encoding(encoding))).isNotNull();
        } catch (UploaderException e) {
          assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
        }
      }
    }
  }

  /** Each record is written where a count of its own says it is; then the reader must agree. */
  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|'})
  void wellFormedRecordsComeBackWithTheirCellsAndLines(char delimiter) throws IOException {
    Random random = new Random(SEED + delimiter);
    for (int round = 0; round < ROUNDS / 5; round++) {
      StringBuilder text = new StringBuilder();
      List<RawRecord> expected = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        List<String> cells = new ArrayList<>();
        long line = 1 + linesIn(text.toString());
        for (int j = random.nextInt(4); j >= 0; j--) {
          String cell = text(random, 6);
          cells.add(cell);
          text.append('"').append(cell.replace("\"", "\"\"")).append('"');
          text.append(j > 0 ? String.valueOf(delimiter) : "");
        }
        text.append(random.nextBoolean() ? "\r\n" : "\n");
        expected.add(new RawRecord(line, cells, null));
      }
      assertThat(records(text.toString(), delimiter)).isEqualTo(expected);
      assertThat(commons(text.toString(), delimiter))
          .isEqualTo(expected.stream().map(RawRecord::cells).toList());
    }
  }

  @Test
  void unquotedCellsAreCutAsCommonsCsvCutsThem() throws IOException {
    Random random = new Random(SEED);
    String[] pieces = {"a", " ", "x\"y", ";", ";", "\n", "\r\n", "Ж", "'", "\"q;\"\"\n\"", "\r"};
    int compared = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      List<RawRecord> records = quietly(text.toString());
      if (records.stream().allMatch(r -> r.defect() == null) && !records.isEmpty()) {
        assertThat(records.stream().map(RawRecord::cells).toList())
            .as(text.toString())
            .isEqualTo(commons(text.toString(), ';'));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(ROUNDS / 3);
  }

  @Test
  void escapingIsUndoneExactlyForAnyText() {
    Random random = new Random(SEED);
    String firsts = "'=+-@\t\r\nab\"＝＋－＠";
    for (int round = 0; round < ROUNDS * 10; round++) {
      StringBuilder cell = new StringBuilder();
      for (int i = random.nextInt(5); i > 0; i--) {
        cell.append(firsts.charAt(random.nextInt(firsts.length())));
      }
      String text = cell.toString();
      String escaped = SafeCells.escape(text);
      assertThat(SafeCells.unescape(escaped)).isEqualTo(text);
      assertThat(escaped).doesNotMatch("(?s)[=+\\-@\t\r\n＝＋－＠].*");
    }
  }

  @Test
  void onlyWhatTheWriterEscapesIsTakenBack() {
    for (String own : List.of("'abc", "''", "'", "", "it's", "a=b")) {
      assertThat(SafeCells.unescape(own)).isEqualTo(own);
      assertThat(SafeCells.escape(own)).isEqualTo(own);
    }
    assertThat(SafeCells.escape("-5")).isEqualTo("'-5");
    assertThat(SafeCells.escape("'=x")).isEqualTo("''=x");
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static List<RawRecord> quietly(String text) throws IOException {
    try {
      return records(text, ';');
    } catch (UploaderException e) {
      return List.of();
    }
  }

  private static List<RawRecord> records(String text, char delimiter) throws IOException {
    CsvLexer lexer = new CsvLexer("", new StringReader(text), delimiter, 1, Csv.NAME);
    List<RawRecord> records = new ArrayList<>();
    for (RawRecord r = lexer.next(); r != null; r = lexer.next()) {
      records.add(r);
    }
    return records;
  }

  private static List<List<String>> commons(String text, char delimiter) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setIgnoreEmptyLines(false).get();
    List<List<String>> records = new ArrayList<>();
    try (Reader in = new StringReader(text);
        CSVParser parser = CSVParser.parse(in, format)) {
      for (CSVRecord r : parser) {
        records.add(r.toList());
      }
    }
    return records;
  }
}
