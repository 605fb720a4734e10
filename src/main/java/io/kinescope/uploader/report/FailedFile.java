package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestHeader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failed file: failed and invalid rows in the input's own columns, and why. It can be imported
 * as it is. It is made at the first such row; without any, an older one is removed. Not for several
 * threads.
 *
 * <p>All methods throw {@link UploaderException} of kind LOCAL_IO that names the file.
 */
public final class FailedFile implements AutoCloseable {
  private static final List<String> COLUMNS = List.of(CsvFiles.ERROR_KIND, "error_message");

  private final Path path;
  private final CsvDialect dialect;
  private final ManifestHeader header;
  private @Nullable CsvOut out;

  /** Makes nothing that stays, but refuses a place where no file could be made later. */
  public FailedFile(Path path, CsvDialect dialect, ManifestHeader header) {
    AtomicFile.requirePlace(path, CsvFiles.ELSEWHERE);
    this.path = path;
    this.dialect = dialect;
    this.header = header;
  }

  /** Adds one row. */
  public void append(ManifestEntry entry, String errorKind, String errorMessage) {
    if (out == null) {
      out = new CsvOut(path, dialect, header, COLUMNS);
    }
    out.write(entry.cells(), List.of(errorKind, errorMessage));
  }

  /**
   * Puts the file in its place, or removes an older one when no row was added.
   *
   * @return whether there is a file now
   */
  public boolean commit() {
    CsvOut written = out;
    out = null;
    if (written == null) {
      AtomicFile.remove(path, CsvFiles.ELSEWHERE);
      return false;
    }
    written.commit();
    return true;
  }

  /** Forgets what was written since, unless it was committed: an older file stays. */
  @Override
  public void close() {
    if (out != null) {
      out.abort();
      out = null;
    }
  }
}
