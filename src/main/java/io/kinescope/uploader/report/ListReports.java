package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.concurrent.ReorderBuffer;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ListSource.RowOrigin;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestHeader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The results file and the failed file of an import, in the order of the list. The first trouble
 * ends the writing, and is kept: a report that can't be written is a reason for the exit code and
 * not for silence. Not for several threads.
 */
public final class ListReports implements AutoCloseable {
  /** Finished rows that may wait for a slow one before them; some MiB at worst. */
  private static final int MAX_WAITING = 10_000;

  private final @Nullable Path resultsPath;
  private final @Nullable Path failedPath;
  private final @Nullable ResultsFile results;
  private final @Nullable FailedFile failed;
  private final Clock clock;
  private final ReorderBuffer<Ended> inOrder = new ReorderBuffer<>(MAX_WAITING, this::write);
  private @Nullable UploaderException trouble;
  private boolean resultsThere;
  private boolean anyFailed;

  private record Ended(ManifestEntry row, ItemResult result, Instant at) {}

  /**
   * Begins both; null for none.
   *
   * @throws UploaderException of kind LOCAL_IO if one can't be made
   */
  public ListReports(
      @Nullable Path resultsPath,
      @Nullable Path failedPath,
      CsvDialect dialect,
      ManifestHeader header,
      Clock clock) {
    this.resultsPath = resultsPath;
    this.failedPath = failedPath;
    this.clock = clock;
    // The one that only looks goes first: nothing has to be taken back if it refuses.
    this.failed = failedPath == null ? null : new FailedFile(failedPath, dialect, header);
    this.results = resultsPath == null ? null : ResultsFile.create(resultsPath, dialect, header);
  }

  /**
   * Takes note of a row's end.
   *
   * @param number of the row, from 0
   * @throws UploaderException of kind LOCAL_IO, once, when the reports can't be written
   */
  public void ended(long number, SourceEntry entry, ItemResult result) {
    if (trouble != null) {
      return;
    }
    ManifestEntry row = ((RowOrigin) entry.origin()).row();
    reporting(() -> inOrder.put(number, new Ended(row, result, clock.instant())));
    if (trouble != null) {
      throw trouble;
    }
  }

  private void reporting(Runnable writing) {
    try {
      writing.run();
    } catch (UploaderException e) {
      trouble = trouble == null ? e : trouble;
    }
  }

  private void write(Ended ended) {
    ItemResult result = ended.result();
    UploaderException error = result instanceof NotDone notDone ? notDone.error() : null;
    VideoRef video = result.video();
    if (results != null) {
      results.append(
          ended.row(),
          new RowResult(
              ItemResult.status(result),
              video == null ? null : video.id(),
              video == null ? null : video.playLink(),
              video == null ? null : video.embedLink(),
              result.attempts(),
              error == null ? null : error.kind().id(),
              error == null ? null : ItemResult.message(error),
              error == null ? null : error.requestId(),
              ended.at()));
    }
    if (failed != null && error != null) {
      failed.append(ended.row(), error.kind().id(), ItemResult.message(error));
    }
  }

  /** Puts the reports in their places. */
  public void finish() {
    if (trouble == null) {
      reporting(inOrder::flush);
    }
    if (trouble == null && results != null) {
      reporting(results::commit);
      resultsThere = trouble == null;
    }
    if (trouble == null && failed != null) {
      reporting(() -> anyFailed = failed.commit());
    }
  }

  /** Why they could not be written, or null. */
  public @Nullable UploaderException trouble() {
    return trouble;
  }

  /** Where the results are; null if they were not written. */
  public @Nullable Path results() {
    return resultsThere ? resultsPath : null;
  }

  /** Where the failed rows are; null if there were none. */
  public @Nullable Path failed() {
    return anyFailed ? failedPath : null;
  }

  @Override
  public void close() {
    if (results != null) {
      results.close();
    }
    if (failed != null) {
      failed.close();
    }
  }
}
