package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** A results file that an import has written, read again, row by row. */
record PastResults(Path file, ManifestOptions options) {
  private static final Set<String> DONE = Set.of("uploaded", "adopted", "skipped");

  /**
   * A row, and what became of it.
   *
   * @param videoId empty if it has none
   */
  record PastRow(ManifestRow row, String status, String videoId, List<String> names) {
    /** Whether the row has its video. */
    boolean isDone() {
      return DONE.contains(status) && !videoId.isEmpty();
    }

    /** A cell of one of the file's own columns; empty if there is none. */
    String cell(String column) {
      return PastResults.cell(row, names.indexOf(column));
    }
  }

  /**
   * Reads all rows.
   *
   * @return false if it is no results file
   * @throws UploaderException if it can't be read; the rows before were handed out
   */
  boolean read(Consumer<? super PastRow> each) {
    Path folder = file.toAbsolutePath().getParent();
    Input input = new Input(file, file.toString(), folder == null ? file : folder);
    try (ManifestReader reader = ManifestReader.open(input, options)) {
      List<String> names =
          reader.header().names().stream().map(n -> n.strip().toLowerCase(Locale.ROOT)).toList();
      int status = names.indexOf(CsvFiles.ROW_STATUS);
      int video = names.indexOf(CsvFiles.VIDEO_ID);
      if (status < 0 || video < 0) {
        return false;
      }
      while (reader.hasNext()) {
        ManifestRow row = reader.next();
        each.accept(new PastRow(row, cell(row, status), cell(row, video), names));
      }
      return true;
    }
  }

  private static String cell(ManifestRow row, int index) {
    return index < 0 || index >= row.cells().size() ? "" : row.cells().get(index).strip();
  }
}
