package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.UrlIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowRulesTest {
  private static final String HEADER =
      "url,file,title,description,subtitle,filename,parent_id,id\n";
  private static final String LONGEST = "😀".repeat(Metadata.MAX_CHARACTERS);

  static Stream<Arguments> invalidRows() {
    return Stream.of(
        bad(",,t", "neither url nor file is set"),
        bad("https://e.com,a.mp4,t", "url and file are both set; a row has one of them"),
        bad("https://e.com", "title is missing (required for url rows)"),
        bad("ftp://e.com/a,,t", "url is not an absolute http or https address: ftp://e.com/a"),
        bad("//e.com/a,,t", "url is not an absolute http or https address: //e.com/a"),
        bad("https:///a,,t", "url is not an absolute http or https address: https:///a"),
        bad("https://u@/a,,t", "url is not an absolute http or https address: https://***@/a"),
        bad("e.com/a.mp4,,t", "url is not an absolute http or https address: e.com/a.mp4"),
        bad("https://e.com/a b,,t", unfit("U+0020 at character 16", "https://e.com/a b")),
        bad("\"https://e.com/a\nb\",,t", unfit("U+000A at character 16", "https://e.com/a\nb")),
        bad("https://e.com/\u0001,,t", unfit("U+0001 at character 15", "https://e.com/\u0001")),
        bad("https://e.com/\u200Ba,,t", unfit("U+200B at character 15", "https://e.com/\u200Ba")),
        bad("https://e.com/\u200Ea,,t", unfit("U+200E at character 15", "https://e.com/\u200Ea")),
        bad("https://e\u00ADe.com,,t", unfit("U+00AD at character 10", "https://e\u00ADe.com")),
        bad("https://e.com/\uFFFD,,t", unfit("U+FFFD at character 15", "https://e.com/\uFFFD")),
        bad(
            "https://https://e.com,,t",
            "url begins twice with http:// or https://: https://https://e.com"),
        bad("https://a..b/x,,t", "url names a host or port that can't exist: https://a..b/x"),
        bad("https://.b/x,,t", "url names a host or port that can't exist: https://.b/x"),
        bad("https://b:99999/x,,t", "url names a host or port that can't exist: https://b:99999/x"),
        bad("https:\\\\b/x,,t", "url is not an absolute http or https address: https:\\\\b/x"),
        bad(
            "https://e.com,,a\uFFFDb",
            "title has a character that got lost (U+FFFD at character 2)"),
        bad(",a\uFFFD.mp4,t", "file has a character that got lost (U+FFFD at character 2)"),
        bad(
            "https://e.com,,t\u001A",
            "title has a control character (Ctrl-Z, the end mark of old DOS files, U+001A at"
                + " character 2)"),
        bad("https://e.com,," + LONGEST + "x", "title is longer than 140 characters (141)"),
        bad(
            "," + "n".repeat(141) + ".mp4",
            "title is longer than 140 characters (141); it is taken from the file's name"),
        bad(",a.mp4,,," + LONGEST + "x", "subtitle is longer than 140 characters (141)"),
        bad("https://e.com,,a\u0000b", "title has a control character (U+0000 at character 2)"),
        bad("https://e.com,,a\tb", "title has a control character (U+0009 at character 2)"),
        bad("https://e.com,,a\u0085b", "title has a control character (U+0085 at character 2)"),
        bad(",a.mp4,t,a\u007fb", "description has a control character (U+007F at character 2)"),
        bad("https://e.com,,\"a\r\nb\"", "title has a line break, which can't be part of it"),
        bad(
            "https://e.com,,t,a\u0000b",
            "description has a control character (U+0000 at character 2)"),
        bad(
            "https://e.com,,t,a\u000bb",
            "description has a control character (U+000B at character 2)"),
        bad(
            "https://e.com,,t,a\u001bb",
            "description has a control character (U+001B at character 2)"),
        bad(
            "https://e.com,,t,a\u0085b",
            "description has a control character (U+0085 at character 2)"),
        bad(",dir/ .mp4", "title is blank; it is taken from the file's name"),
        bad(",a.mp4,t,,,\"a\tb\"", "filename has a control character (U+0009 at character 2)"),
        bad("https://e.com,,t,,,,p,\"a\tb\"", "id has a control character (U+0009 at character 2)"),
        bad(
            "https://e.com,,t,,s",
            "subtitle can't be sent with a url: Kinescope takes only title and description there"),
        bad(",a.mp4,t,,,\"a\nb\"", "filename has a line break, which can't be part of it"),
        bad(",a.mp4,t,,,,p,\"a\nb\"", "id has a line break, which can't be part of it"),
        bad(
            ",a.mp4,t,,,,\"p\u0007p\"",
            "parent_id has a control character (U+0007 at character 2)"),
        bad(",missing.mp4", "file does not exist: /csv-folder/missing.mp4"),
        bad(",folder", "file is a folder: /csv-folder/folder"),
        bad(",empty.mp4", "file is empty (0 bytes): /csv-folder/empty.mp4"),
        bad(",unreadable.mp4", "file can't be read: /csv-folder/unreadable.mp4"),
        bad(",special", "file is not a regular file: /csv-folder/special"));
  }

  @ParameterizedTest
  @MethodSource("invalidRows")
  void anInvalidRowSaysWhatIsWrong(String cells, String problem) {
    String folder = Csv.FOLDER + Csv.FOLDER.getFileSystem().getSeparator();
    assertThat(problems(cells, "parent")).containsExactly(problem.replace("/csv-folder/", folder));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aWindowsPathAndAnImpossibleOneAreExplainedElsewhere() {
    assertThat(problems(",dir\\missing.mp4", "p"))
        .containsExactly(
            "file does not exist: /csv-folder/dir\\missing.mp4 (use / to separate folders"
                + " on this system)");
    assertThat(problems(",a\u0000b.mp4,t", "p"))
        .containsExactly(
            "file has a name that can't be used in the current locale or on this system: a\u0000b.mp4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://e.com,,t",
        "HTTPS://E.com:8443/a?b=c#d,,t",
        "http://user:secret@[::1]:80/a,,t",
        "https://пример.рф/видео_1.mp4?x=a|b,,t",
        "https://my_host/a,,t,a\tb,,name.mp4",
        "https://e.com,,t,\"  two\r\nlines\n\tand a tab \"",
        "https://youtu.be/abc,,\"a \"\"b\"\"; ещё\"",
        ",a.mp4",
        ",/abs/a.mp4,\"two\nlines\",\"a\tb\r\nc\",\"s\n\"",
        ",v/Лекция №1.mp4"
      })
  void aGoodRowHasNoProblems(String cells) {
    assertThat(problems(cells, "parent")).isEmpty();
  }

  @Test
  void atMost140CodePointsAreAllowedNot140Chars() {
    assertThat(problems("https://e.com,," + LONGEST, "parent")).isEmpty();
    assertThat(problems(",a.mp4," + LONGEST + ",," + LONGEST, "parent")).isEmpty();
  }

  /** What a header can't carry is sent behind the video, so it is no reason to refuse the row. */
  @Test
  void theDescriptionOfAUrlMayBeLong() {
    String description = "\"" + "Абзац\n".repeat(10_000 / 6) + "\"";
    assertThat(problems("https://e.com,,t," + description, "parent")).isEmpty();
  }

  @Test
  void theParentComesFromTheRowOrTheOption() {
    assertThat(problems("https://e.com,,t,,,,p", null)).isEmpty();
    assertThat(problems("https://e.com,,t", null))
        .containsExactly("parent_id is missing; fill it in, or use --parent ID");
  }

  @Test
  void allProblemsOfARowAreSaidAtOnce() {
    assertThat(problems("ftp://x,,,,s", null)).hasSize(4);
  }

  /** As the forecast of a ledger's row has it: made without its cells. */
  @Test
  void aRowIsJudgedByWhatItSaysAndNotByItsCells() {
    ManifestRow row =
        ManifestRow.of(
            Csv.NAME,
            2,
            2,
            List.of(),
            Map.of(
                ListColumn.URL,
                "https://e.com/a",
                ListColumn.TITLE,
                "a\nb",
                ListColumn.PARENT_ID,
                "p"),
            Csv.FOLDER,
            UrlIdentity.USUAL);
    assertThat(new RowRules(null, file -> SourceState.USABLE).problems(row))
        .containsExactly("title has a line break, which can't be part of it");
  }

  @Test
  void theStateOfAFileIsReadFromTheDisk(@TempDir Path folder) throws IOException {
    Path full = Files.writeString(folder.resolve("full"), "x");
    assertThat(SourceState.of(full)).isEqualTo(SourceState.USABLE);
    assertThat(SourceState.of(Files.createFile(folder.resolve("none"))))
        .isEqualTo(SourceState.EMPTY);
    assertThat(SourceState.of(folder)).isEqualTo(SourceState.FOLDER);
    assertThat(SourceState.of(folder.resolve("absent"))).isEqualTo(SourceState.MISSING);
    // JDK 17 says that it can't be read, JDK 25 that it is not there; both are true.
    assertThat(SourceState.of(full.resolve("below a file")))
        .isIn(SourceState.UNREADABLE, SourceState.MISSING);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no permission bits")
  void aFileThatOnlyItsOwnerMayReadIsUsable(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("own"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(SourceState.of(file)).isEqualTo(SourceState.USABLE);
  }

  private static String unfit(String what, String url) {
    return "url has a character that a URL can't have ("
        + what
        + "); remove it, or write a space as %20: "
        + url;
  }

  @Test
  void whatWasNeverMeantAsARowIsSaidToBeThat() {
    assertThat(error("# made by export\n"))
        .endsWith("; the line begins with #, but CSV has no comments: remove it");
    assertThat(error("# a,b,c,d,e,f,g,h,i\n"))
        .endsWith("; the line begins with #, but CSV has no comments: remove it");
    assertThat(error("\"https://e.com/a.mp4,,Title\"\n"))
        .endsWith("; if quotes stand around the whole line, it is one cell: remove them");
    assertThat(error("https://e.com/a.mp4,,Title\n\u001A").lines())
        .singleElement()
        .asString()
        .contains("Ctrl-Z, the end mark of old DOS files, U+001A at character 1");
    assertThat(error("#,,Title,,,,p,1\nhttps://e.com,,#5,,,,p,2\n")).doesNotContain("\n");
  }

  /** The errors of the rows that have one, one a line. */
  private static String error(String rows) {
    RowRules rules = new RowRules("parent", RowRulesTest::state);
    return Csv.read(HEADER + rows).stream()
        .map(rules::check)
        .flatMap(row -> Stream.ofNullable(row.error()))
        .collect(Collectors.joining("\n"));
  }

  private static Arguments bad(String cells, String problem) {
    return Arguments.of(cells, problem);
  }

  private static List<String> problems(String cells, @Nullable String parent) {
    return new RowRules(parent, RowRulesTest::state).problems(Csv.row(HEADER + cells + "\n"));
  }

  private static SourceState state(Path file) {
    return switch (String.valueOf(file.getFileName())) {
      case "missing.mp4", "dir\\missing.mp4" -> SourceState.MISSING;
      case "folder" -> SourceState.FOLDER;
      case "empty.mp4" -> SourceState.EMPTY;
      case "unreadable.mp4" -> SourceState.UNREADABLE;
      case "special" -> SourceState.SPECIAL;
      default -> SourceState.USABLE;
    };
  }
}
