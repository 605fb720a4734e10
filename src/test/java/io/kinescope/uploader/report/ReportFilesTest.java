package io.kinescope.uploader.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportFilesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12.987Z"), ZoneOffset.UTC);
  private static final Ledger LEDGER = Ledgers.inMemory(CLOCK);
  private static final ItemResult UPLOADED =
      Done.now(
          ItemOutcome.UPLOADED,
          new VideoRef(
              "v1", "t", "done", "https://kinescope.io/s1", "https://kinescope.io/embed/s1"),
          Transfer.NONE,
          2);

  private static final String OUR_HEADER =
      "row_status,video_id,play_link,embed_link,attempts,error_kind,error_message,request_id,updated_at";
  private static final String OUR_CELLS =
      "uploaded,v1,https://kinescope.io/s1,https://kinescope.io/embed/s1,2,,,,2026-11-22T10:11:12Z";

  @TempDir private Path folder;

  @Test
  void resultsHaveTheRowsOwnColumnsThenOurs() throws IOException {
    Path results = results("note,url,title\n\"a,b\nc\",u,=1+1\n");
    assertThat(results)
        .hasContent("note,url,title," + OUR_HEADER + "\n\"a,b\nc\",u,'=1+1," + OUR_CELLS + "\n");
  }

  @Test
  void importingAResultsFileAgainDoesNotDoubleItsColumns() throws IOException {
    Path first = results("url,title\nu,t\n");
    Path second = results(Files.readString(first));
    assertThat(second).hasSameTextualContentAs(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " / ",
      value = {
        "UTF-8 / true / ; / crlf",
        "UTF-8 / false / , / lf",
        "windows-1251 / false / ; / crlf",
        "UTF-16LE / true / \\t / crlf",
        "UTF-16BE / true / | / lf",
        "UTF-8 / true / sep=; / crlf",
      })
  void resultsAreWrittenAsTheInputIs(String charset, boolean mark, String delimiter, String end)
      throws IOException {
    boolean sep = delimiter.startsWith("sep=");
    char cut = ManifestOptions.parseDelimiter(delimiter.replace("sep=", ""));
    String newline = end.equals("crlf") ? "\r\n" : "\n";
    String head = (mark ? "\uFEFF" : "") + (sep ? delimiter + newline : "");
    String encoding = charset.startsWith("UTF-16") ? "utf-16" : charset;
    String text = "url" + cut + "title" + newline + "u" + cut + "Лекция №1: «Введение»" + newline;
    Path input = write((head + text).getBytes(Charset.forName(charset)));
    copyResults(input, encoding);
    assertThat(
            new String(
                Files.readAllBytes(CsvFiles.beside(input, CsvFiles.RESULTS)),
                Charset.forName(charset)))
        .isEqualTo(
            head
                + ("url,title," + OUR_HEADER).replace(',', cut)
                + newline
                + ("u,Лекция №1: «Введение»," + OUR_CELLS).replace(',', cut)
                + newline);
  }

  @Test
  void whatTheEncodingLacksBecomesAQuestionMarkInOurOwnCellsOnly() throws IOException {
    Path input = write("url;title\nu;Ж\n".getBytes(Charset.forName("windows-1251")));
    failAll(input, "windows-1251", "нет 😀!");
    assertThat(
            Files.readString(
                CsvFiles.beside(input, CsvFiles.FAILED), Charset.forName("windows-1251")))
        .isEqualTo("url;title;error_kind;error_message\nu;Ж;input;нет ?!\n");
  }

  @Test
  void theFailedFileCanBeImportedAsItIs() throws IOException {
    Path input = write("url,title,note\nu,t,'=x\nv,\"a\nb\",-5\n".getBytes(UTF_8));
    Path failed = failAll(input);
    assertThat(failed)
        .hasContent(
            """
            url,title,note,error_kind,error_message
            u,t,'=x,input,why
            v,"a
            b",'-5,input,why
            """);
    Path again = failAll(failed);
    assertThat(again).hasSameTextualContentAs(failed);
    assertThat(rows(failed).get(1).cells()).startsWith("v", "a\nb", "-5");
  }

  @Test
  void aRowThatWasBrokenIsStillInvalidInTheFailedFile() throws IOException {
    Path input =
        write("url,title,note\nu,Hello, world,n\nv,\"a\"b\nw, \"c\"\nx,ok\n".getBytes(UTF_8));
    Path failed = failAll(failAll(input));
    List<ManifestRow> rows = rows(failed);
    assertThat(rows.subList(0, 3)).extracting(ManifestRow::error).doesNotContainNull();
    assertThat(rows.get(0).cells()).containsExactly("u", "Hello", " world", "input", "why", "n");
    assertThat(rows.get(3).error()).isNull();
  }

  @Test
  void withoutAFailedRowAnOlderFailedFileGoes() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    Path failed = Files.writeString(CsvFiles.beside(input, CsvFiles.FAILED), "old");
    try (ManifestReader reader = open(input, null)) {
      try (ListReports stopped = reports(null, failed, reader)) {
        assertThat(stopped.failed()).isNull();
      }
      assertThat(failed).as("closed without finish").hasContent("old");
      try (ListReports reports = reports(null, failed, reader)) {
        reports.ended(0, entry(reader.next()), UPLOADED);
        reports.finish();
        assertThat(reports.failed()).isNull();
      }
    }
    assertThat(failed).doesNotExist();
  }

  @Test
  void nothingIsSeenBeforeTheCommitAndNothingIsLeftAfterAnAbort() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    Path target = Files.writeString(CsvFiles.beside(input, CsvFiles.RESULTS), "old");
    try (ManifestReader reader = open(input, null);
        ListReports reports = reports(target, null, reader)) {
      reports.ended(0, entry(reader.next()), UPLOADED);
      assertThat(target).hasContent("old");
      assertThat(names()).hasSize(3).anyMatch(n -> n.startsWith(".in.csv.results.csv.tmp-"));
    }
    assertThat(target).hasContent("old");
    assertThat(names()).containsExactly("in.csv", "in.csv.results.csv");
  }

  @Test
  void leftoversOfKilledRunsAreRemovedButNotThoseOfLivingOnes() throws IOException {
    long living = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
    Files.createFile(folder.resolve(".in.csv.results.csv.tmp-" + Integer.MAX_VALUE));
    Path kept = Files.createFile(folder.resolve(".in.csv.results.csv.tmp-" + living));
    Path foreign = Files.createFile(folder.resolve(".in.csv.results.csv.tmp-mine"));
    results("url\nu\n");
    assertThat(names())
        .containsExactlyInAnyOrder(
            String.valueOf(kept.getFileName()),
            String.valueOf(foreign.getFileName()),
            "in.csv",
            "in.csv.results.csv");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links and /dev/null are POSIX")
  void aLinkStaysALinkAndADeviceIsWrittenDirectly() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    Path real = Files.writeString(folder.resolve("real.csv"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
    copyResults(input, null, link);
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(real)).startsWith("url,row_status");
    Path device = Path.of("/dev/null");
    copyResults(input, null, device);
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aFolderThatIsNotThereIsALocalErrorThatNamesTheFile() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    for (Path bad : List.of(folder.resolve("none/r.csv"), folder)) {
      assertThatThrownBy(() -> copyResults(input, null, bad))
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
          .hasMessageContaining(bad.toString());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsALocalErrorThatNamesTheFile() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    assertThatThrownBy(() -> copyResults(input, null, Path.of("/dev/full")))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
        .hasMessage("could not write /dev/full: the disk is full")
        .extracting(e -> ((UploaderException) e).hint())
        .isEqualTo("make room, then run the same command again");
  }

  @Test
  void aMissingFolderIsNamedWithoutTheNameOfAClassOrOfATemporaryFile() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    Path bad = folder.resolve("nodir/x.csv");
    assertThatThrownBy(() -> copyResults(input, null, bad))
        .hasMessage(
            "could not write " + bad + ": the folder " + bad.getParent() + " does not exist")
        .extracting(e -> ((UploaderException) e).hint())
        .isEqualTo("name another place with --results/--failed, or none");
    try (ManifestReader reader = open(input, null)) {
      assertThatThrownBy(() -> reports(null, bad, reader))
          .hasMessage(
              "could not write " + bad + ": the folder " + bad.getParent() + " does not exist");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void theSameFileByALinkIsTheSame() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    Path link = Files.createSymbolicLink(folder.resolve("res.csv"), input);
    Path place = Files.createSymbolicLink(folder.resolve("place"), folder);
    Path missing = folder.resolve("new.csv");
    Path ahead = Files.createSymbolicLink(folder.resolve("ahead.csv"), Path.of("new.csv"));
    Path round = Files.createSymbolicLink(folder.resolve("round.csv"), Path.of("round.csv"));
    for (List<Path> same :
        List.of(
            List.of(input, link),
            List.of(link, input),
            List.of(input, place.resolve("in.csv")),
            List.of(missing, place.resolve("new.csv")),
            List.of(missing, ahead))) {
      assertThatThrownBy(() -> CsvFiles.requireDifferent(same))
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining(same.get(1).toString());
    }
    CsvFiles.requireDifferent(List.of(input, missing, round, place.resolve("other.csv")));
  }

  @Test
  void ourOwnTextIsEscapedToo() throws IOException {
    Path input = write("url\nu\n".getBytes(UTF_8));
    failAll(input, null, "=HYPERLINK(\"http://evil\")");
    assertThat(Files.readString(CsvFiles.beside(input, CsvFiles.FAILED)))
        .endsWith("u,input,\"'=HYPERLINK(\"\"http://evil\"\")\"\n");
  }

  @Test
  void theFilesOfAnInputLieBesideItAndMayNotBeTheSame() {
    Path input = Path.of("dir/videos.csv");
    assertThat(CsvFiles.beside(input, CsvFiles.RESULTS))
        .isEqualTo(Path.of("dir/videos.csv.results.csv"));
    assertThat(CsvFiles.beside(input, CsvFiles.FAILED))
        .isEqualTo(Path.of("dir/videos.csv.failed.csv"));
    assertThat(CsvFiles.beside(input, CsvFiles.LEDGER))
        .isEqualTo(Path.of("dir/videos.csv.ledger.db"));
    CsvFiles.requireDifferent(
        List.of(
            input,
            CsvFiles.beside(input, CsvFiles.RESULTS),
            CsvFiles.beside(input, CsvFiles.FAILED)));
    assertThatThrownBy(
            () -> CsvFiles.requireDifferent(List.of(input, Path.of("dir/./x/../videos.csv"))))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE));
  }

  private List<ManifestRow> rows(Path file) {
    List<ManifestRow> rows = new ArrayList<>();
    try (ManifestReader reader = open(file, null)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  private Path failAll(Path input) {
    return failAll(input, null, "why");
  }

  private Path failAll(Path input, @Nullable String encoding, String why) {
    Path path = CsvFiles.beside(input, CsvFiles.FAILED);
    report(input, encoding, null, path, NotDone.invalid(why));
    return path;
  }

  private Path results(String csv) throws IOException {
    return copyResults(write(csv.getBytes(StandardCharsets.UTF_8)), null);
  }

  private Path copyResults(Path input, @Nullable String encoding) {
    return copyResults(input, encoding, CsvFiles.beside(input, CsvFiles.RESULTS));
  }

  private Path copyResults(Path input, @Nullable String encoding, Path target) {
    report(input, encoding, target, null, UPLOADED);
    return target;
  }

  /** Reports all rows of the input, which all end alike. */
  private static void report(
      Path input,
      @Nullable String encoding,
      @Nullable Path results,
      @Nullable Path failed,
      ItemResult each) {
    try (ManifestReader reader = open(input, encoding);
        ListReports reports = reports(results, failed, reader)) {
      for (long number = 0; reader.hasNext(); number++) {
        reports.ended(number, entry(reader.next()), each);
      }
      reports.finish();
      if (reports.trouble() != null) {
        throw reports.trouble();
      }
      assertThat(reports.results()).isEqualTo(results);
      assertThat(reports.failed()).isEqualTo(failed);
    }
  }

  private static ListReports reports(
      @Nullable Path results, @Nullable Path failed, ManifestReader reader) {
    return new ListReports(results, failed, reader.dialect(), reader.header(), LEDGER, CLOCK);
  }

  private static ItemError entry(ManifestRow row) {
    return new ItemError(row, "");
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("in.csv"), bytes);
  }

  private static ManifestReader open(Path input, @Nullable String encoding) {
    return ManifestReader.open(
        new Input(input, input.toString(), Path.of("/")),
        new ManifestOptions(null, encoding, Map.of(), UrlIdentity.USUAL));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }
}
