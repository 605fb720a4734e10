package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.EntryRows.Numbered;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import io.kinescope.uploader.ledger.Processing.Fate;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ledger as rows: all SQL that writes them; {@link JdbcQueries} reads. */
final class JdbcLedger extends JdbcQueries {
  private static final int MAX_EVIDENCE = 1000; // characters: a message may quote a whole page
  private static final int REKEYED_PAGE = 500;
  private static final String OTHER_KEYS =
      "SELECT "
          + EntryRows.COLUMNS
          + " FROM entry WHERE id < ? AND substr(row_key, 1, ?) <> ?"
          + " ORDER BY id DESC LIMIT ?";

  /** What an item has is an earlier attempt's once another begins; unless it is another item's. */
  private static final String ORPHANED =
      "UPDATE video SET role = 'orphan' FROM entry e WHERE e.row_key = ?"
          + " AND video.video_id = e.video_id AND video.entry_id = e.id";

  private static final String WHICH = " WHERE row_key = ? RETURNING id, attempts";

  private final Database database;
  private final GroupCommit commits;
  private final Clock clock;

  JdbcLedger(Database database, Clock clock) {
    super(database);
    this.database = database;
    this.commits = new GroupCommit(database);
    this.clock = clock;
  }

  @Override
  public int intend(Intent intent) {
    Instant now = clock.instant();
    return commits.write(
        () -> {
          database.update(ORPHANED, intent.key());
          Row row = intended(intent, now);
          event(row, now, What.INTENT, Evidence.of(intent));
          return row.attempts;
        });
  }

  /** Writes the intent; what an earlier attempt got leaves the entry. */
  private Row intended(Intent intent, Instant now) throws SQLException {
    Instant modified = intent.modified();
    return changed(
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
        modified == null ? null : EntryRows.nanos(modified));
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
          video(row, videoId, "own");
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
            video(row, stored.videoId(), "own");
            event(row, now, What.UPLOADED, Evidence.of(stored));
          });
    } else if (outcome instanceof Outcome.Failed failed) {
      write(() -> fail(key, EntryState.FAILED, failed.failure(), now, What.FAILED));
    } else if (outcome instanceof Outcome.Unknown unknown) {
      write(() -> fail(key, EntryState.UNKNOWN, unknown.failure(), now, What.UNKNOWN));
    }
  }

  @Override
  public boolean adopt(Intent intent, Stored stored, Processing processing, String evidence) {
    Instant now = clock.instant();
    return commits.write(
        () -> {
          if (owner(stored.videoId()) != null) {
            return false;
          }
          Row begun = intended(intent, now);
          database.update("UPDATE entry SET attempts = 0 WHERE id = ?", begun.id);
          return adopted(intent.key(), stored, processing, evidence, now);
        });
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
          return adopted(key, stored, processing, evidence, now);
        });
  }

  private boolean adopted(
      String key, Stored stored, Processing processing, String evidence, Instant now)
      throws SQLException {
    Row row = store(key, EntryState.ADOPTED, stored, processing, now);
    video(row, stored.videoId(), "own");
    event(row, now, What.ADOPTED, "video " + stored.videoId() + ": " + evidence);
    return true;
  }

  @Override
  public void processed(Collection<Seen> seen) {
    Instant now = clock.instant();
    write(
        () -> {
          for (Seen one : seen) {
            processed(one, now);
          }
        });
  }

  private void processed(Seen seen, Instant now) throws SQLException {
    Processing processing = seen.processing();
    Comparison comparison = seen.comparison();
    Row row =
        changed(
            seen.key(),
            "UPDATE entry SET fate = ?, status = ?, status_message = ?,"
                + " md5 = COALESCE(?, md5), verified = COALESCE(?, verified),"
                + " play_link = COALESCE(?, play_link), embed_link = COALESCE(?, embed_link),"
                + " updated_at = ? WHERE row_key = ? AND fate IS NOT NULL RETURNING id, attempts",
            processing.fate().id(),
            processing.status(),
            processing.message(),
            comparison == null ? null : comparison.md5(),
            comparison == null ? null : comparison.verified(),
            seen.playLink(),
            seen.embedLink(),
            now,
            seen.key());
    if (processing.fate() == Fate.FAILED) {
      String why =
          processing.message() == null
              ? "the service ended with status " + processing.status()
              : processing.message();
      Failure failure = new Failure(ErrorKind.VIDEO_FAILED, why, null, null, false);
      setFailure(seen.key(), EntryState.FAILED, failure, now);
    }
    event(row, now, What.PROCESSED, Evidence.of(processing, comparison));
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
  public void leftover(String key, String videoId) {
    Instant now = clock.instant();
    write(
        () -> {
          Row row = changed(key, "UPDATE entry SET updated_at = ?" + WHICH, now, key);
          video(row, videoId, "orphan");
          event(row, now, What.ORPHAN, "orphan: video " + videoId);
        });
  }

  @Override
  public int rekey(String prefix, Function<? super LedgerEntry, @Nullable String> newKey) {
    if (list(EntryRows::readNumbered, OTHER_KEYS, Long.MAX_VALUE, prefix.length(), prefix, 1)
        .isEmpty()) {
      return 0; // as a rule: then nothing is written
    }
    return commits.write(
        () -> {
          int changed = 0;
          List<Numbered> page = others(prefix, Long.MAX_VALUE);
          while (!page.isEmpty()) {
            for (Numbered one : page) {
              String key = newKey.apply(one.entry());
              changed +=
                  key == null
                      ? 0
                      : database.update(
                          "UPDATE OR IGNORE entry SET row_key = ? WHERE id = ?", key, one.id());
            }
            page = others(prefix, page.get(page.size() - 1).id());
          }
          return changed;
        });
  }

  private List<Numbered> others(String prefix, long before) throws SQLException {
    return database.all(
        EntryRows::readNumbered, OTHER_KEYS, before, prefix.length(), prefix, REKEYED_PAGE);
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

  /** Notes what an id is to the entry; another entry's video stays that entry's. */
  private void video(Row row, String videoId, String role) throws SQLException {
    database.update(
        "INSERT INTO video (video_id, entry_id, role) VALUES (?, ?, ?) ON CONFLICT (video_id)"
            + " DO UPDATE SET role = excluded.role WHERE video.entry_id = excluded.entry_id",
        videoId,
        row.id,
        role);
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

  private void write(Database.Step step) {
    commits.write(
        () -> {
          step.run();
          return true;
        });
  }

  private record Row(long id, int attempts) {}
}
