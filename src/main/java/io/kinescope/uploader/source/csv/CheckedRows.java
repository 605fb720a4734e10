package io.kinescope.uploader.source.csv;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first pass over the rows found, so that the second need not look at all of them again:
 * done rows, a million of them, are then only read. Holds some thousand faults (with more, the
 * second pass checks every row) and the sizes of some hundred thousand files, 2 MiB. Not for
 * several threads.
 */
final class CheckedRows {
  private static final int MAX_FAULTS = 1_000;
  static final int MAX_SIZES = 1 << 18;
  private static final int FIRST_SIZES = 1 << 10;

  private final Map<Long, String> faults = new HashMap<>();
  private boolean known = true;

  /** By row; 0 where there is no usable file. */
  private long[] sizes = new long[FIRST_SIZES];

  private long lastSize;

  /** Looks at the file of the row that is checked. */
  SourceState look(Path file) {
    return SourceState.of(file, size -> lastSize = size);
  }

  /** The size of the file of a row as it was when it was looked at; 0 if that is not known. */
  long size(long number) {
    return number < sizes.length ? sizes[(int) number] : 0;
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
  void note(long number, ManifestRow row) {
    noteSize(number, lastSize);
    lastSize = 0;
    if (row.error() != null && !row.values().isEmpty() && known) {
      faults.put(number, row.error());
      known = faults.size() <= MAX_FAULTS;
    }
  }

  /**
   * The row with the faults that were found; what is not known any more is checked now.
   *
   * @param parent the default parent: without any, the row is another than the one that was checked
   */
  ManifestRow again(long number, ManifestRow row, @Nullable String parent, RowRules rules) {
    if (row.error() == null && known && row.key(parent) != null) {
      String fault = faults.get(number);
      return fault == null ? row : row.wrong(fault);
    }
    return rules.check(row);
  }

  /** A row that is going to be sent: it is checked once more, since the file may have changed. */
  ManifestRow beforeSending(ManifestRow row, RowRules rules) {
    return known ? rules.check(row) : row;
  }
}
