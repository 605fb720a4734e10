package io.kinescope.uploader.ledger;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.ledger.EntryRows.Numbered;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import io.kinescope.uploader.ledger.Processing.Fate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ledger as rows: all SQL that reads and writes them. */
final class JdbcLedger implements Ledger {
  private static final int PAGE = 500;
  private static final int MAX_EVIDENCE = 1000; // characters: a message may quote a whole page
  private static final String FIND =
      "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE row_key = ?";
  private static final int MANY = 100;
  private static final String KNOWN =
      "SELECT "
          + EntryRows.KNOWN_COLUMNS
          + " FROM entry WHERE row_key IN (?"
          + ", ?".repeat(MANY - 1)
          + ")";
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
  private static final int UNRESOLVED_PAGE = 500;
  private static final String FINISHED =
      " FROM entry WHERE (state IN ('uploaded', 'adopted') OR (state = 'failed' AND retryable = 0))"
          + " AND updated_at < ?";
  private static final String WHICH = " WHERE row_key = ? RETURNING id, attempts";

  private final Database database;
  private final GroupCommit commits;
  private final Clock clock;

  JdbcLedger(Database database, Clock clock) {
    this.database = database;
    this.commits = new GroupCommit(database);
    this.clock = clock;
  }

  @Override
  public Optional<LedgerEntry> find(String key) {
    return database.alone(
        "read",
        () -> Optional.ofNullable(database.first(row -> EntryRows.read(row, key), FIND, key)));
  }

  @Override
  public Map<String, Known> known(Collection<String> keys) {
    Map<String, Known> known = new HashMap<>();
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += MANY) {
      // The last key fills the places that are left: one statement serves every number of keys.
      Object[] some = new Object[MANY];
      for (int i = 0; i < MANY; i++) {
        some[i] = all.get(Math.min(from + i, all.size() - 1));
      }
      for (Known one : list(EntryRows::readKnown, KNOWN, some)) {
        known.put(one.key(), one);
      }
    }
    return known;
  }

  @Override
  public int intend(Intent intent) {
    Instant now = clock.instant();
    Instant modified = intent.modified();
    return commits.write(
        () -> {
          Row row =
              changed(
                  intent.key(),
                  "INSERT INTO entry (row_key, state, attempts, first_intent_at, intent_at,"
                      + " updated_at, create_call, source, parent, title, fingerprint, size,"
                      + " modified_ns) VALUES (?, 'intent', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                      + " ON CONFLICT (row_key) DO UPDATE SET state = 'intent',"
                      + " attempts = entry.attempts + 1, intent_at = excluded.intent_at,"
                      + " updated_at = excluded.updated_at, create_call = excluded.create_call,"
                      + " source = excluded.source, parent = excluded.parent,"
                      + " title = excluded.title, fingerprint = excluded.fingerprint,"
                      + " size = excluded.size, modified_ns = excluded.modified_ns,"
                      + " video_id = NULL, endpoint = NULL, fate = NULL, status = NULL,"
                      + " status_message = NULL, stored_title = NULL, play_link = NULL,"
                      + " embed_link = NULL, method = NULL, bytes = NULL, bytes_sent = NULL,"
                      + " bytes_resumed = NULL, md5 = NULL, verified = NULL, error_kind = NULL,"
                      + " error_message = NULL, error_code = NULL, request_id = NULL,"
                      + " retryable = NULL RETURNING id, attempts",
                  intent.key(),
                  now,
                  now,
                  now,
                  intent.call().id(),
                  intent.source(),
                  intent.parent(),
                  intent.title(),
                  intent.fingerprint(),
                  intent.size(),
                  modified == null ? null : Nanos.of(modified));
          event(row, now, What.INTENT, Evidence.of(intent));
          return row.attempts;
        });
  }

  @Override
  public void linked(String key, String videoId, String endpoint) {
    Instant now = clock.instant();
    write(
        () -> {
          Row row =
              changed(
                  key,
                  "UPDATE entry SET state = 'linked', video_id = ?, endpoint = ?, updated_at = ?"
                      + " WHERE row_key = ? AND state = 'intent' RETURNING id, attempts",
                  videoId,
                  endpoint,
                  now,
                  key);
          own(row, videoId);
          event(row, now, What.LINKED, "video " + videoId);
        });
  }

  @Override
  public void settle(String key, Outcome outcome) {
    Instant now = clock.instant();
    if (outcome instanceof Outcome.Uploaded uploaded) {
      Stored stored = uploaded.stored();
      write(
          () -> {
            Row row = store(key, EntryState.UPLOADED, stored, uploaded.processing(), now);
            own(row, stored.videoId());
            event(row, now, What.UPLOADED, Evidence.of(stored));
          });
    } else if (outcome instanceof Outcome.Failed failed) {
      write(() -> fail(key, EntryState.FAILED, failed.failure(), now, What.FAILED));
    } else if (outcome instanceof Outcome.Unknown unknown) {
      write(() -> fail(key, EntryState.UNKNOWN, unknown.failure(), now, What.UNKNOWN));
    }
  }

  @Override
  public boolean adopt(String key, Stored stored, Processing processing, String evidence) {
    Instant now = clock.instant();
    return commits.write(
        () -> {
          String owner = owner(stored.videoId());
          if (owner != null && !owner.equals(key)) {
            return false;
          }
          Row row = store(key, EntryState.ADOPTED, stored, processing, now);
          own(row, stored.videoId());
          event(row, now, What.ADOPTED, "video " + stored.videoId() + ": " + evidence);
          return true;
        });
  }

  @Override
  public void processed(String key, Processing processing) {
    Instant now = clock.instant();
    String message = processing.message();
    write(
        () -> {
          Row row =
              changed(
                  key,
                  "UPDATE entry SET fate = ?, status = ?, status_message = ?, updated_at = ?"
                      + " WHERE row_key = ? AND fate IS NOT NULL RETURNING id, attempts",
                  processing.fate().id(),
                  processing.status(),
                  message,
                  now,
                  key);
          if (processing.fate() == Fate.FAILED) {
            String why =
                message == null ? "the service ended with status " + processing.status() : message;
            setFailure(
                key,
                EntryState.FAILED,
                new Failure(ErrorKind.VIDEO_FAILED, why, null, null, false),
                now);
          }
          event(row, now, What.PROCESSED, Evidence.of(processing));
        });
  }

  @Override
  public void metadataUpdated(String key, @Nullable String title, @Nullable String fingerprint) {
    Instant now = clock.instant();
    write(
        () -> {
          Row row =
              changed(
                  key,
                  "UPDATE entry SET title = ?, fingerprint = ?, stored_title = ?, updated_at = ?"
                      + WHICH,
                  title,
                  fingerprint,
                  title,
                  now,
                  key);
          event(row, now, What.METADATA, "title now: " + title);
        });
  }

  @Override
  public Optional<String> ownerOf(String videoId) {
    return database.alone("read", () -> Optional.ofNullable(owner(videoId)));
  }

  @Override
  public void leftover(String key, String videoId) {
    Instant now = clock.instant();
    write(
        () -> {
          Row row = changed(key, "UPDATE entry SET updated_at = ?" + WHICH, now, key);
          own(row, videoId);
          event(row, now, What.LEFTOVER, Evidence.leftover(videoId));
        });
  }

  @Override
  public Set<String> videosOf(String key) {
    return Set.copyOf(
        list(
            row -> row.getString(1),
            "SELECT v.video_id FROM entry e JOIN video v ON v.entry_id = e.id WHERE e.row_key = ?",
            key));
  }

  @Override
  public List<LedgerEvent> history(String key) {
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
  public Map<EntryState, Long> counts() {
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
  public long countOpen() {
    return list(row -> row.getLong(1), "SELECT COUNT(*) FROM entry WHERE fate = 'open'").get(0);
  }

  @Override
  public Optional<String> service() {
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
  public List<LedgerEntry> withSource(String source, int most) {
    return list(
        EntryRows::read,
        "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE source = ? ORDER BY id LIMIT ?",
        source,
        most);
  }

  @Override
  public void list(Listing which, Predicate<? super LedgerEntry> action) {
    forEachPage(
        which == Listing.ALL ? PAGE_OF_ALL : PAGE_OF_UNFINISHED,
        PAGE,
        page -> page.stream().allMatch(action)); // in order, and no further than the first "no"
  }

  @Override
  public void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action) {
    forEachPage(
        PAGE_OF_OPEN,
        pageSize,
        page -> {
          action.accept(page);
          return true;
        });
  }

  @Override
  public void forEachUnresolved(Consumer<? super LedgerEntry> action) {
    forEachPage(
        PAGE_OF_UNRESOLVED,
        UNRESOLVED_PAGE,
        page -> {
          page.forEach(action);
          return true;
        });
  }

  @Override
  public int removeFinished(Instant before) {
    return commits.write(
        () -> {
          database.update(
              "DELETE FROM video WHERE entry_id IN (SELECT id" + FINISHED + ")", before);
          database.update(
              "DELETE FROM event WHERE entry_id IN (SELECT id" + FINISHED + ")", before);
          return database.update("DELETE" + FINISHED, before);
        });
  }

  @Override
  public void close() {
    database.close();
  }

  private Row store(String key, EntryState state, Stored stored, Processing processing, Instant now)
      throws SQLException {
    return changed(
        key,
        "UPDATE entry SET state = ?, video_id = ?, endpoint = NULL, stored_title = ?,"
            + " play_link = ?, embed_link = ?, method = ?, bytes = ?, bytes_sent = ?,"
            + " bytes_resumed = ?, md5 = ?, verified = ?, fate = ?, status = ?,"
            + " status_message = ?, error_kind = NULL, error_message = NULL, error_code = NULL,"
            + " request_id = NULL, retryable = NULL, updated_at = ?"
            + WHICH,
        state.id(),
        stored.videoId(),
        stored.title(),
        stored.playLink(),
        stored.embedLink(),
        stored.method(),
        stored.bytes(),
        stored.bytesSent(),
        stored.bytesResumed(),
        stored.md5(),
        stored.verified(),
        processing.fate().id(),
        processing.status(),
        processing.message(),
        now,
        key);
  }

  private void fail(String key, EntryState state, Failure failure, Instant now, What what)
      throws SQLException {
    event(setFailure(key, state, failure, now), now, what, failure.summary());
  }

  private Row setFailure(String key, EntryState state, Failure failure, Instant now)
      throws SQLException {
    return changed(
        key,
        "UPDATE entry SET state = ?, error_kind = ?, error_message = ?, error_code = ?,"
            + " request_id = ?, retryable = ?, updated_at = ?"
            + WHICH,
        state.id(),
        failure.kind().id(),
        failure.message(),
        failure.code(),
        failure.requestId(),
        failure.retryable() ? 1 : 0,
        now,
        key);
  }

  /** Runs a statement that changes one entry, and says which. */
  private Row changed(String key, String sql, @Nullable Object... arguments) throws SQLException {
    Row row = database.first(r -> new Row(r.getLong(1), r.getInt(2)), sql, arguments);
    if (row == null) {
      throw new IllegalStateException("this step does not follow what is recorded of " + key);
    }
    return row;
  }

  private void own(Row row, String videoId) throws SQLException {
    database.update(
        "INSERT INTO video (video_id, entry_id) VALUES (?, ?) ON CONFLICT (video_id) DO NOTHING",
        videoId,
        row.id);
  }

  private @Nullable String owner(String videoId) throws SQLException {
    return database.first(
        row -> row.getString(1),
        "SELECT e.row_key FROM video v JOIN entry e ON e.id = v.entry_id WHERE v.video_id = ?",
        videoId);
  }

  private void event(Row row, Instant at, What what, String evidence) throws SQLException {
    database.update(
        "INSERT INTO event (entry_id, number, at, attempt, what, evidence) VALUES (?,"
            + " (SELECT COALESCE(MAX(number), 0) + 1 FROM event WHERE entry_id = ?), ?, ?, ?, ?)",
        row.id,
        row.id,
        at,
        row.attempts,
        what.id(),
        evidence.length() > MAX_EVIDENCE ? evidence.substring(0, MAX_EVIDENCE) + "…" : evidence);
  }

  /** The lock is given back between pages, so that a long listing keeps nobody waiting. */
  private void forEachPage(String sql, int pageSize, Predicate<List<LedgerEntry>> action) {
    long after = 0;
    boolean more = true;
    while (more) {
      List<Numbered> page = list(EntryRows::readNumbered, sql, after, pageSize);
      more =
          !page.isEmpty()
              && action.test(page.stream().map(Numbered::entry).toList())
              && page.size() == pageSize;
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    }
  }

  private <T> List<T> list(
      Database.RowReader<T> reader, String sql, @Nullable Object... arguments) {
    return database.alone(
        "read",
        () -> {
          List<T> found = new ArrayList<>();
          try (ResultSet rows = database.statement(sql, arguments).executeQuery()) {
            while (rows.next()) {
              found.add(reader.read(rows));
            }
          }
          return found;
        });
  }

  private void write(Database.Step step) {
    commits.write(
        () -> {
          step.run();
          return true;
        });
  }

  private record Row(long id, int attempts) {}

  private record Count(EntryState state, long rows) {}
}
