package io.kinescope.uploader.source.csv;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first pass over the rows found, so that the second need not look at all of them again:
 * done rows, a million of them, are then only read. Holds some thousand faults; with more, the
 * second pass checks every row. Holds the sizes of the files of some hundred thousand rows, 2 MiB;
 * at those beyond, the second pass looks again. Not for several threads.
 */
final class CheckedRows {
  private static final int MOST = 1_000;
  static final int MAX_SIZES = 1 << 18;
  private static final int FIRST_SIZES = 1 << 10;

  private final Map<Long, List<RowProblem>> faults = new HashMap<>();
  private boolean known = true;

  /** By row; 0 where there is no usable file. */
  private long[] sizes = new long[FIRST_SIZES];

  private long lastSize;

  /** Looks at the file of the row that is checked. */
  SourceState look(Path file) {
    return SourceState.of(file, size -> lastSize = size);
  }

  /** The size of the file of a row as it was when it was looked at; null if that is not known. */
  @Nullable Long size(long number) {
    long size = number < sizes.length ? sizes[(int) number] : 0;
    return size == 0 ? null : Long.valueOf(size);
  }

  private void noteSize(long number, long size) {
    if (size == 0 || number >= MAX_SIZES) {
      return;
    }
    while (number >= sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * sizes.length);
    }
    sizes[(int) number] = size;
  }

  /** Takes note of a row that was checked; rows are numbered from 0. */
  void note(long number, ManifestEntry entry) {
    noteSize(number, lastSize);
    lastSize = 0;
    if (entry instanceof RowError error && error.row() != null && known) {
      faults.put(number, error.problems());
      known = faults.size() <= MOST;
    }
  }

  /**
   * The row with the faults that were found; what is not known any more is checked now.
   *
   * @param parent the default parent: without any, the row is another than the one that was checked
   */
  ManifestEntry entry(
      long number, ManifestEntry read, @Nullable String parent, RowChecker checker) {
    if (!(read instanceof ManifestRow row)) {
      return read;
    }
    if (!known || row.key(parent) == null) {
      return checker.check(row);
    }
    List<RowProblem> problems = faults.get(number);
    return problems == null
        ? row
        : new RowError(row.line(), row.number(), row.cells(), problems, row);
  }

  /** A row that is going to be sent: it is checked once more, since the file may have changed. */
  ManifestEntry beforeSending(ManifestRow row, RowChecker checker) {
    return known ? checker.check(row) : row;
  }
}
