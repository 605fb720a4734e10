package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.UrlIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as LibreOffice and Excel write them; {@code csv/README.md} says how each was made. */
class SpreadsheetFilesTest {
  private static final String TITLE = "Лекция №1: «Введение», часть 2";

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ",
      value = {
        "libreoffice-utf8-comma-minimal.csv - , UTF-8 false LF false",
        "libreoffice-utf8-semicolon-quoted.csv - ; UTF-8 false LF false",
        "libreoffice-utf8-tab.csv - tab UTF-8 false LF false",
        "libreoffice-utf8-pipe.csv - | UTF-8 false LF false",
        "libreoffice-utf16-semicolon.csv utf-16 ; UTF-16LE true LF false",
        "libreoffice-windows-1251-semicolon.csv windows-1251 ; windows-1251 false LF false",
        "excel-csv-utf8-semicolon.csv - ; UTF-8 true CRLF false",
        "excel-csv-utf8-comma.csv utf-8 , UTF-8 true CRLF false",
        "excel-windows-1251-semicolon.csv cp1251 ; windows-1251 false CRLF false",
        "excel-unicode-text-tab.csv UTF-16LE tab UTF-16LE true CRLF false",
        "excel-sep-line-pipe.csv - | UTF-8 true CRLF true",
      })
  void theTitlesComeOutAsTheyWereTyped(
      String file,
      String encoding,
      String delimiter,
      String charset,
      boolean bom,
      String lines,
      boolean sep) {
    List<ManifestRow> rows = new ArrayList<>();
    try (ManifestReader reader = open(file, encoding.equals("-") ? null : encoding)) {
      assertThat(reader.dialect())
          .isEqualTo(
              new CsvDialect(
                  ManifestOptions.parseDelimiter(delimiter),
                  Charset.forName(charset),
                  bom,
                  lines.equals("CRLF") ? "\r\n" : "\n",
                  sep));
      reader.forEachRemaining(entry -> rows.add(entry));
    }
    boolean emoji = charset.startsWith("UTF");
    assertThat(rows)
        .extracting(row -> row.value(ListColumn.TITLE))
        .containsExactly(
            emoji ? TITLE + " 😀" : TITLE,
            "Запятая, точка; с запятой",
            "Кавычки \"внутри\" текста",
            "Две строки",
            "-5 градусов");
    assertThat(rows.get(3).cells().get(3)).isEqualTo("первая строка\nвторая, \"строка\"");
    assertThat(rows.get(4).cells().get(3)).isEqualTo("=1+1");
    int header = sep ? 2 : 1;
    assertThat(rows)
        .extracting(ManifestRow::line)
        .containsExactly(header + 1L, header + 2L, header + 3L, header + 4L, header + 6L);
  }

  @ParameterizedTest
  @CsvSource({
    "excel-windows-1251-semicolon.csv, 2, --encoding windows-1251",
    "libreoffice-windows-1251-semicolon.csv, 2, --encoding windows-1251",
    "excel-unicode-text-tab.csv, 1, --encoding utf-16",
    "libreoffice-utf16-semicolon.csv, 1, --encoding utf-16"
  })
  void withoutItsEncodingTheErrorNamesTheLineAndTheWayOut(String file, int line, String hint) {
    assertThatThrownBy(
            () -> {
              try (ManifestReader reader = open(file, null)) {
                reader.forEachRemaining(entry -> assertThat(entry).isNotNull());
              }
            })
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
              assertThat(e.getMessage()).contains(file + ", line " + line + ":");
              assertThat(e.hint()).contains(hint);
            });
  }

  @Test
  void aCompressedListIsSaidToBeThat() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("url,title\nhttps://e.com,T\n".getBytes(StandardCharsets.UTF_8));
    }

    UploaderException e = Csv.failure(packed.toByteArray(), Csv.DEFAULT);

    assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
    assertThat(e).hasMessage("videos.csv is compressed with gzip");
    assertThat(e.hint()).isEqualTo("unpack it first: gunzip videos.csv");
  }

  @Test
  void threeThousandRowsFromARussianExcelAreReadWithTheirLines() {
    StringBuilder csv = new StringBuilder("Ссылка;Название;Номер\r\n");
    for (int i = 1; i <= 3_000; i++) {
      csv.append("https://example.com/").append(i).append(".mp4;\"Урок №").append(i);
      csv.append("; часть\"\"а\"\"\";").append(i).append("\r\n");
    }
    ManifestOptions options =
        new ManifestOptions(
            null,
            "windows-1251",
            ManifestOptions.parseMap(List.of("url=ссылка,title=НАЗВАНИЕ", "id=Номер")),
            UrlIdentity.USUAL);
    List<ManifestRow> rows =
        Csv.read(csv.toString().getBytes(Charset.forName("windows-1251")), options);
    assertThat(rows).hasSize(3_000);
    ManifestRow last = rows.get(2_999);
    assertThat(last.value(ListColumn.TITLE)).isEqualTo("Урок №3000; часть\"а\"");
    assertThat(last.line()).isEqualTo(3_001);
    assertThat(last.key("p")).isEqualTo("id:3000");
  }

  private static ManifestReader open(String file, @Nullable String encoding) {
    return ManifestReader.open(
        Csv.input(fixture(file)), new ManifestOptions(null, encoding, Map.of(), UrlIdentity.USUAL));
  }

  private static Path fixture(String file) {
    URL url = Objects.requireNonNull(SpreadsheetFilesTest.class.getResource("/csv/" + file));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
