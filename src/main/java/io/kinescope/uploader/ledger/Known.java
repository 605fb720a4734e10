package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/**
 * As much of a {@link LedgerEntry} as tells whether its item is done: the little that a re-run over
 * a million rows reads of each.
 *
 * @param key the item's key
 * @param source of the last attempt, as in {@link Intent}
 * @param fingerprint of its metadata, as in {@link Intent}
 * @param size of its file, as in {@link Intent}
 * @param attempts create calls so far
 * @param videoId the last attempt's video, as soon as it is known
 * @param playLink once everything has arrived
 * @param embedLink once everything has arrived
 * @param fate of the video, once everything has arrived
 * @param verified as in {@link Stored}; null if nobody compared it with its file
 */
public record Known(
    String key,
    EntryState state,
    String source,
    @Nullable String fingerprint,
    @Nullable Long size,
    int attempts,
    @Nullable String videoId,
    @Nullable String playLink,
    @Nullable String embedLink,
    Processing.@Nullable Fate fate,
    @Nullable String verified) {

  /** Whether the video was found to differ from its file, and nobody has found otherwise since. */
  public boolean differs() {
    return Comparison.DIFFERS.equals(verified);
  }
}
