package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as LibreOffice and Excel write them, from the command line to the service. */
class ImportSpreadsheetsTest {
  private static final String TITLE = "Лекция №1: «Введение», часть 2";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "libreoffice-utf8-comma-minimal.csv, utf-8",
    "libreoffice-utf8-semicolon-quoted.csv, utf-8",
    "libreoffice-utf8-tab.csv, utf-8",
    "libreoffice-utf8-pipe.csv, utf-8",
    "libreoffice-utf16-semicolon.csv, utf-16",
    "libreoffice-windows-1251-semicolon.csv, windows-1251",
    "excel-csv-utf8-semicolon.csv, utf-8",
    "excel-csv-utf8-comma.csv, utf-8",
    "excel-windows-1251-semicolon.csv, windows-1251",
    "excel-unicode-text-tab.csv, utf-16",
    "excel-sep-line-pipe.csv, utf-8",
  })
  void theRightTitlesArrive(String fixture, String encoding) throws IOException {
    Path csv = fixture(fixture);
    boolean named = !encoding.equals("utf-8");
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run =
          named
              ? lab.run(csv, "--parallel", 1, "--encoding", encoding)
              : lab.run(csv, "--parallel", 1);

      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(lab.titles())
          .containsExactly(
              encoding.startsWith("utf") ? TITLE + " 😀" : TITLE,
              "Запятая, точка; с запятой",
              "Кавычки \"внутри\" текста",
              "Две строки",
              "-5 градусов");
      assertThat(lab.sandbox.state().videos())
          .extracting(video -> video.draft().sourceUrl())
          .containsExactlyElementsOf(
              ImportLab.numbered("https://example.com/", 1, 5).stream()
                  .map(url -> url + ".mp4")
                  .toList());
    }
    byte[] results = Files.readAllBytes(folder.resolve(fixture + ".results.csv"));
    String text = new String(results, Charset.forName(encoding));
    assertThat(text).contains("Кавычки \"\"внутри\"\" текста").contains("uploaded");
    assertThat(folder.resolve(fixture + ".failed.csv")).doesNotExist();
  }

  @Test
  void withoutItsEncodingNothingIsSentAndTheErrorSaysWhat() throws IOException {
    Path csv = fixture("excel-windows-1251-semicolon.csv");
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = lab.run(csv);
      assertThat(run.exit()).isEqualTo(7);
      assertThat(run.err()).contains("line 2").contains("--encoding windows-1251");
      assertThat(lab.sandbox.state().totalRequests()).isZero();
    }
  }

  @Test
  void columnsGoByTheNamesThatMapGives() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv =
          lab.csv("Ссылка;\"Название, полное\";Пояснение\nhttps://example.com/1.mp4;А, б;В\n");
      Cli.Run run =
          lab.run(
              csv, "--map", "url=Ссылка,title=Название, полное", "--map", "description=пояснение");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(lab.titles()).containsExactly("А, б");
      assertThat(lab.sandbox.state().videos().get(0).description()).isEqualTo("В");
    }
  }

  @Test
  void aDelimiterThatIsGivenWins() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv("url^title\nhttps://example.com/1.mp4^A, b; c\n");
      assertThat(lab.run(csv, "--delimiter", "^").exit()).isZero();
      assertThat(lab.titles()).isEqualTo(List.of("A, b; c"));
    }
  }

  @Test
  void aColumnThatLooksMisspelledIsAWarning() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv("url,title,parrent_id\nhttps://example.com/1.mp4,A,x\n");
      Cli.Run run = lab.run(csv);
      assertThat(run.exit()).isZero();
      assertThat(run.err())
          .containsOnlyOnce("warning: column 'parrent_id' is not used; did you mean 'parent_id'?");
    }
  }

  @Test
  void theGuidesTwoColumnFileWorksAsItIs() {
    try (ImportLab lab = ImportLab.in(folder)) {
      assertThat(lab.run(lab.csv(ImportLab.rows(2))).exit()).isZero();
      assertThat(lab.titles()).containsExactlyInAnyOrder("Title 1", "Title 2");
    }
  }

  private Path fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImportSpreadsheetsTest.class.getResourceAsStream("/csv/" + name))) {
      Path copy = folder.resolve(name);
      Files.copy(in, copy);
      return copy;
    }
  }
}
