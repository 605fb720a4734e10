package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  @Test
  void theTwoColumnFileOfTheGuideWorksAsItIs() {
    ManifestRow row = Csv.row("url,title\nhttps://e.com/1.mp4,A title with  inner spaces\n");
    assertThat(row.url()).isEqualTo("https://e.com/1.mp4");
    assertThat(row.value(ListColumn.TITLE)).isEqualTo("A title with  inner spaces");
    assertThat(row.line()).isEqualTo(2);
  }

  @Test
  void everyColumnIsFoundInAnyOrderCaseAndSpace() {
    ManifestRow row =
        Csv.row(
            """
             ID ,Parent_Id,FILENAME,subtitle,description,title,\u00a0File
            k,p,n.mp4,s,d,t,v/a.mp4
            """);
    assertThat(row)
        .isEqualTo(
            new ManifestRow(
                Csv.NAME,
                2,
                2,
                List.of("k", "p", "n.mp4", "s", "d", "t", "v/a.mp4"),
                Map.of(
                    ListColumn.FILE,
                    "v/a.mp4",
                    ListColumn.TITLE,
                    "t",
                    ListColumn.DESCRIPTION,
                    "d",
                    ListColumn.SUBTITLE,
                    "s",
                    ListColumn.FILENAME,
                    "n.mp4",
                    ListColumn.PARENT_ID,
                    "p",
                    ListColumn.ID,
                    "k"),
                Csv.FOLDER.resolve("v/a.mp4"),
                null,
                null));
  }

  @Test
  void aBlankCellIsNotSetAndSpaceAroundACellIsDropped() {
    ManifestRow row = Csv.row("url,title,id,note\n https://e.com ,\u00a0a  b\t, ,\" x \"\n");
    assertThat(row.url()).isEqualTo("https://e.com");
    assertThat(row.value(ListColumn.TITLE)).isEqualTo("a  b");
    assertThat(row.id()).isNull();
    assertThat(row.cells()).containsExactly(" https://e.com ", "\u00a0a  b\t", " ", " x ");
  }

  @Test
  void aQuotedNewlineStaysInTheCellAndCountsAsALine() {
    List<ManifestRow> rows =
        Csv.read("url,title\r\nu1,\"a\r\nb\nc\rd\"\r\n\r\nu2,t2\ru3,t3\nu4,t4");
    assertThat(rows).extracting(ManifestRow::line).containsExactly(2L, 7L, 8L, 9L);
    assertThat(rows.get(0).cells()).containsExactly("u1", "a\r\nb\nc\rd");
  }

  @Test
  void linesWithOnlyDelimitersAreSkippedAsBlankOnesAre() {
    List<ManifestRow> rows = Csv.read("\n;;\nurl;title;\n\nu;t;\n;;\n;\" \";\n\nv;t\n;;;;;\n");
    assertThat(rows).extracting(ManifestRow::line).containsExactly(5L, 9L);
    assertThat(rows.get(1).cells()).containsExactly("v", "t", "");
  }

  @Test
  void extraCellsMakeARowInvalidUnlessTheyAreBlank() {
    List<ManifestRow> rows = Csv.read("url,title\nu,Hello, world\nv,t,, \nw\n");
    assertThat(rows.get(0).error()).contains("3 cells, the header 2", "quote each cell");
    assertThat(rows.get(0).cells()).containsExactly("u", "Hello", " world");
    assertThat(rows.get(1).cells()).containsExactly("v", "t");
    assertThat(rows.get(2).cells()).containsExactly("w", "");
  }

  @Test
  void textBehindAClosingQuoteMakesOnlyThatRowInvalid() {
    List<ManifestRow> rows = Csv.read("url,title\nu,\"He said \"hi\"\"\nv,\"ok\" \n");
    assertThat(rows.get(0))
        .satisfies(
            error -> {
              assertThat(error.line()).isEqualTo(2);
              assertThat(error.error()).contains("closing quote of cell 2 (line 2)");
              assertThat(error.cells()).as("stays invalid in the failed file").hasSize(3);
            });
    assertThat(rows.get(1).value(ListColumn.TITLE)).isEqualTo("ok");
  }

  @Test
  void aSpaceBeforeAnOpeningQuoteIsSaidAndNotGuessed() {
    List<ManifestRow> rows = Csv.read("url,title,note\nu, \"A, b\"\nv, \"C\",\n");
    assertThat(rows).extracting(ManifestRow::error).doesNotContainNull();
    assertThat(rows.get(1).error()).contains("space before its opening quote");
  }

  @Test
  void aQuoteInTheMiddleOfAnUnquotedCellIsText() {
    assertThat(Csv.row("url,title\nu,Disk 5\" and \"more\"\n").value(ListColumn.TITLE))
        .isEqualTo("Disk 5\" and \"more\"");
  }

  @Test
  void anUnclosedQuoteIsReportedWhereItOpenedAndTheRowsBeforeStand() {
    try (ManifestReader reader = Csv.open("url,title\nu,t\nv,\"x\ny\",\"open\nw,t\nz,t\n")) {
      assertThat(reader.next().line()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(reader::hasNext)
            .isInstanceOf(UploaderException.class)
            .hasMessage("videos.csv, line 4: a quote opens here and is never closed");
      }
    }
  }

  @Test
  void anUndecodableByteStopsAtItsLineAndTheRowsBeforeStand() {
    byte[] bytes = "url,title\r\nu,\"a\r\nb\"\r\nv,x?\n".getBytes(StandardCharsets.US_ASCII);
    bytes[bytes.length - 2] = (byte) 0xCB;
    try (ManifestReader reader = Csv.open(bytes, Csv.DEFAULT)) {
      assertThat(reader.next().line()).isEqualTo(2);
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              UploaderException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
                assertThat(e).hasMessage("videos.csv, line 4: byte 0xCB is not UTF-8 text");
                assertThat(e.hint()).contains("--encoding windows-1251");
              });
    }
  }

  @Test
  void anUndecodableByteInTheHeaderIsAtItsLineToo() {
    byte[] bytes = "\n\nurl,?\nu,t\n".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xCB;
    assertThat(Csv.failure(bytes, Csv.DEFAULT))
        .hasMessageStartingWith("videos.csv, line 3: byte 0xCB");
  }

  @Test
  void aCharacterCutOffAtTheEndOfTheFileIsUndecodable() {
    byte[] bytes = {'u', 'r', 'l', '\n', 'u', (byte) 0xD0};
    assertThat(Csv.failure(bytes, Csv.DEFAULT)).hasMessageContaining("line 2:");
  }

  @Test
  void aQuoteThatNeverClosesDoesNotEatTheMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    InputStream head = new ByteArrayInputStream("url\nu\n\"open".getBytes(StandardCharsets.UTF_8));
    try (ManifestReader reader =
        ManifestReader.open(
            new SequenceInputStream(head, endless),
            ManifestReader.STDIN,
            Path.of("/"),
            Csv.DEFAULT)) {
      assertThat(reader.next().line()).isEqualTo(2);
      assertThatThrownBy(reader::next)
          .hasMessage(
              "<stdin>, line 3: a quote opens here and is not closed within 4,194,304 characters");
    }
  }

  @Test
  void aRecordOfDelimitersWithoutEndStopsToo() {
    assertThat(Csv.failure("url\n" + ",".repeat(CsvLexer.MAX_CELLS)))
        .hasMessage("videos.csv, line 2: the record has more than 16384 cells");
  }

  @Test
  void aRowBehindTheEndIsAProgrammingError() {
    try (ManifestReader reader = Csv.open("url\n")) {
      assertThat(reader.hasNext()).isFalse();
      assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\r\n", "\uFEFF", ";;\n", "  "})
  void aFileWithoutAHeaderIsEmpty(String text) {
    assertThat(Csv.failure(text)).hasMessage("videos.csv is empty");
  }

  @Test
  void troubleWithTheDiskIsNotTheInputsFault() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> ManifestReader.open(broken, "f.csv", Path.of("/"), Csv.DEFAULT))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
        .hasMessageContaining("f.csv");
  }

  @Test
  void aMissingFileAndAFolderAreInputErrors(@TempDir Path folder) {
    for (Path path : List.of(folder, folder.resolve("none.csv"))) {
      assertThatThrownBy(() -> ManifestReader.open(Csv.input(path), Csv.DEFAULT))
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INPUT))
          .hasMessageContaining(path.toString());
    }
  }

  @Test
  void anExcelWorkbookIsRecognised() {
    assertThat(Csv.failure(new byte[] {'P', 'K', 3, 4, 0, 0}, Csv.DEFAULT))
        .hasMessageContaining("spreadsheet");
  }

  @Test
  void cellsThatOurFilesEscapeComeBackAsTheyWere() {
    ManifestRow row = Csv.row("url,title,note\nu,'=1+1,'abc\n");
    assertThat(row.value(ListColumn.TITLE)).isEqualTo("=1+1");
    assertThat(row.cells()).containsExactly("u", "=1+1", "'abc");
  }
}
