package io.kinescope.uploader.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
public interface Ledger extends AutoCloseable {

  /** What is known of the item. Waits for one running commit at most. */
  Optional<LedgerEntry> find(String key);

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
   * Records what the service said of an item's video later. {@link Processing.Fate#FAILED} makes
   * the item {@link EntryState#FAILED} with the service's message.
   */
  default void processed(String key, Processing processing) {
    processed(key, processing, null);
  }

  /**
   * The same, and in the same write what comparing it with its file gave.
   *
   * @param comparison null if it was not compared
   */
  void processed(String key, Processing processing, @Nullable Comparison comparison);

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
   * Records a video that a lost create call left behind and that the item has no use for. From now
   * on it is this item's, so that no other takes it over.
   */
  void leftover(String key, String videoId);

  /** What happened to an item, oldest first; empty if nothing is known of it. */
  List<LedgerEvent> history(String key);

  /** How many items are in each state; states without items are there with 0. */
  Map<EntryState, Long> counts();

  /** Every video that any attempt at the item was given or took over, the present one too. */
  Set<String> videosOf(String key);

  /** The API URL that the ledger belongs to; empty: it serves any. */
  Optional<String> service();

  /** How many items have arrived and were not seen ready yet. */
  long countOpen();

  /** Items of this source, a few at most. Looks through all: for people, not for runs. */
  List<LedgerEntry> withSource(String source, int most);

  /** Which items to list. */
  enum Listing {
    ALL,
    /** Those that have not arrived. */
    UNFINISHED
  }

  /**
   * Lists items in the order in which they were first intended, in constant memory.
   *
   * @param action says whether to go on
   */
  void list(Listing which, Predicate<? super LedgerEntry> action);

  /**
   * Lists all items as {@link #list} does, each with the videos that it left behind: those of
   * earlier attempts and of lost calls, without the item's own.
   *
   * @param action says whether to go on
   */
  void listWithLeftBehind(BiPredicate<? super LedgerEntry, ? super List<String>> action);

  /** How many videos all items together left behind. Looks through all. */
  long countLeftBehind();

  /** Every item in the order in which they were first intended, in constant memory. */
  default void forEach(Consumer<? super LedgerEntry> action) {
    list(
        Listing.ALL,
        entry -> {
          action.accept(entry);
          return true;
        });
  }

  /**
   * The items that have arrived and whose fate is {@link Processing.Fate#OPEN}, in pages. The
   * action may call {@link #processed}.
   */
  void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action);

  /** The items whose create call has an unknown outcome: states INTENT and UNKNOWN. */
  void forEachUnresolved(Consumer<? super LedgerEntry> action);

  /**
   * Removes items with their history that have arrived or failed for good, and that have not
   * changed since the given moment. What a later run could go on with stays.
   *
   * @return how many
   */
  int removeFinished(Instant before);

  @Override
  void close();
}
