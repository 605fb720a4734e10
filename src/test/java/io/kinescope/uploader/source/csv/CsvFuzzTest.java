package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.source.csv.CsvLexer.RawRecord;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import okhttp3.HttpUrl;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Any text, any bytes: rows with the right lines, or the reader's own error, and nothing else. */
@Tag("slow")
class CsvFuzzTest {
  /** What means something to the reader, and some that should not. */
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

  @Provide
  Arbitrary<String> text() {
    Arbitrary<String> pieces = Arbitraries.of(PIECES);
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(3);
    return Arbitraries.frequencyOf(Tuple.of(9, pieces), Tuple.of(1, any))
        .list()
        .ofMaxSize(40)
        .map(all -> String.join("", all));
  }

  @Provide
  Arbitrary<String> cell() {
    return Arbitraries.of(PIECES).list().ofMaxSize(6).map(all -> String.join("", all));
  }

  @Provide
  Arbitrary<List<Written>> wellFormed() {
    Arbitrary<List<String>> cells = cell().list().ofMinSize(1).ofMaxSize(4);
    return Combinators.combine(cells, Arbitraries.of("\n", "\r\n"))
        .as(Written::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> unquoted() {
    return Arbitraries.of("a", " ", "x\"y", ";", ";", "\n", "\r\n", "Ж", "'", "\"q;\"\"\n\"", "\r")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(all -> String.join("", all));
  }

  @Provide
  Arbitrary<String> encoding() {
    return Arbitraries.of("utf-8", "utf-16", "windows-1251", "utf-16le", "shift_jis");
  }

  @Provide
  Arbitrary<Character> delimiter() {
    return Arbitraries.of(',', ';', '\t', '|');
  }

  /**
   * A record as it stands in a file, every cell in quotes.
   *
   * @param end its line end
   */
  record Written(List<String> cells, String end) {
    String text(char delimiter) {
      List<String> quoted =
          cells.stream().map(cell -> '"' + cell.replace("\"", "\"\"") + '"').toList();
      return String.join(String.valueOf(delimiter), quoted) + end;
    }
  }

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

  @Property
  @StatisticsReport(onFailureOnly = true)
  void anyTextGivesRowsOrTheReadersOwnError(
      @ForAll boolean header, @ForAll("text") String generated) {
    String text = (header ? "url,title\n" : "") + generated;
    long previous = 0;
    try (ManifestReader reader = Csv.open(text)) {
      while (reader.hasNext()) {
        ManifestRow entry = reader.next();
        assertThat(entry.line()).isGreaterThan(previous).isLessThanOrEqualTo(1 + linesIn(text));
        assertThat(entry.cells()).hasSizeGreaterThanOrEqualTo(reader.header().names().size());
        previous = entry.line();
      }
    } catch (UploaderException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
      assertThat(e.getMessage()).contains(Csv.NAME);
    }
    // A generator that makes only one kind of file would prove nothing.
    Statistics.collect(previous > 0);
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(share -> share > 10);
          coverage.check(false).percentage(share -> share > 10);
        });
  }

  @Property
  void anyBytesGiveRowsOrTheReadersOwnErrorInEveryEncoding(
      @ForAll("encoding") String encoding, @ForAll byte[] bytes) {
    try {
      assertThat(Csv.read(bytes, Csv.encoding(encoding))).isNotNull();
    } catch (UploaderException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
    }
  }

  /** Each record is written where a count of its own says it is; then the reader must agree. */
  @Property
  void wellFormedRecordsComeBackWithTheirCellsAndLines(
      @ForAll("delimiter") char delimiter, @ForAll("wellFormed") List<Written> written)
      throws IOException {
    StringBuilder text = new StringBuilder();
    List<RawRecord> expected = new ArrayList<>();
    for (Written record : written) {
      expected.add(new RawRecord(1 + linesIn(text.toString()), record.cells(), null));
      text.append(record.text(delimiter));
    }
    assertThat(records(text.toString(), delimiter)).isEqualTo(expected);
    assertThat(commons(text.toString(), delimiter))
        .isEqualTo(written.stream().map(Written::cells).toList());
  }

  @Property
  @StatisticsReport(onFailureOnly = true)
  void unquotedCellsAreCutAsCommonsCsvCutsThem(@ForAll("unquoted") String text) throws IOException {
    List<RawRecord> records = quietly(text);
    boolean sound = !records.isEmpty() && records.stream().allMatch(r -> r.defect() == null);
    if (sound) {
      assertThat(records.stream().map(RawRecord::cells).toList()).isEqualTo(commons(text, ';'));
    }
    Statistics.collect(sound);
    Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
  }

  @Property(tries = 50_000)
  void escapingIsUndoneExactlyForAnyText(@ForAll("escapable") String text) {
    String escaped = SafeCells.escape(text);
    assertThat(SafeCells.unescape(escaped)).isEqualTo(text);
    assertThat(escaped).doesNotMatch("(?s)[=+\\-@\t\r\n＝＋－＠].*");
  }

  /** Beside what a parser takes, which is too slow for a million rows. */
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("(?is)https?://(?!https?:/)(?:[^/?#@\\\\]*@)?[^/?#@\\\\]+(?:[/?#].*)?");

  @Property(tries = 50_000)
  @StatisticsReport(onFailureOnly = true)
  void anAddressIsOneByTheRule(@ForAll("address") String url) {
    ManifestRow row = Csv.read("url,title\n" + url + ",t\n").get(0);
    boolean refused =
        new RowRules("parent", path -> SourceState.USABLE)
            .problems(row).stream().anyMatch(problem -> problem.startsWith("url "));
    boolean address = WEB_ADDRESS.matcher(url).matches() && HttpUrl.parse(url) != null;
    assertThat(refused).isEqualTo(!address);
    Statistics.collect(address);
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(share -> share > 5);
          coverage.check(false).percentage(share -> share > 10);
        });
  }

  @Provide
  Arbitrary<String> address() {
    Arbitrary<String> scheme =
        Arbitraries.of("https://", "http://", "HTTPS://", "ftp://", "https:/", "http:", "x");
    Arbitrary<String> rest =
        Arbitraries.of(
                "a",
                "1",
                ":",
                "@",
                "[",
                "]",
                "::1",
                "/",
                "?",
                "#",
                ".",
                "-",
                "\\",
                "e.com",
                "https://")
            .list()
            .ofMaxSize(6)
            .map(all -> String.join("", all));
    return Combinators.combine(scheme, rest).as(String::concat);
  }

  @Provide
  Arbitrary<String> escapable() {
    return Arbitraries.strings().withChars("'=+-@\t\r\nab\"＝＋－＠").ofMaxLength(5);
  }

  @Example
  void onlyWhatTheWriterEscapesIsTakenBack() {
    for (String own : List.of("'abc", "''", "'", "", "it's", "a=b")) {
      assertThat(SafeCells.unescape(own)).isEqualTo(own);
      assertThat(SafeCells.escape(own)).isEqualTo(own);
    }
    assertThat(SafeCells.escape("-5")).isEqualTo("'-5");
    assertThat(SafeCells.escape("'=x")).isEqualTo("''=x");
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
