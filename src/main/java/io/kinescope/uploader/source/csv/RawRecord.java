package io.kinescope.uploader.source.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as the lexer found it.
 *
 * @param line the physical line where it starts, from 1
 * @param defect what is wrong with its quoting; null when nothing is
 */
record RawRecord(long line, List<String> cells, @Nullable String defect) {
  boolean isBlank() {
    if (defect != null) {
      return false;
    }
    for (String cell : cells) {
      if (!Cells.isBlank(cell)) {
        return false;
      }
    }
    return true;
  }
}
