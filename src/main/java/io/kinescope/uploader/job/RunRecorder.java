package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.ReorderBuffer;
import io.kinescope.uploader.job.RowOutcome.RowFailure;
import io.kinescope.uploader.report.FailedFile;
import io.kinescope.uploader.report.ResultsFile;
import io.kinescope.uploader.report.RowResult;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestReader;
import java.time.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sums of a run and writes its reports, in the order of the input. Safe for many threads.
 */
final class RunRecorder implements AutoCloseable {
  /** Finished rows that may wait for a slow one before them; some MiB at worst. */
  private static final int MAX_WAITING = 10_000;

  private final ImportSettings settings;
  private final RowListener listener;
  private final ProgressBoard board;
  private final Clock clock;
  private final @Nullable ResultsFile results;
  private final @Nullable FailedFile failed;
  private final ReorderBuffer<Ended> inOrder = new ReorderBuffer<>(MAX_WAITING, this::write);
  private final Map<RowState, Long> counts = new EnumMap<>(RowState.class);
  private final Set<ErrorKind> kinds = EnumSet.noneOf(ErrorKind.class);
  private long bytesSent;
  private long bytesResumed;
  private @Nullable UploaderException reportTrouble;

  private record Ended(ManifestEntry entry, RowOutcome outcome, RowResult result) {}

  RunRecorder(
      ImportSettings settings,
      ManifestReader reader,
      RowListener listener,
      ProgressBoard board,
      Clock clock) {
    this.settings = settings;
    this.listener = listener;
    this.board = board;
    this.clock = clock;
    // The one that only looks goes first: nothing has to be taken back if it refuses.
    this.failed =
        settings.failed() == null
            ? null
            : new FailedFile(settings.failed(), reader.dialect(), reader.header());
    this.results =
        settings.results() == null
            ? null
            : ResultsFile.create(settings.results(), reader.dialect(), reader.header());
    for (RowState state : RowState.values()) {
      counts.put(state, 0L);
    }
  }

  /**
   * Takes note of a row's end. When the reports can't be written, the sums go on nevertheless.
   *
   * @param number of the row, from 0
   * @throws UploaderException of kind LOCAL_IO, once, when the reports can't be written
   */
  synchronized void ended(long number, ManifestEntry entry, RowOutcome outcome) {
    counts.merge(outcome.state(), 1L, Long::sum);
    RowFailure error = outcome.error();
    if (outcome.state() == RowState.FAILED && error != null) {
      kinds.add(error.kind());
    }
    moved(outcome.bytesSent(), outcome.bytesResumed());
    board.count(ItemOutcome.valueOf(outcome.state().name()));
    listener.ended(entry, outcome);
    if (reportTrouble == null) {
      reporting(() -> inOrder.put(number, new Ended(entry, outcome, result(outcome, error))));
      if (reportTrouble != null) {
        throw reportTrouble;
      }
    }
  }

  /** Adds bytes to the sums: of a row that ends, or that will end without them. */
  synchronized void moved(long sent, long resumed) {
    bytesSent += sent;
    bytesResumed += resumed;
  }

  private void reporting(Runnable writing) {
    try {
      writing.run();
    } catch (UploaderException e) {
      note(e);
    }
  }

  private void note(UploaderException e) {
    reportTrouble = reportTrouble == null ? e : reportTrouble;
  }

  /** How many rows have ended. */
  synchronized long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private RowResult result(RowOutcome outcome, @Nullable RowFailure error) {
    return new RowResult(
        outcome.status(),
        outcome.videoId(),
        outcome.playLink(),
        outcome.embedLink(),
        outcome.attempts(),
        error == null ? null : error.kind().id(),
        error == null ? null : error.message(),
        error == null ? null : error.requestId(),
        clock.instant());
  }

  private void write(Ended ended) {
    if (results != null) {
      results.append(ended.entry(), ended.result());
    }
    RowFailure error = ended.outcome().error();
    if (failed != null && error != null) {
      failed.append(ended.entry(), error.kind().id(), error.message());
    }
  }

  /**
   * Puts the reports in their places and sums up. A report that can't be written is a reason for
   * the exit code and not for silence: the sums are all that tells what became of the run.
   */
  synchronized ImportSummary finish(AbortPolicy.@Nullable Stop stop) {
    if (reportTrouble == null) {
      reporting(inOrder::flush);
    }
    boolean whole = reportTrouble == null;
    boolean resultsThere = whole && commitResults();
    boolean anyFailed = whole && commitFailed();
    if (reportTrouble != null) {
      kinds.add(reportTrouble.kind());
    }
    return new ImportSummary(
        Map.copyOf(counts),
        Set.copyOf(kinds),
        bytesSent,
        bytesResumed,
        stop == null ? null : stop.message(),
        stop == null ? null : stop.kind(),
        reportTrouble,
        resultsThere ? settings.results() : null,
        anyFailed ? settings.failed() : null);
  }

  private boolean commitResults() {
    if (results == null) {
      return false;
    }
    try {
      results.commit();
      return true;
    } catch (UploaderException e) {
      note(e);
      return false;
    }
  }

  private boolean commitFailed() {
    if (failed == null) {
      return false;
    }
    try {
      return failed.commit();
    } catch (UploaderException e) {
      note(e);
      return false;
    }
  }

  @Override
  public synchronized void close() {
    if (results != null) {
      results.close();
    }
    if (failed != null) {
      failed.close();
    }
  }
}
