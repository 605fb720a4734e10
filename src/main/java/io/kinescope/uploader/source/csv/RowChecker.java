package io.kinescope.uploader.source.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All checks before sending, in the order of the file: {@link RowRules}, and no key twice. Not for
 * several threads; one for each pass over the file.
 *
 * <p>An invalid row holds its key, too: the contract says that of two rows with one key the second
 * is invalid. Otherwise repairing the first would upload the same thing again.
 */
public final class RowChecker {
  private final @Nullable String defaultParent;
  private final Function<Path, SourceState> files;
  private final DuplicateKeys keys = new DuplicateKeys();

  /**
   * @param defaultParent from {@code --parent}
   * @param files tells a file's state, such as {@code SourceState::of}
   */
  public RowChecker(@Nullable String defaultParent, Function<Path, SourceState> files) {
    this.defaultParent = defaultParent;
    this.files = files;
  }

  /** The entry itself when it may be sent, else a {@link RowError} that says why not. */
  public ManifestEntry check(ManifestEntry entry) {
    if (!(entry instanceof ManifestRow row)) {
      return entry;
    }
    List<RowProblem> problems = new ArrayList<>(RowRules.check(row, defaultParent, files));
    String key = row.key(defaultParent);
    long first = key == null ? 0 : keys.firstLine(key, row.line());
    if (first > 0) {
      problems.add(new RowProblem(row.id() != null ? ListColumn.ID : null, duplicate(row, first)));
    }
    return problems.isEmpty()
        ? row
        : new RowError(row.line(), row.number(), row.cells(), problems, row);
  }

  private static String duplicate(ManifestRow row, long first) {
    return row.id() != null
        ? "'" + row.id() + "' is already the id of the row at line " + first
        : "the same source and parent are already at line "
            + first
            + "; to make two videos of it, give the rows different ids";
  }
}
