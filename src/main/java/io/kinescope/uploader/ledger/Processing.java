package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.text.Identified;
import org.jspecify.annotations.Nullable;

/**
 * What the service said of a video after it had arrived.
 *
 * @param status the service's own word: {@code processing}, {@code done}, {@code error}
 * @param message the service's message, where it gave one
 */
public record Processing(Fate fate, @Nullable String status, @Nullable String message) {

  /** What a processing status means for the item. */
  public enum Fate implements Identified {
    /** Not final, or never asked: the follow-up asks again. */
    OPEN,
    READY,
    /** Processing failed for good: the item's state becomes {@link EntryState#FAILED}. */
    FAILED,
    /** The video is no longer there, or this token can't see it: nobody asks again. */
    GONE
  }

  public static Processing open(@Nullable String status) {
    return new Processing(Fate.OPEN, status, null);
  }

  /** Without a status where nobody has to ask: an attachment is not processed. */
  public static Processing ready(@Nullable String status) {
    return new Processing(Fate.READY, status, null);
  }

  public static Processing failed(String status, @Nullable String message) {
    return new Processing(Fate.FAILED, status, message);
  }

  public static Processing gone() {
    return new Processing(Fate.GONE, null, null);
  }

  String summary() {
    return fate.id()
        + (status == null ? "" : ", status " + status)
        + (message == null ? "" : ": " + message);
  }
}
