package io.kinescope.uploader.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestHeader;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** Results and failed files give back any cell text, in every dialect and encoding. */
@Tag("slow")
class ReportFuzzTest {
  private static final Ledger LEDGER = Ledgers.inMemory(Clock.systemUTC());

  private static final String DANGEROUS = "(?s)[=+\\-@\t\r\n＝＋－＠].*";
  private Path folder = Path.of("");

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("report-fuzz");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    for (Path file :
        List.of(
            input(),
            CsvFiles.beside(input(), CsvFiles.RESULTS),
            CsvFiles.beside(input(), CsvFiles.FAILED))) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(
        CsvFiles.beside(CsvFiles.beside(input(), CsvFiles.RESULTS), CsvFiles.FAILED));
    Files.delete(folder);
  }

  /**
   * How a file is written.
   *
   * @param mark whether it begins with a byte order mark
   */
  record Dialect(Charset charset, boolean mark, char delimiter, String lineEnd) {
    String encoding() {
      return charset.name().startsWith("UTF-16") ? "utf-16" : charset.name();
    }
  }

  @Provide
  Arbitrary<Dialect> dialect() {
    Arbitrary<Charset> charset =
        Arbitraries.of("UTF-8", "UTF-16LE", "UTF-16BE", "windows-1251").map(Charset::forName);
    return charset.flatMap(
        c ->
            Combinators.combine(
                    Arbitraries.of(true, false),
                    Arbitraries.of(',', ';', '\t', '|'),
                    Arbitraries.of("\n", "\r\n"))
                .as(
                    (mark, delimiter, lineEnd) -> {
                      boolean wide = c.name().startsWith("UTF-16");
                      boolean marked = wide || (mark && c.name().equals("UTF-8"));
                      return new Dialect(c, marked, delimiter, lineEnd);
                    }));
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "'", "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "\"", "\"\"", ",", ";", "|", " ",
            "a", "Ж", "«", "\u00a0", "\\", "#", "sep=", "\u0001", "😀", "＝", "\uFEFF", "\u2028");
    Arbitrary<String> any = Arbitraries.strings().ofLength(1).filter(s -> !lonely(s.charAt(0)));
    Arbitrary<String> cell =
        Arbitraries.frequencyOf(Tuple.of(5, pieces), Tuple.of(1, any))
            .list()
            .ofMaxSize(6)
            .map(all -> String.join("", all));
    return cell.list().ofSize(2).list().ofMinSize(1).ofMaxSize(20);
  }

  /** Half a character, which no encoding can carry. */
  private static boolean lonely(char c) {
    return Character.isSurrogate(c);
  }

  @Property(tries = 400)
  void anyCellTextComesBackUnchanged(
      @ForAll("dialect") Dialect dialect, @ForAll("rows") List<List<String>> rows)
      throws IOException {
    CharsetEncoder encoder = dialect.charset().newEncoder();
    List<List<String>> expected = new ArrayList<>();
    for (List<String> row : rows) {
      if (row.stream().allMatch(encoder::canEncode)) {
        expected.add(List.of("u" + expected.size(), row.get(0), row.get(1)));
      }
    }
    StringBuilder text = new StringBuilder(dialect.mark() ? "\uFEFF" : "");
    text.append(quoted(List.of("url", "a", "b"), dialect));
    expected.forEach(row -> text.append(quoted(row, dialect)));
    Files.write(input(), text.toString().getBytes(dialect.charset()));

    Path results = results(dialect);
    assertThat(cells(results, dialect)).isEqualTo(expected);
    Path failed = failed(results, dialect);
    assertThat(cells(failed, dialect)).isEqualTo(expected);
    assertThat(asASpreadsheetSees(failed, dialect)).noneMatch(cell -> cell.matches(DANGEROUS));
  }

  /** Cells that need no quotes are written without asking the library for each. */
  @Property(tries = 300)
  void whatIsWrittenIsWhatTheLibraryWrites(
      @ForAll("dialect") Dialect dialect, @ForAll("rows") List<List<String>> rows)
      throws IOException {
    CSVFormat library =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(dialect.delimiter())
            .setQuoteMode(QuoteMode.MINIMAL)
            .setRecordSeparator("\n")
            .get();
    StringBuilder expected = new StringBuilder();
    CsvOut out =
        new CsvOut(
            input(),
            new CsvDialect(dialect.delimiter(), StandardCharsets.UTF_8, false, "\n", false),
            new ManifestHeader(rows.get(0), Map.of()),
            List.of());
    for (int i = 0; i < rows.size(); i++) {
      if (i > 0) {
        out.write(rows.get(i), List.of());
      }
      library.print(SafeCells.escape(rows.get(i).get(0)), expected, true);
      library.print(SafeCells.escape(rows.get(i).get(1)), expected, false);
      expected.append('\n');
    }
    out.commit();

    assertThat(Files.readString(input())).isEqualTo(expected.toString());
  }

  private Path input() {
    return folder.resolve("in.csv");
  }

  private Path results(Dialect dialect) {
    Path target = CsvFiles.beside(input(), CsvFiles.RESULTS);
    report(input(), dialect, target, null);
    return target;
  }

  private static Path failed(Path input, Dialect dialect) {
    Path target = CsvFiles.beside(input, CsvFiles.FAILED);
    report(input, dialect, null, target);
    return target;
  }

  private static void report(
      Path input, Dialect dialect, @Nullable Path results, @Nullable Path failed) {
    try (ManifestReader reader = open(input, dialect);
        ListReports reports =
            new ListReports(
                results, failed, reader.dialect(), reader.header(), LEDGER, Clock.systemUTC())) {
      for (long number = 0; reader.hasNext(); number++) {
        reports.ended(number, new ItemError(reader.next(), ""), NotDone.invalid("why"));
      }
      reports.finish();
      assertThat(reports.trouble()).isNull();
    }
  }

  private static ManifestReader open(Path input, Dialect dialect) {
    return ManifestReader.open(
        new Input(input, input.toString(), Path.of("/")),
        new ManifestOptions(dialect.delimiter(), dialect.encoding(), Map.of(), UrlIdentity.USUAL));
  }

  private static List<List<String>> cells(Path file, Dialect dialect) throws IOException {
    if (!Files.exists(file)) {
      return List.of(); // no row has failed
    }
    List<List<String>> cells = new ArrayList<>();
    try (ManifestReader reader = open(file, dialect)) {
      reader.forEachRemaining(entry -> cells.add(entry.cells().subList(0, 3)));
    }
    return cells;
  }

  private static List<String> asASpreadsheetSees(Path file, Dialect dialect) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(dialect.delimiter()).get();
    try (CSVParser parser = CSVParser.parse(file, dialect.charset(), format)) {
      return parser.stream().flatMap(CSVRecord::stream).toList();
    }
  }

  /** A writer of our own, unlike the one under test: it escapes by the rule and quotes all. */
  private static String quoted(List<String> cells, Dialect dialect) {
    List<String> quoted = new ArrayList<>();
    for (String cell : cells) {
      boolean escape = cell.replaceFirst("^'+", "").matches(DANGEROUS);
      quoted.add('"' + ((escape ? "'" : "") + cell).replace("\"", "\"\"") + '"');
    }
    return String.join(String.valueOf(dialect.delimiter()), quoted) + dialect.lineEnd();
  }
}
