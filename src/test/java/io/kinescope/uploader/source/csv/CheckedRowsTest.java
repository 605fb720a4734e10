package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedRowsTest {
  private static final ManifestRow ROW =
      new ManifestRow(
          "videos.csv", 2, 2, List.of("a.mp4"), Map.of(ListColumn.FILE, "a.mp4"), null, null, null);

  @TempDir private Path folder;

  private final CheckedRows checked = new CheckedRows();

  @Test
  void theSizeOfAFileIsKnownOfItsOwnRowAlone() throws Exception {
    Path file = Files.write(folder.resolve("a.mp4"), new byte[5]);
    Path empty = Files.createFile(folder.resolve("empty.mp4"));

    assertThat(checked.look(file)).isEqualTo(SourceState.USABLE);
    checked.note(0, ROW);
    checked.note(1, ROW); // a URL: nobody looked
    assertThat(checked.look(empty)).isEqualTo(SourceState.EMPTY);
    checked.note(2, ROW);

    assertThat(checked.size(0)).isEqualTo(5);
    assertThat(checked.size(1)).isZero();
    assertThat(checked.size(2)).isZero();
    assertThat(checked.size(3)).isZero();
  }

  @Test
  void sizesAreKeptOfSoManyRowsAndNoMore() throws Exception {
    Path file = Files.write(folder.resolve("a.mp4"), new byte[5]);
    long last = CheckedRows.MAX_SIZES - 1;

    for (long number : List.of(5_000L, last, last + 1)) {
      assertThat(checked.look(file)).isEqualTo(SourceState.USABLE);
      checked.note(number, ROW);
    }

    assertThat(checked.size(5_000)).isEqualTo(5);
    assertThat(checked.size(last)).isEqualTo(5);
    assertThat(checked.size(last + 1)).isZero();
  }
}
