package io.kinescope.uploader.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the ledger knows of one item.
 *
 * @param id its number, which pages go on from
 * @param intent what the last attempt set out to create; its title and fingerprint follow later
 *     metadata updates
 * @param attempts create calls so far
 * @param firstIntentAt when the first of them was about to be sent
 * @param intentAt when the last of them was about to be sent
 * @param updatedAt when this entry last changed
 * @param videoId the last attempt's video, as soon as it is known
 * @param endpoint its upload link; erased once everything has arrived
 * @param stored the video, once everything has arrived
 * @param processing what is known of its processing, once everything has arrived
 * @param failure why it failed or is unknown
 */
public record LedgerEntry(
    long id,
    Intent intent,
    EntryState state,
    int attempts,
    Instant firstIntentAt,
    Instant intentAt,
    Instant updatedAt,
    @Nullable String videoId,
    @Nullable SecretLink endpoint,
    @Nullable Stored stored,
    @Nullable Processing processing,
    @Nullable Failure failure) {

  public String key() {
    return intent.key();
  }

  /** The same, as if it had been made from this source, whose size nobody knows. */
  public LedgerEntry from(String source) {
    Intent same =
        new Intent(
            intent.key(),
            intent.call(),
            source,
            intent.parent(),
            intent.title(),
            intent.fingerprint(),
            null,
            null);
    return new LedgerEntry(
        id,
        same,
        state,
        attempts,
        firstIntentAt,
        intentAt,
        updatedAt,
        videoId,
        endpoint,
        stored,
        processing,
        failure);
  }

  /** What became of its video, once everything has arrived. */
  public Processing.@Nullable Fate fate() {
    return processing == null ? null : processing.fate();
  }

  /** How the video was found to be its file, as in {@link Stored}; null if nobody compared them. */
  public @Nullable String verified() {
    return stored == null ? null : stored.verified();
  }

  /** Whether the video was found to differ from its file, and nobody has found otherwise since. */
  public boolean differs() {
    return Ledger.Comparison.DIFFERS.equals(verified());
  }
}
