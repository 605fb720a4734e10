package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestHeaderTest {
  @Test
  void aMapNamesTheFilesOwnColumns() {
    ManifestOptions options = Csv.map("url=Link,title=Название, полное");
    ManifestRow row = row("title;link ;Название, полное;note\nx;u;t;n\n", options);
    assertThat(row.url()).isEqualTo("u");
    assertThat(row.value(ListColumn.TITLE)).isEqualTo("t");
  }

  @Test
  void aColumnThatIsMappedAwayNoLongerServesByItsOwnName() {
    ManifestRow row = row("file,title\nhttps://e.com,t\n", Csv.map("url=file"));
    assertThat(row.url()).isEqualTo("https://e.com");
    assertThat(row.fileText()).isNull();
  }

  @Test
  void oneColumnMayServeTwice() {
    ManifestRow row = row("url,name\nu,n\n", Csv.map("title=name,filename=name"));
    assertThat(row.value(ListColumn.TITLE))
        .isEqualTo(row.value(ListColumn.FILENAME))
        .isEqualTo("n");
  }

  @Test
  void aMappedColumnThatIsNotThereNamesTheNearest() {
    UploaderException e = failure("Link,Название\n", Csv.map("url=Lnik"));
    assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
    assertThat(e).hasMessage("videos.csv, line 1: --map: there is no column 'Lnik'");
    assertThat(e.hint()).contains("'Link', 'Название'", "--map url=Link?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "urll,title => --map url=urll?",
        "Ссылка на видео,Название => --map 'url=Ссылка на видео,title=Название'?",
        "Link;Имя урока => --map 'url=Link,title=Имя урока'?",
        "it's a link,name => --map 'url=it'\\''s a link,title=name'?",
        "# made by export,x => the line begins with #, but CSV has no comments: remove it",
        "Путь,Название => --map 'file=Путь'?",
        "a,b => name one with --map",
        "a/b => --delimiter",
      })
  void withoutASourceTheColumnsAreListedWithAdvice(String header, String hint) {
    UploaderException e = failure(header + "\n", Csv.DEFAULT);
    assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
    assertThat(e).hasMessageContaining("no column 'url' or 'file'");
    assertThat(e.hint()).startsWith("columns found: '" + header.charAt(0)).contains(hint);
  }

  @Test
  void aHeaderInQuotesAsAWholeIsSaidToBeThat() {
    assertThat(failure("\"url,title\"\n\"https://e.com,T\"\n", Csv.DEFAULT).hint())
        .endsWith("the quotes around the whole line make it one cell: remove them from all lines");
  }

  @Test
  void aNameWithSpacesIsQuotedForTheShell() {
    assertThat(failure("Ссылка видео,Название\n", Csv.map("url=Ссылка видоо")).hint())
        .endsWith("did you mean --map 'url=Ссылка видео'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "url,titel => did you mean --map title=titel?",
        "url,Название видео => did you mean --map 'title=Название видео'?",
        "url,a,b => name one with --map title=COLUMN",
        "url => name one with --map title=COLUMN",
      })
  void urlsWithoutTitlesAreToldOnceWithAMapToPaste(String header, String hint) {
    try (ManifestReader reader = Csv.open(header + "\n")) {
      assertThatThrownBy(() -> reader.header().requireTitle("videos.csv"))
          .hasMessage("videos.csv: there is no column 'title', which rows with a url need")
          .isInstanceOfSatisfying(
              UploaderException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
                assertThat(e.hint()).startsWith("columns found: 'url'").endsWith(hint);
              });
    }
  }

  @Test
  void filesNeedNoTitles() {
    try (ManifestReader reader = Csv.open("url,file\n")) {
      reader.header().requireTitle("videos.csv");
    }
  }

  @Test
  void oneOfOurColumnsTwiceIsAnErrorButTheUsersMayRepeat() {
    assertThat(failure("url,Title,title\n", Csv.DEFAULT))
        .hasMessageContaining("column 'title' appears 2 times");
    assertThat(row("url,a,a,,\nu,1,2,3,4\n", Csv.DEFAULT).cells())
        .containsExactly("u", "1", "2", "3", "4");
  }

  @Test
  void misspelledColumnsAreWarnedOf() {
    try (ManifestReader reader = Csv.open("url,titel,parrent_id,uid,note,error_message\n")) {
      assertThat(reader.header().warnings())
          .containsExactly(
              "column 'titel' is not used; did you mean 'title'?",
              "column 'parrent_id' is not used; did you mean 'parent_id'?");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "url=", "titel=x", "url=a,url=b", "=x"})
  void aMapThatMakesNoSenseIsAUsageError(String map) {
    assertThatThrownBy(() -> ManifestOptions.parseMap(List.of(map)))
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
              assertThat(e).hasMessageContaining("--map");
              if (map.startsWith("titel")) {
                assertThat(e.hint()).isEqualTo("did you mean title?");
              }
            });
  }

  private static ManifestRow row(String text, ManifestOptions options) {
    return Csv.read(text.getBytes(StandardCharsets.UTF_8), options).get(0);
  }

  private static UploaderException failure(String text, ManifestOptions options) {
    return Csv.failure(text.getBytes(StandardCharsets.UTF_8), options);
  }
}
