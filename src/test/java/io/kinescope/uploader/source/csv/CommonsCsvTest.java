package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * Why our lexer is still there: what Commons CSV can't do. When one of these fails, the library has
 * learned it; when all do, it can take the lexer's place.
 */
class CommonsCsvTest {
  private static final CSVFormat STRICT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(false).get();
  private static final CSVFormat LENIENT =
      STRICT.builder().setTrailingData(true).setLenientEof(true).get();

  /** A quote too many in the first row. */
  private static final String BROKEN = "u,\"size 5\"x\"\nv,t\nw,\"ok\"\nz,t\n";

  @Test
  void untilItLearnsToGoOnBehindABrokenRowTheRowsThatFollowAreSwallowed() throws IOException {
    try (CSVParser parser = parser(BROKEN, STRICT)) {
      Iterator<CSVRecord> records = parser.iterator();
      assertThatThrownBy(records::next).hasCauseInstanceOf(CSVException.class);
      assertThatThrownBy(records::next).as("in row w: v is lost").hasMessageContaining("line: 3");
      assertThat(records.next().toList()).as("the rest of row w").containsExactly("k\"");
      assertThat(records.next().toList()).containsExactly("z", "t");
    }
    assertThat(Csv.read("url,title\n" + BROKEN))
        .extracting(ManifestRow::line)
        .containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void untilItLearnsToTellOfTextBehindAQuoteTheLenientModeMakesItATitle() throws IOException {
    try (CSVParser parser = parser(BROKEN, LENIENT)) {
      assertThat(parser.iterator().next().toList()).containsExactly("u", "size 5x\"");
    }
    assertThat(Csv.read("url,title\n" + BROKEN).get(0))
        .satisfies(row -> assertThat(row.error()).isNotNull());
  }

  @Test
  void untilItLearnsToTellOfQuotesASpaceBeforeThemLooksLikeACellThatHasThem() throws IOException {
    String spaceFirst = "u, \"A\"\n";
    String quoted = "u,\" \"\"A\"\"\"\n";
    try (CSVParser one = parser(spaceFirst, STRICT);
        CSVParser other = parser(quoted, STRICT)) {
      assertThat(one.iterator().next().toList()).isEqualTo(other.iterator().next().toList());
    }
    assertThat(Csv.read("url,title\n" + spaceFirst).get(0))
        .satisfies(row -> assertThat(row.error()).isNotNull());
    assertThat(Csv.row("url,title\n" + quoted).value(ListColumn.TITLE)).isEqualTo("\"A\"");
  }

  @Test
  void untilItLearnsToBoundARecordAnUnclosedQuoteIsReadToTheEnd() throws IOException {
    String text = "u,\"open" + "x".repeat(CsvLexer.MAX_RECORD_CHARS) + "\n";
    try (CSVParser parser = parser(text, STRICT)) {
      assertThatThrownBy(parser.iterator()::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("(startline 1) EOF reached");
    }
    assertThat(Csv.failure("url,title\n" + text))
        .hasMessageContaining("not closed within 4,194,304");
  }

  private static CSVParser parser(String text, CSVFormat format) throws IOException {
    Reader in = new StringReader(text);
    return format.parse(in); // its builder is of a library that is not declared here
  }
}
