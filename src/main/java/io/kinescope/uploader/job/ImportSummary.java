package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a run.
 *
 * @param counts rows by state; every state is there
 * @param kinds the kinds of failure that rows ended with
 * @param stopped why the run stopped before its end, or null
 * @param stopKind the kind of that, for the exit code
 * @param reportTrouble why the reports could not be written, or null
 * @param results where the results were written, if they were
 * @param failed where the failed rows were written; null if there were none
 */
public record ImportSummary(
    Map<RowState, Long> counts,
    Set<ErrorKind> kinds,
    long bytesSent,
    long bytesResumed,
    @Nullable String stopped,
    @Nullable ErrorKind stopKind,
    @Nullable UploaderException reportTrouble,
    @Nullable Path results,
    @Nullable Path failed) {

  /** All rows. */
  public long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows in a state. */
  public long count(RowState state) {
    return counts.getOrDefault(state, 0L);
  }
}
