package io.kinescope.uploader.source.csv;

import java.util.List;

/** One data row of the CSV: usable, or not. */
public sealed interface ManifestEntry permits ManifestRow, RowError {
  /** The physical line of the file where the row starts, from 1. */
  long line();

  /** The number of the data row, from 1; blank lines don't count. */
  long number();

  /**
   * The row's cells, for the results: at least as many as the header has, unescaped, otherwise as
   * they came.
   */
  List<String> cells();
}
