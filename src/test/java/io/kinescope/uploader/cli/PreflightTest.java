package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a list before anything is sent. */
class PreflightTest {
  private static final String GOOGLE =
      "https://drive.usercontent.google.com/download?export=download&confirm=t&id=";
  private static final String BUTTON = "use the address that its download button leads to";

  @TempDir private Path folder;

  private Cli.Run checked(String csv) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = lab.run(lab.csv(csv), "--dry-run");
      assertThat(lab.sandbox.state().totalRequests()).isZero();
      return run;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://drive.google.com/file/d/1AbC_d-9/view?usp=sharing, use " + GOOGLE + "1AbC_d-9",
    "https://drive.google.com/open?id=1AbC, use " + GOOGLE + "1AbC",
    "https://drive.google.com/drive/folders/1AbC, " + BUTTON,
    "https://www.dropbox.com/s/x1/a.mp4?dl=0, use https://www.dropbox.com/s/x1/a.mp4?dl=1",
    "https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=k&dl=0,"
        + " use https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=k&dl=1",
    "https://dropbox.com/s/x1/a.mp4, use https://dropbox.com/s/x1/a.mp4?dl=1",
    "https://onedrive.live.com/redir?resid=A!1, use https://onedrive.live.com/download?resid=A!1",
    "https://acme.sharepoint.com/:v:/g/x?e=1, use https://acme.sharepoint.com/:v:/g/x?e=1&download=1",
    "https://1drv.ms/v/s!A, " + BUTTON,
    "https://disk.yandex.ru/i/abc, " + BUTTON,
    "https://yadi.sk/i/abc, " + BUTTON,
    "https://cloud.mail.ru/public/a/b, " + BUTTON,
    "https://vimeo.com/12345, " + BUTTON,
    "https://www.youtube.com/playlist?list=1, " + BUTTON
  })
  void aPageForPeopleIsAWarningWithTheDirectForm(String url, String advice) {
    Cli.Run run = checked("url,title\n" + url + ",One\n");

    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("videos.csv, line 2: url is a web page, not the file itself; " + advice);
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run alone = lab.cli().run("upload", "url", url, "--title", "One");
      assertThat(alone.err()).contains("the URL is a web page").contains(advice);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.dropbox.com/s/x1/a.mp4?dl=1",
        "https://dl.dropboxusercontent.com/s/x1/a.mp4",
        "https://drive.google.com/uc?export=download&id=1AbC",
        GOOGLE + "1AbC",
        "https://onedrive.live.com/download?resid=A!1",
        "https://acme.sharepoint.com/x/a.mp4?download=1",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ",
        "https://example.com/drive.google.com/view"
      })
  void aDirectLinkIsNone(String url) {
    assertThat(checked("url,title\n" + url + ",One\n").err()).doesNotContain("web page");
  }

  @Test
  void manySuchLinksAreToldInTenLinesAndASum() {
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 0; i < 25; i++) {
      csv.append("https://yadi.sk/i/").append(i).append(",T").append(i).append('\n');
    }
    Cli.Run run = checked(csv.toString());

    assertThat(run.err().lines().filter(line -> line.contains("is a web page"))).hasSize(10);
    assertThat(run.err()).contains("15 more rows have this kind of problem");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#####",
        "#ССЫЛКА!",
        "#Н/Д",
        "#ЗНАЧ!"
      })
  void aSpreadsheetsErrorIsNoTitleIdOrSource(String error) {
    String good = "https://example.com/1.mp4,One,1,\n";
    for (String row :
        new String[] {
          error + ",Two,2,", "https://example.com/2.mp4," + error + ",2,",
          "https://example.com/2.mp4,Two," + error + ",", ",Two,2," + error
        }) {
      Cli.Run run = checked("url,title,id,file\n" + good + row + "\n");

      assertThat(run.exit()).isEqualTo(7);
      assertThat(run.err())
          .contains("line 3: ")
          .contains(" is " + error + ", a spreadsheet error: correct the cell there")
          .doesNotContain("CSV has no comments", "does not exist", "absolute");
    }
    assertThat(checked("url,title\nhttps://example.com/2.mp4,What " + error + " means\n").exit())
        .isZero();
  }

  @Test
  void anIdThatTheSpreadsheetShortenedIsTold() {
    Cli.Run run =
        checked(
            """
            url,title,id
            https://example.com/1.mp4,One,1.23457E+17
            https://example.com/2.mp4,Two,"1,2E+5"
            https://example.com/3.mp4,Three,E+5
            """);

    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("line 2: id '1.23457E+17' was shortened by the spreadsheet: format the column")
        .contains("line 3: id '1,2E+5'")
        .doesNotContain("line 4");
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4,        did you mean FOLDER/A.MP4?",
    "Lecures/x.mp4, did you mean FOLDER/Lectures?",
    "~/a.mp4,      write the full path of your home folder: only a shell",
    "file:///v/a.mp4, 'write a path, not a URL: /v/a.mp4'",
    "v\\a.mp4,     use / to separate folders on this system"
  })
  void aMissingFileTellsWhatMayHaveBeenMeant(String name, String advice) throws Exception {
    Cli.file(folder, "A.MP4", 10);
    Files.createDirectory(folder.resolve("Lectures"));

    Cli.Run run = checked("file\n" + name + "\n");

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).contains("file does not exist: ");
    assertThat(run.err()).contains(advice.replace("FOLDER", folder.toString()));
  }

  @Test
  void aMissingFileOfTheCommandLineDoesSoToo() {
    Cli.file(folder, "A.MP4", 10);
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = lab.cli().run("upload", "file", folder.resolve("a.mp4"));
      assertThat(run.exit()).isEqualTo(7);
      assertThat(run.err()).contains("does not exist; did you mean " + folder.resolve("A.MP4"));
      assertThat(lab.cli().run("upload", "file", "file:///v/a.mp4").err())
          .contains("write a path, not a URL: /v/a.mp4");
    }
  }

  @Test
  void columnsInMessagesEndAfterTen() {
    Cli.Run run = checked("a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,a11,a12\n1,2,3,4,5,6,7,8,9,10,11,12\n");

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).contains("'a10' and 2 more").doesNotContain("a11");
  }
}
