package io.kinescope.uploader.ledger;

import io.kinescope.uploader.ledger.EntryRows.Numbered;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ledger as rows: all SQL that reads them. */
abstract sealed class JdbcQueries implements Ledger permits JdbcLedger {
  private static final int PAGE = 500;

  /** Keys that are looked for together: more would save no more. */
  private static final int KEYS = 100;

  private static final String KNOWN =
      "SELECT "
          + EntryRows.KNOWN_COLUMNS
          + " FROM entry WHERE row_key IN (?"
          + ", ?".repeat(KEYS - 1)
          + ")";
  private static final String FIND =
      "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE row_key = ?";
  private static final String PAGE_OF_ALL =
      "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE id > ? ORDER BY id LIMIT ?";
  private static final String PAGE_OF_UNFINISHED =
      "SELECT "
          + EntryRows.COLUMNS
          + " FROM entry WHERE state NOT IN ('uploaded', 'adopted') AND id > ? ORDER BY id LIMIT ?";
  static final String PAGE_OF_OPEN =
      "SELECT "
          + EntryRows.COLUMNS
          + " FROM entry WHERE fate = 'open' AND id > ? ORDER BY fate, id LIMIT ?";
  private static final String PAGE_OF_UNRESOLVED =
      "SELECT "
          + EntryRows.COLUMNS
          + " FROM entry WHERE state IN ('intent', 'unknown') AND id > ? ORDER BY id LIMIT ?";
  private static final String PAGE_WITH_ORPHANS =
      "SELECT "
          + EntryRows.COLUMNS
          + ", (SELECT group_concat(video_id, ' ' ORDER BY video_id) FROM video"
          + " WHERE entry_id = entry.id AND role = 'orphan') AS orphans"
          + " FROM entry WHERE id > ? ORDER BY id LIMIT ?";

  private final Database database;

  JdbcQueries(Database database) {
    this.database = database;
  }

  @Override
  public final Optional<LedgerEntry> find(String key) {
    return database.alone(
        "read", () -> Optional.ofNullable(database.first(EntryRows::read, FIND, key)));
  }

  @Override
  public final Map<String, Known> known(Collection<String> keys) {
    Map<String, Known> found = new HashMap<>();
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += KEYS) {
      Object[] some = all.subList(from, Math.min(from + KEYS, all.size())).toArray();
      Object[] filled = Arrays.copyOf(some, KEYS); // one statement serves every number of keys
      Arrays.fill(filled, some.length, KEYS, some[0]);
      for (Known one : list(EntryRows::readKnown, KNOWN, filled)) {
        found.put(one.key(), one);
      }
    }
    return found;
  }

  @Override
  public final Optional<String> ownerOf(String videoId) {
    return database.alone("read", () -> Optional.ofNullable(owner(videoId)));
  }

  @Override
  public final List<String> orphans(String key) {
    return list(
        row -> row.getString(1),
        "SELECT v.video_id FROM entry e JOIN video v ON v.entry_id = e.id"
            + " WHERE e.row_key = ? AND v.role = 'orphan' ORDER BY v.video_id",
        key);
  }

  @Override
  public final List<LedgerEvent> history(String key) {
    return list(
        row ->
            new LedgerEvent(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getInt(2),
                What.ofId(row.getString(3)),
                row.getString(4)),
        "SELECT v.at, v.attempt, v.what, v.evidence FROM entry e JOIN event v ON v.entry_id = e.id"
            + " WHERE e.row_key = ? ORDER BY v.number",
        key);
  }

  @Override
  public final Map<EntryState, Long> counts() {
    Map<EntryState, Long> counts = new EnumMap<>(EntryState.class);
    for (EntryState state : EntryState.values()) {
      counts.put(state, 0L);
    }
    for (Count count :
        list(
            row -> new Count(EntryState.ofId(row.getString(1)), row.getLong(2)),
            "SELECT state, COUNT(*) FROM entry GROUP BY state")) {
      counts.put(count.state, count.rows);
    }
    return counts;
  }

  @Override
  public final long countOpen() {
    return list(row -> row.getLong(1), "SELECT COUNT(*) FROM entry WHERE fate = 'open'").get(0);
  }

  @Override
  public final Optional<String> service() {
    return database.alone(
        "read",
        () ->
            Optional.ofNullable(
                database.first(
                    row -> row.getString(1),
                    "SELECT value FROM meta WHERE name = ?",
                    Schema.SERVICE)));
  }

  @Override
  public final List<LedgerEntry> withSource(String source, int most) {
    return list(
        EntryRows::read,
        "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE source = ? ORDER BY id LIMIT ?",
        source,
        most);
  }

  @Override
  public final void list(Listing which, Predicate<? super LedgerEntry> action) {
    forEachPage(
        which == Listing.ALL ? PAGE_OF_ALL : PAGE_OF_UNFINISHED,
        PAGE,
        page -> page.stream().allMatch(action)); // in order, and no further than the first "no"
  }

  @Override
  public final void listWithOrphans(BiPredicate<? super LedgerEntry, ? super List<String>> action) {
    forEachNumberedPage(
        EntryRows::readWithOrphans,
        PAGE_WITH_ORPHANS,
        PAGE,
        page -> page.stream().allMatch(one -> action.test(one.entry(), one.orphans())));
  }

  @Override
  public final long countOrphans() {
    return list(row -> row.getLong(1), "SELECT COUNT(*) FROM video WHERE role = 'orphan'").get(0);
  }

  @Override
  public final void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action) {
    forEachPage(
        PAGE_OF_OPEN,
        pageSize,
        page -> {
          action.accept(page);
          return true;
        });
  }

  @Override
  public final void forEachUnresolved(Consumer<? super LedgerEntry> action) {
    forEachPage(
        PAGE_OF_UNRESOLVED,
        PAGE,
        page -> {
          page.forEach(action);
          return true;
        });
  }

  final @Nullable String owner(String videoId) throws SQLException {
    return database.first(
        row -> row.getString(1),
        "SELECT e.row_key FROM video v JOIN entry e ON e.id = v.entry_id WHERE v.video_id = ?",
        videoId);
  }

  /** The lock is given back between pages, so that a long listing keeps nobody waiting. */
  private void forEachPage(String sql, int pageSize, Predicate<List<LedgerEntry>> action) {
    forEachNumberedPage(
        EntryRows::readNumbered,
        sql,
        pageSize,
        page -> action.test(page.stream().map(Numbered::entry).toList()));
  }

  private void forEachNumberedPage(
      Database.RowReader<Numbered> reader,
      String sql,
      int pageSize,
      Predicate<List<Numbered>> action) {
    long after = 0;
    boolean more = true;
    while (more) {
      List<Numbered> page = list(reader, sql, after, pageSize);
      more = !page.isEmpty() && action.test(page) && page.size() == pageSize;
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    }
  }

  final <T> List<T> list(Database.RowReader<T> reader, String sql, @Nullable Object... arguments) {
    return database.alone("read", () -> database.all(reader, sql, arguments));
  }

  private record Count(EntryState state, long rows) {}
}
