package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestHeader;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The results file: every row's own columns and what became of it, in the order of the calls.
 * Nothing is to be seen under its name before {@link #commit()}. Not for several threads.
 *
 * <p>All methods throw {@link UploaderException} of kind LOCAL_IO that names the file.
 */
public final class ResultsFile implements AutoCloseable {
  private final CsvOut out;
  private long second;
  private String secondText = Instant.EPOCH.toString();
  private boolean ended;

  private ResultsFile(CsvOut out) {
    this.out = out;
  }

  /** Begins to write, as the input is written. */
  public static ResultsFile create(Path path, CsvDialect dialect, ManifestHeader header) {
    return new ResultsFile(new CsvOut(path, dialect, header, RowResult.COLUMNS));
  }

  /** Adds one row. */
  public void append(ManifestEntry entry, RowResult result) {
    Instant at = result.updatedAt();
    out.write(entry.cells(), result.cells(at == null ? "" : text(at)));
  }

  /** Many thousand rows that are only skipped share a second, and to format it is dear. */
  private String text(Instant at) {
    if (at.getEpochSecond() != second) {
      second = at.getEpochSecond();
      secondText = Instant.ofEpochSecond(second).toString();
    }
    return secondText;
  }

  /** Puts the file in its place, over an older one. */
  public void commit() {
    ended = true;
    out.commit();
  }

  /** Forgets what was written since, unless it was committed: an older file stays. */
  @Override
  public void close() {
    if (!ended) {
      ended = true;
      out.abort();
    }
  }
}
