package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.concurrent.ReorderBuffer;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ManifestHeader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The results file (every row's own columns and what became of it) and the failed file (failed and
 * invalid rows, and why; made at the first, without any an older one is removed), in the order of
 * the list. A failed file is where people mend rows: one that is not as it was written, by the
 * digest that the ledger keeps, is copied before it goes. The first trouble ends the writing, and
 * is kept: a report that can't be written is a reason for the exit code and not for silence. Not
 * for several threads.
 */
public final class ListReports implements AutoCloseable {
  private static final List<String> FAILED_COLUMNS = List.of(CsvFiles.ERROR_KIND, "error_message");
  private static final List<String> RESULT_COLUMNS =
      List.of(
          CsvFiles.ROW_STATUS,
          CsvFiles.VIDEO_ID,
          "play_link",
          "embed_link",
          "attempts",
          CsvFiles.ERROR_KIND,
          "error_message",
          "request_id",
          "updated_at");

  /** Finished rows that may wait for a slow one before them; some MiB at worst. */
  private static final int MAX_WAITING = 10_000;

  private final @Nullable Path resultsPath;
  private final @Nullable Path failedPath;
  private final CsvDialect dialect;
  private final ManifestHeader header;
  private final Ledger ledger;
  private final Clock clock;
  private final ReorderBuffer<Ended> inOrder = new ReorderBuffer<>(MAX_WAITING, this::write);
  private final @Nullable CsvOut results;
  private @Nullable CsvOut failed;
  private @Nullable UploaderException trouble;
  private boolean finished;
  private @Nullable Path kept;
  private long second;
  private String secondText = Instant.EPOCH.toString();

  private record Ended(ManifestRow row, ItemResult result, Instant at) {}

  /**
   * Begins both; null for none. Throws LOCAL_IO if one can't be made.
   *
   * @param ledger knows the failed file that was written last
   */
  public ListReports(
      @Nullable Path resultsPath,
      @Nullable Path failedPath,
      CsvDialect dialect,
      ManifestHeader header,
      Ledger ledger,
      Clock clock) {
    this.ledger = ledger;
    this.resultsPath = resultsPath;
    this.failedPath = failedPath;
    this.dialect = dialect;
    this.header = header;
    this.clock = clock;
    // The one that only looks goes first: nothing has to be taken back if it refuses.
    if (failedPath != null) {
      AtomicFile.requirePlace(failedPath, CsvFiles.ELSEWHERE);
    }
    this.results =
        resultsPath == null ? null : new CsvOut(resultsPath, dialect, header, RESULT_COLUMNS);
  }

  /**
   * Takes note of a row's end.
   *
   * @param number of the row, from 0
   * @throws UploaderException of kind LOCAL_IO, once, when the reports can't be written
   */
  public void ended(long number, SourceEntry entry, ItemResult result) {
    if (trouble == null) {
      ManifestRow row = (ManifestRow) entry.origin();
      try {
        inOrder.put(number, new Ended(row, result, clock.instant()));
      } catch (UploaderException e) {
        trouble = e;
        throw e;
      }
    }
  }

  private void write(Ended ended) {
    ItemResult result = ended.result();
    UploaderException error = result instanceof NotDone notDone ? notDone.error() : null;
    String kind = error == null ? "" : error.kind().id();
    String message = error == null ? "" : ItemResult.message(error);
    List<String> cells = ended.row().cells();
    if (results != null) {
      VideoRef video = result.video();
      results.write(
          cells,
          List.of(
              result.status(),
              video == null ? "" : video.id(),
              video == null ? "" : text(video.playLink()),
              video == null ? "" : text(video.embedLink()),
              Integer.toString(result.attempts()),
              kind,
              message,
              error == null ? "" : text(error.requestId()),
              time(ended.at())));
    }
    if (failedPath != null && error != null && result.state() != ItemOutcome.DEFERRED) {
      if (failed == null) {
        failed = new CsvOut(failedPath, dialect, header, FAILED_COLUMNS);
      }
      failed.write(cells, List.of(kind, message));
    }
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  /** In UTC: many thousand rows that are only skipped share a second, and to format it is dear. */
  private String time(Instant at) {
    if (at.getEpochSecond() != second) {
      second = at.getEpochSecond();
      secondText = Instant.ofEpochSecond(second).toString();
    }
    return secondText;
  }

  public void finish() {
    if (trouble == null) {
      try {
        inOrder.flush();
        if (results != null) {
          results.commit();
        }
        finished = true;
        if (failedPath != null) {
          replace(failedPath, CsvFiles.WRITTEN + failedPath.getFileName());
        }
      } catch (UploaderException e) {
        trouble = e;
      }
    }
  }

  private void replace(Path path, String note) {
    String noted = ledger.noted(note).orElse("");
    if (!CsvFiles.digest(path).map(noted::contains).orElse(true)) {
      kept = CsvFiles.keep(path);
    }
    if (failed == null) {
      AtomicFile.remove(path, CsvFiles.ELSEWHERE);
    } else { // the older one is known, too, if this is the end of the process
      String older = noted.substring(noted.lastIndexOf(' ') + 1);
      ledger.note(note, older + " " + failed.digest());
      failed.commit();
    }
  }

  /** Where an edited failed file is now; null if there was none. */
  public @Nullable Path kept() {
    return kept;
  }

  public @Nullable UploaderException trouble() {
    return trouble;
  }

  /** Where the results are; null if they were not written. */
  public @Nullable Path results() {
    return finished ? resultsPath : null;
  }

  /** Where the failed rows are; null if there were none. */
  public @Nullable Path failed() {
    return finished && trouble == null && failed != null ? failedPath : null;
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
