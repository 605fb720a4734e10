package io.kinescope.uploader.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What people ask of a ledger. Safe for many threads; throws as {@link Ledger} does. */
public interface LedgerReader extends AutoCloseable {

  /** What is known of the item. Waits for one running commit at most. */
  Optional<LedgerEntry> find(String key);

  /** What happened to an item, oldest first; empty if nothing is known of it. */
  List<LedgerEvent> history(String key);

  /**
   * The ids of the videos that attempts at the item made and that it has no use for: those of
   * earlier attempts and of lost calls.
   */
  List<String> orphans(String key);

  /** How many items are in each state; states without items are there with 0. */
  Map<EntryState, Long> counts();

  /** How many items have arrived and were not seen ready yet. */
  long countOpen();

  /** How many orphans all items together have. */
  long countOrphans();

  /** The API URL that the ledger belongs to; empty: it serves any. */
  Optional<String> service();

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
   * Lists all items as {@link #list} does, each with its {@link #orphans}.
   *
   * @param action says whether to go on
   */
  void listWithOrphans(BiPredicate<? super LedgerEntry, ? super List<String>> action);

  /** Every item in the order in which they were first intended, in constant memory. */
  default void forEach(Consumer<? super LedgerEntry> action) {
    list(
        Listing.ALL,
        entry -> {
          action.accept(entry);
          return true;
        });
  }

  @Override
  void close();
}
