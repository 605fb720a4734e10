package io.kinescope.uploader.source.csv;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row that can't be imported; its kind is always INPUT.
 *
 * <p>A row whose quotes are broken, or that has too many cells, keeps more cells than the header
 * has columns. The failed file writes those behind its own columns, so that the row stays invalid
 * when that file is imported again: without them a title cut at a comma would look like a good one.
 *
 * @param problems at least one
 * @param row what the cells say; null when they can't be told apart
 */
public record RowError(
    long line,
    long number,
    List<String> cells,
    List<RowProblem> problems,
    @Nullable ManifestRow row)
    implements ManifestEntry {
  public RowError {
    cells = List.copyOf(cells);
    problems = List.copyOf(problems);
  }

  /** All problems in one line, without the line number. */
  public String message() {
    return problems.stream().map(RowProblem::toString).collect(Collectors.joining("; "));
  }
}
