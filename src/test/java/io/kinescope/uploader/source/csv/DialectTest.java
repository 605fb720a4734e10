package io.kinescope.uploader.source.csv;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.UrlIdentity;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("url,title\n", ','),
        Arguments.of("url;title\n", ';'),
        Arguments.of("url\ttitle\n", '\t'),
        Arguments.of("url|title\n", '|'),
        Arguments.of("url\n", ','),
        Arguments.of("url;\"a,b,c,d\";\"e,f\"\n", ';'),
        Arguments.of("Title, as shown;url;Notes, if any, of ours\n", ';'),
        Arguments.of("\"multi\nline;;;;;;\",url,title\n", ','),
        Arguments.of("sep=|\nurl|a,b,c\n", '|'),
        Arguments.of("SEP=;\r\nurl;title\r\n", ';'),
        Arguments.of("\"sep=;\"\nurl;title\n", ';'),
        Arguments.of("sep=\t\nurl\ttitle\n", '\t'));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void theDelimiterIsFoundFromTheHeader(String text, char delimiter) {
    assertThat(dialect(text).delimiter()).isEqualTo(delimiter);
  }

  @Test
  void mappedNamesHelpToFindTheDelimiter() {
    ManifestOptions options = Csv.map("url=Link", "title=Name, full");
    try (ManifestReader reader = Csv.open("a,b,c;Link;\"Name, full\"".getBytes(UTF_8), options)) {
      assertThat(reader.dialect().delimiter()).isEqualTo(';');
    }
  }

  @Test
  void aGivenDelimiterWinsOverHeaderAndSepLine() {
    ManifestOptions options = new ManifestOptions(':', null, Map.of(), UrlIdentity.USUAL);
    try (ManifestReader reader =
        Csv.open("sep=;\nurl:a;b;c\n:::\nu:1\n".getBytes(UTF_8), options)) {
      assertThat(reader.header().names()).containsExactly("url", "a;b;c");
      assertThat(reader.dialect().sepLine()).isTrue();
      assertThat(reader.next().line()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"url\r\nu\n", "sep=,\r\nurl,title\r\n"})
  void lineEndsAreThoseOfTheFirstLine(String text) {
    assertThat(dialect(text).lineEnd()).isEqualTo("\r\n");
    assertThat(dialect(text.replace("\r\n", "\n")).lineEnd()).isEqualTo("\n");
    assertThat(dialect(text.replace("\r\n", "\r")).lineEnd()).isEqualTo("\r");
  }

  @Test
  void aHeaderWithALoneQuoteInItIsReadAsItStands() {
    try (ManifestReader reader = Csv.open("5\" disk,url\r\nx,u\r\n")) {
      assertThat(reader.header().names()).containsExactly("5\" disk", "url");
      assertThat(reader.dialect().lineEnd()).isEqualTo("\r\n");
      assertThat(reader.next().line()).isEqualTo(2);
    }
  }

  static Stream<Arguments> utf16() {
    return Stream.of(
        Arguments.of("utf-16", UTF_16LE, true),
        Arguments.of("utf-16", UTF_16BE, true),
        Arguments.of("utf-16", UTF_16LE, false),
        Arguments.of("utf-16", UTF_16BE, false),
        Arguments.of("UTF-16LE", UTF_16LE, true),
        Arguments.of("UTF-16BE", UTF_16BE, false));
  }

  @ParameterizedTest
  @MethodSource("utf16")
  void utf16IsReadInBothOrdersWithAndWithoutItsMark(String name, Charset order, boolean mark) {
    String text = (mark ? "\uFEFF" : "") + "url,title\nu,Лекция 😀\n";
    try (ManifestReader reader = Csv.open(text.getBytes(order), Csv.encoding(name))) {
      assertThat(reader.dialect().charset()).isEqualTo(order);
      assertThat(reader.dialect().bom()).isEqualTo(mark);
      assertThat(reader.next().value(ListColumn.TITLE)).isEqualTo("Лекция 😀");
    }
  }

  static Stream<Arguments> wrongEncodings() {
    byte[] utf8 = "url,title\n".getBytes(UTF_8);
    byte[] utf8Mark = "\uFEFFurl,title\n".getBytes(UTF_8);
    byte[] little = "\uFEFFurl,title\n".getBytes(UTF_16LE);
    byte[] bare = "url,title\n".getBytes(UTF_16LE);
    return Stream.of(
        Arguments.of(utf8, "klingon-8", ErrorKind.USAGE, "utf-8, windows-1251"),
        Arguments.of(utf8, "no such name!", ErrorKind.USAGE, "utf-8, windows-1251"),
        Arguments.of(utf8, "utf-16", ErrorKind.INPUT, "leave out --encoding"),
        Arguments.of(utf8Mark, "windows-1251", ErrorKind.INPUT, "leave out --encoding"),
        Arguments.of(little, "windows-1251", ErrorKind.INPUT, "--encoding utf-16"),
        Arguments.of(little, "utf-8", ErrorKind.INPUT, "--encoding utf-16"),
        Arguments.of(little, "utf-16be", ErrorKind.INPUT, "--encoding utf-16"),
        Arguments.of(bare, "utf-8", ErrorKind.INPUT, "--encoding utf-16"));
  }

  @ParameterizedTest
  @MethodSource("wrongEncodings")
  void aWrongEncodingIsSaidWithTheWayOut(
      byte[] bytes, String encoding, ErrorKind kind, String hint) {
    UploaderException e = Csv.failure(bytes, Csv.encoding(encoding));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.hint()).contains(hint);
  }

  @Test
  void aByteThatWindows1251LacksIsAnErrorToo() {
    byte[] bytes = {'u', 'r', 'l', '\n', 'u', (byte) 0x98, '\n'};
    assertThat(Csv.failure(bytes, Csv.encoding("windows-1251")))
        .hasMessage("videos.csv, line 2: byte 0x98 is not windows-1251 text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "\"", "\n", "x", "7"})
  void whatCannotSeparateIsAUsageError(String text) {
    assertThatThrownBy(() -> ManifestOptions.parseDelimiter(text))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE));
  }

  private static CsvDialect dialect(String text) {
    try (ManifestReader reader = Csv.open(text)) {
      return reader.dialect();
    }
  }
}
