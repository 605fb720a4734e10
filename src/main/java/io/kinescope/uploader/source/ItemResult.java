package io.kinescope.uploader.source;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an item ended. */
public sealed interface ItemResult {
  /** The one state that it ended in. */
  ItemOutcome state();

  /** Its video, as far as there is one. */
  @Nullable VideoRef video();

  /** What was sent for it in this run. */
  Transfer transfer();

  /** Create calls for it, over all runs. */
  int attempts();

  /** The same, for which so many bytes were sent in this run, and so many were there before. */
  ItemResult moved(long sent, long resumed);

  /** The status in reports. */
  default String status() {
    return state().id();
  }

  /**
   * The item has its video.
   *
   * @param state uploaded, adopted or skipped
   * @param edited whether title or description were edited since it was done
   * @param open whether Kinescope was not seen to have processed it, or it is to be compared
   * @param madeAt when an earlier run made it; null if this one did
   * @param endpoint the upload link, of an item that is one
   */
  record Done(
      ItemOutcome state,
      VideoRef video,
      Transfer transfer,
      int attempts,
      boolean edited,
      boolean open,
      @Nullable Instant madeAt,
      @Nullable String endpoint)
      implements ItemResult {
    /** An item whose video this run made or found. */
    public static Done now(ItemOutcome state, VideoRef video, Transfer transfer, int attempts) {
      return new Done(state, video, transfer, attempts, false, true, null, null);
    }

    /** The same, of whose video something else is known. */
    public Done about(VideoRef known) {
      return new Done(state, known, transfer, attempts, edited, open, madeAt, endpoint);
    }

    /** The same with what was seen of its video later. */
    public Done with(VideoRef seen, Transfer compared) {
      return new Done(state, seen, compared, attempts, edited, false, madeAt, endpoint);
    }

    @Override
    public Done moved(long sent, long resumed) {
      Transfer moved = transfer.moved(sent, resumed);
      return new Done(state, video, moved, attempts, edited, open, madeAt, endpoint);
    }

    /** The same, but its video is no good, or differs from its file. */
    public NotDone failed(UploaderException e) {
      return new NotDone(ItemOutcome.FAILED, e, video, transfer, attempts, false);
    }

    /** {@code skipped (metadata differs)} is the contract's word. */
    @Override
    public String status() {
      return edited ? state.id() + " (metadata differs)" : state.id();
    }

    /** Without the upload link. */
    @Override
    public String toString() {
      return "Done[" + status() + ", " + video + ", attempts " + attempts + "]";
    }
  }

  /**
   * The item has no video, or none that is whole.
   *
   * @param state failed, invalid or deferred
   * @param error why; null if it was not tried. A deferred item with one was begun, and is saved
   * @param lostNow whether an answer was lost in this run: the service may be in trouble
   */
  record NotDone(
      ItemOutcome state,
      @Nullable UploaderException error,
      @Nullable VideoRef video,
      Transfer transfer,
      int attempts,
      boolean lostNow)
      implements ItemResult {
    @Override
    public NotDone moved(long sent, long resumed) {
      return new NotDone(state, error, video, transfer.moved(sent, resumed), attempts, lostNow);
    }

    /** An item that was tried. */
    public static NotDone failed(UploaderException e, int attempts, @Nullable String videoId) {
      VideoRef video = videoId == null ? null : VideoRef.of(videoId);
      return new NotDone(ItemOutcome.FAILED, e, video, Transfer.NONE, attempts, false);
    }

    /** An item whose create call this run sent, and whose outcome stays unknown. */
    public static NotDone lost(UploaderException e, int attempts) {
      return new NotDone(ItemOutcome.FAILED, e, null, Transfer.NONE, attempts, true);
    }

    /** An item that can't be sent as it is. */
    public static NotDone invalid(String message) {
      UploaderException why = new UploaderException(ErrorKind.INPUT, message);
      return new NotDone(ItemOutcome.INVALID, why, null, Transfer.NONE, 0, false);
    }

    /** An item that the run was stopped in: the next one goes on with its video. */
    public static NotDone saved(UploaderException e, int attempts, String videoId) {
      VideoRef video = VideoRef.of(videoId);
      return new NotDone(ItemOutcome.DEFERRED, e, video, Transfer.NONE, attempts, false);
    }

    /** An item that was not tried: the run was stopped or limited. */
    public static NotDone deferred(int attempts) {
      return new NotDone(ItemOutcome.DEFERRED, null, null, Transfer.NONE, attempts, false);
    }
  }

  /** What an error says, with what to do. */
  static String message(UploaderException e) {
    return e.hint() == null ? String.valueOf(e.getMessage()) : e.getMessage() + "; " + e.hint();
  }
}
