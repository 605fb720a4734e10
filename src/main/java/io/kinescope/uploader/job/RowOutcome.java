package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Known;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.upload.UploadResult;
import org.jspecify.annotations.Nullable;

/**
 * How a row ended.
 *
 * @param attempts create calls for this row, over all runs
 * @param error why, for failed and invalid rows
 * @param bytesSent bytes that went out for it in this run
 * @param bytesResumed bytes that the server already had
 * @param metadataDiffers whether the row's title or description was edited since it was done
 * @param pending whether its video has to be waited for, or compared, as far as this run does that
 */
public record RowOutcome(
    RowState state,
    @Nullable String videoId,
    @Nullable String playLink,
    @Nullable String embedLink,
    int attempts,
    @Nullable RowFailure error,
    long bytesSent,
    long bytesResumed,
    boolean metadataDiffers,
    boolean pending) {

  /**
   * Why a row is not done.
   *
   * @param lostNow whether an answer was lost in this run: the service may be in trouble
   */
  public record RowFailure(
      ErrorKind kind,
      String message,
      @Nullable Integer code,
      @Nullable String requestId,
      boolean lostNow) {
    static RowFailure of(UploaderException e) {
      return of(e, false);
    }

    static RowFailure of(UploaderException e, boolean lostNow) {
      String hint = e.hint() == null ? "" : "; " + e.hint();
      return new RowFailure(e.kind(), e.getMessage() + hint, e.code(), e.requestId(), lostNow);
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
        result.bytesResumed(),
        false,
        true);
  }

  static RowOutcome adopted(Video video, int attempts) {
    return new RowOutcome(
        RowState.ADOPTED,
        video.id(),
        video.playLink(),
        video.embedLink(),
        attempts,
        null,
        0,
        0,
        false,
        true);
  }

  /** A row that is done already. */
  static RowOutcome skipped(Known known, boolean metadataDiffers, boolean pending) {
    return of(RowState.SKIPPED, known, metadataDiffers, pending);
  }

  /** A row that this run has done, as the ledger has it; its bytes were counted when it was. */
  static RowOutcome done(LedgerEntry entry) {
    boolean adopted = entry.state() == EntryState.ADOPTED;
    return of(adopted ? RowState.ADOPTED : RowState.UPLOADED, entry.known(), false, true);
  }

  private static RowOutcome of(
      RowState state, Known known, boolean metadataDiffers, boolean pending) {
    return new RowOutcome(
        state,
        known.videoId(),
        known.playLink(),
        known.embedLink(),
        known.attempts(),
        null,
        0,
        0,
        metadataDiffers,
        pending);
  }

  /** A row that was refused in an earlier run, and nothing has changed since. */
  static RowOutcome stays(LedgerEntry entry, Failure failure) {
    return new RowOutcome(
        RowState.FAILED,
        entry.videoId(),
        null,
        null,
        entry.attempts(),
        new RowFailure(
            failure.kind(),
            failure.message() + " (in an earlier run; --retry-failed tries again)",
            failure.code(),
            failure.requestId(),
            false),
        0,
        0,
        false,
        false);
  }

  /** The same row, after its video turned out to be no good. */
  RowOutcome nowFailed(UploaderException e) {
    return new RowOutcome(
        RowState.FAILED,
        videoId,
        playLink,
        embedLink,
        attempts,
        RowFailure.of(e),
        bytesSent,
        bytesResumed,
        false,
        false);
  }

  /** The same row, with the links that were seen later. */
  RowOutcome seen(Video video) {
    return new RowOutcome(
        state,
        videoId,
        video.playLink() == null ? playLink : video.playLink(),
        video.embedLink() == null ? embedLink : video.embedLink(),
        attempts,
        error,
        bytesSent,
        bytesResumed,
        metadataDiffers,
        pending);
  }

  /** The status in reports; {@code skipped (metadata differs)} is the contract's word. */
  public String status() {
    return metadataDiffers ? state.id() + " (metadata differs)" : state.id();
  }

  static RowOutcome failed(UploaderException e, int attempts) {
    return failed(e, attempts, null);
  }

  /** A row whose video is made but not whole. */
  static RowOutcome failed(UploaderException e, int attempts, @Nullable String videoId) {
    return new RowOutcome(
        RowState.FAILED, videoId, null, null, attempts, RowFailure.of(e), 0, 0, false, false);
  }

  /** A row whose create call this run sent, and whose fate stays unknown. */
  static RowOutcome lost(UploaderException e, int attempts) {
    return without(RowState.FAILED, attempts, RowFailure.of(e, true));
  }

  /** A row that was not sent because of what it says. */
  public static RowOutcome invalid(String message) {
    return without(
        RowState.INVALID, 0, new RowFailure(ErrorKind.INPUT, message, null, null, false));
  }

  static RowOutcome deferred() {
    return deferred(0);
  }

  static RowOutcome deferred(int attempts) {
    return without(RowState.DEFERRED, attempts, null);
  }

  private static RowOutcome without(RowState state, int attempts, @Nullable RowFailure error) {
    return new RowOutcome(state, null, null, null, attempts, error, 0, 0, false, false);
  }
}
