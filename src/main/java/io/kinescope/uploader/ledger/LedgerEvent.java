package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.text.Identified;
import java.time.Instant;

/**
 * One step in the history of an item.
 *
 * @param attempt which create call it belongs to, from 1
 * @param evidence what was known at that moment; never an upload link
 */
public record LedgerEvent(Instant at, int attempt, What what, String evidence) {
  public enum What implements Identified {
    INTENT,
    LINKED,
    UPLOADED,
    ADOPTED,
    FAILED,
    /** A lost create call had made a video that the item has no use for. */
    ORPHAN,
    UNKNOWN,
    PROCESSED,
    /** Title or description were sent again, to the same video. */
    METADATA
  }
}
