package io.kinescope.uploader.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.text.Identified;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.upload.InitId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service does with an id of ours, as its answers have taught; the ledger keeps it. Until
 * it is known, one item at a time asks, so that it is found out once. Safe for many threads.
 */
final class InitIds {
  private static final Logger LOG = LoggerFactory.getLogger(InitIds.class);
  private static final String NAME = "init_id";

  /** What became of the field. */
  enum Support implements Identified {
    /** It is the video's id. */
    HONORED,
    /** The video has another id. From here on none is sent. */
    IGNORED,
    /** The call is refused for it. */
    REFUSED
  }

  private final Ledger ledger;
  private final Notices notices;

  @GuardedBy("this")
  private boolean read;

  @GuardedBy("this")
  private @Nullable Support use;

  /** Who finds out. */
  @GuardedBy("this")
  private @Nullable Object asking;

  InitIds(Ledger ledger, Notices notices) {
    this.ledger = ledger;
    this.notices = notices;
  }

  /** Whether a call is to have an id; waits while another item finds out. */
  synchronized boolean mayAsk(Object who) {
    try {
      while (known() == null && asking != null && asking != who) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    }
    asking = known() == null ? who : asking;
    return mayBeHonored();
  }

  /** The item has found out, or has ended without. */
  synchronized void leave(Object who) {
    if (asking == who) {
      asking = null;
      notifyAll();
    }
  }

  synchronized boolean mayBeHonored() {
    return known() == null || known() == Support.HONORED;
  }

  synchronized boolean areHonored() {
    return known() == Support.HONORED;
  }

  /**
   * Takes note. A service that ignored an id once is not believed to honor others: its hosts may
   * differ.
   */
  synchronized void learn(Support seen) {
    if (known() == seen || (use != null && seen == Support.HONORED)) {
      return;
    }
    use = seen;
    LogLine.info(LOG, LogEvent.SERVICE).say("init_id is {}", seen.id());
    ledger.note(NAME, seen.id());
  }

  /** A call that was lost had this id, and its repeat made a video with another one. */
  void sayMaybeOrphaned(String where, String id) {
    notices.warn(
        where
            + ": Kinescope no longer makes videos with the ids that it is asked for; a call for video "
            + id
            + " may have left a video without its file");
  }

  /** Whether a refused call is to be sent again without its id. */
  synchronized boolean mayBeRefused(UploaderException e) {
    return InitId.isNamedBy(e) || (known() == null && InitId.maybeMeantBy(e));
  }

  @GuardedBy("this")
  private @Nullable Support known() {
    if (!read) {
      String learned = ledger.noted(NAME).orElse("");
      use =
          Arrays.stream(Support.values())
              .filter(u -> u.id().equals(learned))
              .findAny()
              .orElse(null);
      read = true;
    }
    return use;
  }
}
