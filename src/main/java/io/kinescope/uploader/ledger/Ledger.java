package io.kinescope.uploader.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The record that makes every item exactly one video. Safe for many threads. A method that writes
 * returns only when what it wrote survives {@code kill -9} and power loss; writes of several
 * threads share one commit.
 *
 * <p>Every method throws {@link io.kinescope.uploader.base.error.UploaderException} of kind {@code
 * LOCAL_IO} when the ledger can't be read or written; then nothing of that call was recorded. A
 * call about a key that was never intended, or in an order that makes no sense, is a bug of the
 * caller: {@link IllegalStateException}, and nothing was recorded.
 */
public interface Ledger extends LedgerReader {

  /**
   * What tells whether items are done, for many at once: a tenth of what {@link #find} costs for
   * each, and a re-run asks for every row.
   *
   * @return by key; items of which nothing is known are missing
   */
  Map<String, Known> known(Collection<String> keys);

  /**
   * Records that a create call is about to be sent; call it right before the call. An earlier
   * attempt's id, link and outcome leave the entry and stay in its history.
   *
   * @return which create call of this item it is, from 1
   */
  int intend(Intent intent);

  /**
   * Records id and link, before the first byte is sent. Only after {@link #intend}.
   *
   * @param endpoint the upload link
   */
  void linked(String key, String videoId, String endpoint);

  /** Records how the attempt ended. */
  void settle(String key, Outcome outcome);

  /**
   * Takes over the video that an earlier attempt of the same item had made.
   *
   * @param evidence why it is that video, for {@code ledger explain}
   * @return false if the video is another item's; then nothing was recorded
   */
  boolean adopt(String key, Stored stored, Processing processing, String evidence);

  /**
   * Takes over a video that was there before anything was created for the item, in one write.
   *
   * @param intent what would have been created
   * @return false if the video is another item's; then nothing was recorded
   */
  boolean adopt(Intent intent, Stored stored, Processing processing, String evidence);

  /**
   * What the service said of an item's video later.
   *
   * @param processing {@link Processing.Fate#FAILED} makes the item {@link EntryState#FAILED} with
   *     the service's message
   * @param comparison of the video with its file; null if they were not compared
   * @param playLink as the service answered it; null: what is known stays
   * @param embedLink as the service answered it; null: what is known stays
   */
  record Seen(
      String key,
      Processing processing,
      @Nullable Comparison comparison,
      @Nullable String playLink,
      @Nullable String embedLink) {}

  /** Records what was seen of several videos, all in one commit: all of it or nothing. */
  void processed(Collection<Seen> seen);

  /** The same of one video. */
  default void processed(
      String key,
      Processing processing,
      @Nullable Comparison comparison,
      @Nullable String playLink,
      @Nullable String embedLink) {
    processed(List.of(new Seen(key, processing, comparison, playLink, embedLink)));
  }

  /** The same without links. */
  default void processed(String key, Processing processing, @Nullable Comparison comparison) {
    processed(key, processing, comparison, null, null);
  }

  /** The same where nothing was compared. */
  default void processed(String key, Processing processing) {
    processed(key, processing, null);
  }

  /** Records that the video has other metadata now. */
  void metadataUpdated(String key, @Nullable String title, @Nullable String fingerprint);

  /**
   * Which item the video belongs to: the first that was given or adopted it, also in an attempt
   * that was given up since.
   *
   * @return the item's key
   */
  Optional<String> ownerOf(String videoId);

  /**
   * Records an orphan: a video that a lost create call made and that the item has no use for. From
   * now on it is this item's, so that no other takes it over.
   */
  void leftover(String key, String videoId);

  /**
   * The items that have arrived and whose fate is {@link Processing.Fate#OPEN}, in pages. The
   * action may call {@link #processed}.
   */
  void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action);

  /** The items whose create call has an unknown outcome: states INTENT and UNKNOWN. */
  void forEachUnresolved(Consumer<? super LedgerEntry> action);

  /**
   * Gives items other keys, in one transaction, the newest first; for ledgers whose keys were made
   * in another way.
   *
   * @param prefix what the keys that are right already begin with: their items are left alone
   * @param newKey the item's new key, or null: it keeps the one it has, as it does where the new
   *     one is another item's; may be asked twice
   * @return how many have another key now
   */
  int rekey(String prefix, Function<? super LedgerEntry, @Nullable String> newKey);
}
