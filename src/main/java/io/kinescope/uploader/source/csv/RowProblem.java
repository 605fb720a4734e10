package io.kinescope.uploader.source.csv;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a row.
 *
 * @param column which cell; null when it is the row as a whole
 */
public record RowProblem(@Nullable ListColumn column, String message) {
  /** {@code title is longer than 140 characters (151)}. */
  @Override
  public String toString() {
    return column == null ? message : column.header() + " " + message;
  }
}
