package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.concurrent.StopSignal;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a run must not go on: what would refuse every further row, too many errors, or an
 * outage that must not burn through thousands of rows. Safe for many threads.
 */
final class AbortPolicy {
  /**
   * So many rows in a row that met only network trouble, or whose answers were lost: the service is
   * out of reach.
   */
  static final int OUTAGE_ROWS = 10;

  private final ErrorThreshold threshold;
  private final StopSignal signal;
  private long tried;
  private long failed;
  private int troubleInARow;
  private @Nullable Stop stop;

  /** Why the run stops; {@code kind} decides the exit code. */
  record Stop(ErrorKind kind, String message) {}

  AbortPolicy(ErrorThreshold threshold, StopSignal signal) {
    this.threshold = threshold;
    this.signal = signal;
  }

  /** Whether a further row may be begun. */
  synchronized boolean mayGoOn() {
    return stop == null && !signal.requested();
  }

  /** Why not, if it is not for a signal. */
  synchronized @Nullable Stop reason() {
    return stop;
  }

  /** Ends the run for a reason from outside the rows. */
  synchronized void stop(ErrorKind kind, String message) {
    if (stop == null) {
      stop = new Stop(kind, message);
    }
  }

  /**
   * Takes note of how a row that was tried ended.
   *
   * @param ownParent whether the row names its own parent: if that is missing, only this row is
   *     wrong
   */
  synchronized void ended(RowOutcome outcome, boolean ownParent) {
    if (outcome.state() == RowState.UPLOADED || outcome.state() == RowState.ADOPTED) {
      tried++;
      troubleInARow = 0;
      return;
    }
    RowOutcome.RowFailure error = outcome.error();
    if (outcome.state() != RowState.FAILED
        || error == null
        || error.kind() == ErrorKind.INTERRUPTED) {
      return;
    }
    tried++;
    failed++;
    boolean trouble = error.kind() == ErrorKind.TRANSIENT || error.lostNow();
    troubleInARow = trouble ? troubleInARow + 1 : 0;
    String why = whyStop(error.kind(), ownParent);
    if (why != null) {
      stop(error.kind(), why);
    }
  }

  /**
   * Takes note of how a row ended that had been uploaded: the service could not process its video,
   * or it differs from its file.
   */
  synchronized void endedLater(RowOutcome outcome) {
    if (outcome.state() != RowState.FAILED || outcome.error() == null) {
      return;
    }
    failed++;
    tried = Math.max(tried, failed); // an earlier run may have uploaded it
    if (threshold.exceeded(failed, tried)) {
      stop(outcome.error().kind(), tooMany());
    }
  }

  private String tooMany() {
    return failed + " of " + tried + " rows failed (--max-errors)";
  }

  private @Nullable String whyStop(ErrorKind kind, boolean ownParent) {
    return switch (kind) {
      case AUTH -> "the token was refused or lacks the right";
      case QUOTA -> "payment is required or a limit of the account is reached";
      case LOCAL_IO -> "there is trouble on this machine";
      case USAGE -> "the settings can't be used";
      case PARENT_MISSING ->
          ownParent ? whyTooMany() : "the parent does not exist, or this token can't see it";
      default -> whyTooMany();
    };
  }

  private @Nullable String whyTooMany() {
    if (troubleInARow >= OUTAGE_ROWS) {
      return "the service was out of reach for " + troubleInARow + " rows in a row";
    }
    return threshold.exceeded(failed, tried) ? tooMany() : null;
  }
}
