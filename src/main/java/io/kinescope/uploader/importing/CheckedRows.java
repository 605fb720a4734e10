package io.kinescope.uploader.importing;

import io.kinescope.uploader.manifest.ManifestEntry;
import io.kinescope.uploader.manifest.ManifestRow;
import io.kinescope.uploader.manifest.RowChecker;
import io.kinescope.uploader.manifest.RowError;
import io.kinescope.uploader.manifest.RowProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first pass over the rows found wrong, so that the second need not look at all of them
 * again: done rows, a million of them, are then only read. Holds some thousand faults; with more,
 * the second pass checks every row. Not for several threads.
 */
final class CheckedRows {
  private static final int MOST = 1_000;

  private final Map<Long, List<RowProblem>> faults = new HashMap<>();
  private boolean known = true;

  /** Takes note of a row that was checked; rows are numbered from 0. */
  void note(long number, ManifestEntry entry) {
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
