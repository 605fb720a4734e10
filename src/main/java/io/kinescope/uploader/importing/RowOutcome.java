package io.kinescope.uploader.importing;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.upload.UploadResult;
import org.jspecify.annotations.Nullable;

/**
 * How a row ended.
 *
 * @param attempts create calls for this row, over all runs
 * @param error why, for failed and invalid rows
 * @param bytesSent bytes that went out for it in this run
 * @param bytesResumed bytes that the server already had
 */
public record RowOutcome(
    RowState state,
    @Nullable String videoId,
    @Nullable String playLink,
    @Nullable String embedLink,
    int attempts,
    @Nullable RowFailure error,
    long bytesSent,
    long bytesResumed) {

  /** Why a row is not done. */
  public record RowFailure(
      ErrorKind kind, String message, @Nullable Integer code, @Nullable String requestId) {
    static RowFailure of(UploaderException e) {
      String hint = e.hint() == null ? "" : "; " + e.hint();
      return new RowFailure(e.kind(), e.getMessage() + hint, e.code(), e.requestId());
    }
  }

  static RowOutcome uploaded(UploadResult result, int attempts) {
    return new RowOutcome(
        RowState.UPLOADED,
        result.videoId(),
        result.playLink(),
        result.embedLink(),
        attempts,
        null,
        result.bytesSent(),
        result.bytesResumed());
  }

  static RowOutcome failed(UploaderException e, int attempts) {
    return without(RowState.FAILED, attempts, RowFailure.of(e));
  }

  /** A row that was not sent because of what it says. */
  public static RowOutcome invalid(String message) {
    return without(RowState.INVALID, 0, new RowFailure(ErrorKind.INPUT, message, null, null));
  }

  static RowOutcome deferred() {
    return without(RowState.DEFERRED, 0, null);
  }

  private static RowOutcome without(RowState state, int attempts, @Nullable RowFailure error) {
    return new RowOutcome(state, null, null, null, attempts, error, 0, 0);
  }
}
