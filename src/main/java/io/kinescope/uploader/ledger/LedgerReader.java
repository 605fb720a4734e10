package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger answers to runs and to people. Safe for many threads; a read waits for one running
 * commit at most.
 *
 * <p>Every method throws {@link UploaderException} of kind {@code LOCAL_IO} when the ledger can't
 * be read.
 */
public abstract sealed class LedgerReader implements AutoCloseable permits Ledger {
  private static final int PAGE = 500;

  /** Keys that are looked for together: more would save no more. */
  private static final int KEYS = 100;

  private static final String SELECT = "SELECT * FROM entry WHERE ";
  private static final String KNOWN = SELECT + "row_key IN (?" + ", ?".repeat(KEYS - 1) + ")";
  private static final String OF_VIDEOS =
      "SELECT COUNT(*) FROM video WHERE video_id IN (?" + ", ?".repeat(KEYS - 1) + ")";
  static final String PAGE_OF_OPEN = SELECT + "fate = 'open' AND id > ? ORDER BY fate, id LIMIT ?";

  final Database database;

  LedgerReader(Database database) {
    this.database = database;
  }

  @Override
  public abstract void close();

  public Optional<LedgerEntry> find(String key) {
    return one(EntryRows::read, SELECT + "row_key = ?", key);
  }

  /** By the number that the ledger gave it. */
  public Optional<LedgerEntry> find(long id) {
    return one(EntryRows::read, SELECT + "id = ?", id);
  }

  /**
   * The same of many at once: a re-run asks for every row.
   *
   * @return by key; items of which nothing is known are missing
   */
  public Map<String, LedgerEntry> known(Collection<String> keys) {
    Map<String, LedgerEntry> found = new HashMap<>();
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += KEYS) {
      Object[] some = all.subList(from, Math.min(from + KEYS, all.size())).toArray();
      Object[] filled = Arrays.copyOf(some, KEYS); // one statement serves every number of keys
      Arrays.fill(filled, some.length, KEYS, some[0]);
      all(EntryRows::read, KNOWN, filled).forEach(entry -> found.put(entry.key(), entry));
    }
    return found;
  }

  /**
   * Which item the video belongs to: the first that was given or adopted it, also in an attempt
   * that was given up since.
   *
   * @return the item's key
   */
  public Optional<String> ownerOf(String videoId) {
    return one(
        row -> row.getString(1),
        "SELECT e.row_key FROM video v JOIN entry e ON e.id = v.entry_id WHERE v.video_id = ?",
        videoId);
  }

  /** Whether it knows no item yet. */
  public boolean isNew() {
    return one(row -> row.getInt(1), "SELECT 1 FROM entry LIMIT 1").isEmpty();
  }

  /** How many of these videos no item ever had; for a hundred thousand, a second. */
  public int countUnknown(Set<String> videoIds) {
    List<String> all = List.copyOf(videoIds);
    int unknown = all.size();
    for (int from = 0; from < all.size(); from += KEYS) {
      Object[] some = all.subList(from, Math.min(from + KEYS, all.size())).toArray();
      unknown -= one(row -> row.getInt(1), OF_VIDEOS, Arrays.copyOf(some, KEYS)).orElse(0);
    }
    return unknown;
  }

  /** What happened to an item, oldest first; empty if nothing is known of it. */
  public List<LedgerEvent> history(String key) {
    return all(
        row ->
            new LedgerEvent(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getInt(2),
                EntryRows.value(What.class, row.getString(3)),
                row.getString(4)),
        """
        SELECT v.at, v.attempt, v.what, v.evidence FROM entry e JOIN event v ON v.entry_id = e.id
        WHERE e.row_key = ? ORDER BY v.number\
        """,
        key);
  }

  /**
   * The ids of the videos that attempts at the item made and that it has no use for: those of
   * earlier attempts and of lost calls.
   */
  public List<String> orphans(String key) {
    return all(
        row -> row.getString(1),
        """
        SELECT v.video_id FROM entry e JOIN video v ON v.entry_id = e.id
        WHERE e.row_key = ? AND v.role = 'orphan' ORDER BY v.video_id\
        """,
        key);
  }

  public long countOrphans() {
    return one(row -> row.getLong(1), "SELECT COUNT(*) FROM video WHERE role = 'orphan'")
        .orElse(0L);
  }

  /** How many items are in each state, in their order; states without items are there with 0. */
  public Map<EntryState, Long> counts() {
    Map<EntryState, Long> counts = new EnumMap<>(EntryState.class);
    for (EntryState state : EntryState.values()) {
      counts.put(state, 0L);
    }
    var unused =
        all(
            row -> counts.put(EntryRows.value(EntryState.class, row.getString(1)), row.getLong(2)),
            "SELECT state, COUNT(*) FROM entry GROUP BY state");
    return counts;
  }

  /** How many items have arrived and were not seen ready yet. */
  public long countOpen() {
    return one(row -> row.getLong(1), "SELECT COUNT(*) FROM entry WHERE fate = 'open'").orElse(0L);
  }

  /** How many URLs Kinescope has accepted and was not seen to have fetched and processed. */
  public long countAccepted() {
    return one(
            row -> row.getLong(1),
            "SELECT COUNT(*) FROM entry WHERE fate = 'open' AND create_call = 'url'"
                + " AND status IS NOT 'done'")
        .orElse(0L);
  }

  /** The API URL that the ledger belongs to; empty: it serves any. */
  public Optional<String> service() {
    return noted(Schema.SERVICE);
  }

  /** What was noted under this name. */
  public Optional<String> noted(String name) {
    return one(row -> row.getString(1), Schema.META_VALUE, name);
  }

  /**
   * Of which of these items another ledger of the same list knows something that this one does not.
   * A ledger that is a beginning of the other's history knows less; one that went on by itself does
   * not know what the other did.
   */
  public List<String> behind(LedgerReader other, Collection<String> keys) {
    Map<String, LedgerEntry> theirs = other.known(keys);
    Map<String, LedgerEntry> ours = theirs.isEmpty() ? Map.of() : known(theirs.keySet());
    Takeover takeover = new Takeover(other.database, database);
    return theirs.values().stream()
        .filter(entry -> !isSame(entry, ours.get(entry.key())))
        .map(LedgerEntry::key)
        .filter(
            key ->
                database.alone("read", () -> takeover.compare(key)) != Takeover.Relation.NO_FURTHER)
        .toList();
  }

  private static boolean isSame(LedgerEntry entry, @Nullable LedgerEntry other) {
    return other != null
        && entry.updatedAt().equals(other.updatedAt())
        && entry.state() == other.state()
        && entry.attempts() == other.attempts()
        && Objects.equals(entry.videoId(), other.videoId());
  }

  final List<LedgerEntry> page(long after) {
    return all(EntryRows::read, SELECT + "id > ? ORDER BY id LIMIT ?", after, PAGE);
  }

  /** Items of this source, a few at most. Looks through all: for people, not for runs. */
  public List<LedgerEntry> withSource(String source, int most) {
    return all(EntryRows::read, SELECT + "source = ? ORDER BY id LIMIT ?", source, most);
  }

  /** Items that were sent, or are stored, under this title; as {@link #withSource}. */
  public List<LedgerEntry> withTitle(String title, int most) {
    return all(
        EntryRows::read,
        SELECT + "title = ? OR stored_title = ? ORDER BY id LIMIT ?",
        title,
        title,
        most);
  }

  /** Which items to list. */
  public enum Listing {
    ALL(""),
    /** Those that have not arrived. */
    UNFINISHED("state NOT IN ('uploaded', 'adopted') AND "),
    /** Those whose create call has an unknown outcome. */
    UNRESOLVED("state IN ('intent', 'unknown') AND ");

    private final String condition;

    Listing(String condition) {
      this.condition = condition;
    }
  }

  /** In the order of their first intents, in constant memory; the action says whether to go on. */
  public void list(Listing which, Predicate<? super LedgerEntry> action) {
    forEachPage(
        SELECT + which.condition + "id > ? ORDER BY id LIMIT ?",
        PAGE,
        page -> page.stream().allMatch(action)); // in order, and no further than the first "no"
  }

  /**
   * The items that have arrived and whose fate is {@link Processing.Fate#OPEN}, in pages. The
   * action may call {@link Ledger#processed}.
   */
  public void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action) {
    forEachPage(
        PAGE_OF_OPEN,
        pageSize,
        page -> {
          action.accept(page);
          return true;
        });
  }

  /** The lock is given back between pages, so that a long listing keeps nobody waiting. */
  private void forEachPage(String sql, int pageSize, Predicate<List<LedgerEntry>> action) {
    long after = 0;
    boolean more = true;
    while (more) {
      List<LedgerEntry> page = all(EntryRows::read, sql, after, pageSize);
      more = !page.isEmpty() && action.test(page) && page.size() == pageSize;
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    }
  }

  final <T> List<T> all(Database.RowReader<T> reader, String sql, @Nullable Object... arguments) {
    return database.alone("read", () -> database.all(reader, sql, arguments));
  }

  final <T> Optional<T> one(
      Database.RowReader<T> reader, String sql, @Nullable Object... arguments) {
    return all(reader, sql, arguments).stream().findFirst();
  }
}
