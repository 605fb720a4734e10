package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.upload.InitId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides when a run must not go on: what would refuse every further row, too many errors, or an
 * outage that must not burn through thousands of rows. Safe for many threads.
 */
public final class AbortPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(AbortPolicy.class);

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
  public record Stop(ErrorKind kind, String message) {}

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
      LogLine.at(Level.WARN, LOG, LogEvent.RUN_STOP)
          .with(LogKey.ERROR_KIND, kind.id())
          .say("stopping: {}", message);
    }
  }

  /** Takes note of how an item that was tried ended. */
  synchronized void ended(ItemResult result) {
    if (result instanceof ItemResult.Done done) {
      if (done.state() != ItemOutcome.SKIPPED) {
        tried++;
        troubleInARow = 0;
      }
      return;
    }
    ItemResult.NotDone failed = (ItemResult.NotDone) result;
    UploaderException error = failed.error();
    if (failed.state() != ItemOutcome.FAILED
        || error == null
        || error.kind() == ErrorKind.INTERRUPTED) {
      return;
    }
    tried++;
    failed(failed, error);
  }

  private void failed(ItemResult.NotDone result, UploaderException error) {
    failed++;
    boolean elsewhere = error.code() != null && error.code() == InitId.TAKEN;
    boolean trouble = (error.kind() == ErrorKind.TRANSIENT && !elsewhere) || result.lostNow();
    troubleInARow = trouble ? troubleInARow + 1 : 0;
    String why = whyStop(error.kind());
    if (why != null) {
      stop(troubleInARow < OUTAGE_ROWS ? error.kind() : ErrorKind.TRANSIENT, why);
    }
  }

  /**
   * Takes note of how an item ended that had been uploaded: the service could not process its
   * video, or it differs from its file.
   */
  synchronized void endedLater(ItemResult result) {
    if (!(result instanceof ItemResult.NotDone late)
        || late.state() != ItemOutcome.FAILED
        || late.error() == null) {
      return;
    }
    failed++;
    tried = Math.max(tried, failed); // an earlier run may have uploaded it
    if (threshold.exceeded(failed, tried)) {
      stop(late.error().kind(), tooMany());
    }
  }

  private String tooMany() {
    return failed + " of " + tried + " items failed (--max-errors)";
  }

  private @Nullable String whyStop(ErrorKind kind) {
    return switch (kind) {
      case AUTH -> "Kinescope refused the token, or the token lacks the right";
      case QUOTA -> "Kinescope requires payment, or the account has reached a limit";
      case LOCAL_IO -> "this machine has a problem";
      case USAGE -> "a setting is wrong";
      default -> whyTooMany();
    };
  }

  private @Nullable String whyTooMany() {
    if (troubleInARow >= OUTAGE_ROWS) {
      return "Kinescope was unreachable for " + troubleInARow + " items in a row";
    }
    return threshold.exceeded(failed, tried) ? tooMany() : null;
  }
}
