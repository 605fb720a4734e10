package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import io.kinescope.uploader.ledger.Processing.Fate;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The record that makes every item exactly one video. Safe for many threads. A method that writes
 * returns only when what it wrote survives {@code kill -9} and power loss; writes of several
 * threads share one commit.
 *
 * <p>Every method throws {@link UploaderException} of kind {@code LOCAL_IO} when the ledger can't
 * be read or written; then nothing of that call was recorded. A call about a key that was never
 * intended, or in an order that makes no sense, is a bug of the caller: {@link
 * IllegalStateException}, and nothing was recorded.
 */
public non-sealed class Ledger extends LedgerReader {
  private static final int MAX_EVIDENCE = 1000; // characters: a message may quote a whole page

  /** What an item without a video came to may be in the log that is lost: whole videos, too. */
  private static final String DOUBT =
      """
      UPDATE entry SET state = 'unknown', error_kind = COALESCE(error_kind, 'unknown-outcome'),
        error_message = COALESCE(error_message, 'the log of its run is lost'),
        retryable = COALESCE(retryable, 0),
        create_call = CASE create_call WHEN 'init' THEN 'single' ELSE create_call END
      WHERE state IN ('intent', 'unknown') OR (state = 'failed' AND video_id IS NULL)\
      """;

  private static final String WHICH = " WHERE row_key = ? RETURNING id, attempts";

  /** The videos v of an entry e, by the indexes that there are: what it has, and its orphans. */
  static final List<String> VIDEOS_OF_ENTRY =
      List.of(
          "v.video_id = e.video_id AND v.entry_id = e.id AND v.role = 'own'",
          "v.entry_id = e.id AND v.role = 'orphan'");

  /** Begins the name of what is noted of an item: its key follows. Goes where the item goes. */
  public static final String NOTE_OF_ITEM = "mended:";

  private final GroupCommit commits;
  private final Clock clock;
  private final RunMark mark;

  Ledger(Database database, Clock clock, RunMark mark) {
    super(database);
    this.commits = new GroupCommit(database, mark::set);
    this.clock = clock;
    this.mark = mark;
  }

  /** The same ledger, for a class that has something to say about its calls. */
  protected Ledger(Ledger same) {
    super(same.database);
    this.commits = same.commits;
    this.clock = same.clock;
    this.mark = same.mark;
  }

  /**
   * Refuses a ledger that a run left half or damaged (LOCAL_IO). To be asked once, right after
   * opening, when nobody else writes to it.
   *
   * @param halfAccepted whether the run looks for every item that the ledger does not know
   */
  public void requireWhole(boolean halfAccepted) {
    String since = mark.requireWhole(halfAccepted);
    if (since != null) {
      write(
          now -> {
            int unused = database.update(DOUBT);
            mark.half(since);
          });
    }
  }

  /** A half ledger that was accepted is whole: its run has looked for every item. */
  public void madeWhole() {
    mark.madeWhole();
  }

  /**
   * What is wrong with a ledger that a run left without its log; null if nothing is.
   *
   * @param known up to when another record tells what was done, to the second
   */
  public @Nullable UploaderException loss(Instant known) {
    return mark.loss(known);
  }

  /**
   * Records that a create call is about to be sent; call it right before the call. An earlier
   * attempt's id, link and outcome leave the entry and stay in its history.
   *
   * @return which create call of this item it is, from 1
   */
  public int intend(Intent intent) {
    Instant now = clock.instant();
    return commits.write(
        () -> {
          Row row = intended(intent, now);
          event(row, now, What.INTENT, intent.summary());
          return row.attempts;
        });
  }

  /** Writes the intent; what an earlier attempt got leaves the entry. */
  private Row intended(Intent intent, Instant now) throws SQLException {
    // What an item has is an earlier attempt's from here on; unless it is another item's.
    database.update(
        """
        UPDATE video SET role = 'orphan' FROM entry e WHERE e.row_key = ?
        AND video.video_id = e.video_id AND video.entry_id = e.id\
        """,
        intent.key());
    Instant modified = intent.modified();
    return changed(
        intent.key(),
        """
        INSERT INTO entry (row_key, state, attempts, first_intent_at, intent_at, updated_at,
          create_call, source, parent, title, fingerprint, size, modified_ns, init_id)
        VALUES (?, 'intent', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (row_key) DO UPDATE SET state = 'intent', attempts = entry.attempts + 1,
          intent_at = excluded.intent_at, updated_at = excluded.updated_at,
          create_call = excluded.create_call, source = excluded.source, parent = excluded.parent,
          title = excluded.title, fingerprint = excluded.fingerprint, size = excluded.size,
          modified_ns = excluded.modified_ns, init_id = excluded.init_id, video_id = NULL, endpoint = NULL, fate = NULL,
          status = NULL, status_message = NULL, stored_title = NULL, play_link = NULL,
          embed_link = NULL, method = NULL, bytes = NULL, bytes_sent = NULL, bytes_resumed = NULL,
          md5 = NULL, verified = NULL, error_kind = NULL, error_message = NULL, error_code = NULL,
          request_id = NULL, retryable = NULL
        RETURNING id, attempts\
        """,
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
        modified == null ? null : EntryRows.nanos(modified),
        intent.initId());
  }

  public void linked(String key, String videoId, String endpoint) {
    linked(key, videoId, endpoint, null);
  }

  /**
   * Records id and upload link, before the first byte is sent. Only after {@link #intend}.
   *
   * @param identity what tells the file from others of its size and time; null if nothing does
   */
  public void linked(String key, String videoId, String endpoint, @Nullable String identity) {
    write(
        now -> {
          Row row =
              changed(
                  key,
                  """
                  UPDATE entry SET state = 'linked', video_id = ?, endpoint = ?, updated_at = ?,
                    file_identity = ?, prefix_bytes = NULL, prefix_hash = NULL
                  WHERE row_key = ? AND state = 'intent' RETURNING id, attempts\
                  """,
                  videoId,
                  endpoint,
                  now,
                  identity,
                  key);
          video(row, videoId, "own");
          event(row, now, What.LINKED, "video " + videoId);
        });
  }

  /**
   * The file that goes to an item's link.
   *
   * @param identity as it was given to {@link #linked}
   * @param bytes how many of its first bytes went there at least; 0 if that is not known
   * @param hash of them
   */
  public record SentFile(@Nullable String identity, long bytes, long hash) {}

  /** What is known of the file that goes to the item's link. */
  public SentFile sentFile(String key) {
    return one(
            row -> new SentFile(row.getString(1), row.getLong(2), row.getLong(3)),
            "SELECT file_identity, prefix_bytes, prefix_hash FROM entry WHERE row_key = ?",
            key)
        .orElse(new SentFile(null, 0, 0));
  }

  /**
   * Records what has gone to an item's link, or that another file continues it.
   *
   * @param modified the file's modification time
   */
  public void sent(String key, SentFile file, Instant modified) {
    write(
        now ->
            database.update(
                """
                UPDATE entry SET file_identity = ?, prefix_bytes = ?, prefix_hash = ?,
                  modified_ns = ? WHERE row_key = ? AND endpoint IS NOT NULL\
                """,
                file.identity,
                file.bytes,
                file.hash,
                EntryRows.nanos(modified),
                key));
  }

  /** Records how the attempt ended. */
  public void settle(String key, Outcome outcome) {
    write(
        now -> {
          if (outcome instanceof Outcome.Uploaded uploaded) {
            Stored stored = uploaded.stored();
            Row row = store(key, EntryState.UPLOADED, stored, uploaded.processing(), now);
            event(row, now, What.UPLOADED, stored.summary());
          } else if (outcome instanceof Outcome.Failed failed) {
            Row row = fail(key, EntryState.FAILED, failed.failure(), now);
            event(row, now, What.FAILED, failed.failure().summary());
          } else if (outcome instanceof Outcome.Unknown unknown) {
            Row row = fail(key, EntryState.UNKNOWN, unknown.failure(), now);
            event(row, now, What.UNKNOWN, unknown.failure().summary());
          }
        });
  }

  /**
   * Takes over a video that was there before anything was created for the item, in one write.
   *
   * @param intent what would have been created
   * @param evidence why it is that video, for {@code ledger explain}
   * @return false if the video is another item's; then nothing was recorded
   */
  public boolean adopt(Intent intent, Stored stored, Processing processing, String evidence) {
    Instant now = clock.instant();
    return commits.write(
        () -> {
          if (ownerOf(stored.videoId()).isPresent()) {
            return false;
          }
          Row begun = intended(intent, now);
          database.update("UPDATE entry SET attempts = 0 WHERE id = ?", begun.id);
          return adopted(intent.key(), stored, processing, evidence, now);
        });
  }

  /**
   * Records in one write that an item is left for a person before anything was created for it.
   *
   * @param intent what would have been created
   */
  public void leave(Intent intent, Failure failure) {
    write(
        now -> {
          Row begun = intended(intent, now);
          database.update("UPDATE entry SET attempts = 0 WHERE id = ?", begun.id);
          event(
              fail(intent.key(), EntryState.FAILED, failure, now),
              now,
              What.FAILED,
              failure.summary());
        });
  }

  /**
   * What another record says of an item.
   *
   * @param stored its video; null if it is left for a person
   * @param failure why it is; null if it is done
   * @param at when that was
   */
  public record Told(
      Intent intent, @Nullable Stored stored, @Nullable Failure failure, Instant at) {}

  /**
   * Records what another record says, all in one commit. What this ledger knows of an item stays
   * where it is done or newer, and a video stays the item's that has it.
   *
   * @param evidence which record that is, for {@code ledger explain}
   * @return how many were recorded
   */
  public int record(Collection<Told> all, String evidence) {
    return commits.write(
        () -> {
          int recorded = 0;
          for (Told told : all) {
            recorded += record(told, evidence) ? 1 : 0;
          }
          return recorded;
        });
  }

  private boolean record(Told told, String evidence) throws SQLException {
    String key = told.intent.key();
    LedgerEntry known = find(key).orElse(null);
    boolean stays =
        known != null && (known.state().hasArrived() || known.updatedAt().isAfter(told.at));
    Stored stored = told.stored;
    if (stays || (stored != null && !ownerOf(stored.videoId()).orElse(key).equals(key))) {
      return false;
    }
    Row begun = intended(told.intent, told.at);
    database.update("UPDATE entry SET attempts = attempts - 1 WHERE id = ?", begun.id);
    if (stored != null) {
      store(key, EntryState.UPLOADED, stored, Processing.open(null), told.at);
      event(begun, told.at, What.UPLOADED, stored.summary() + ", " + evidence);
    } else if (told.failure != null) {
      fail(key, EntryState.FAILED, told.failure, told.at);
      event(begun, told.at, What.FAILED, told.failure.summary() + ", " + evidence);
    }
    return true;
  }

  /**
   * Takes over the video that an earlier attempt of the same item had made.
   *
   * @param evidence why it is that video, for {@code ledger explain}
   * @return false if the video is another item's; then nothing was recorded
   */
  public boolean adopt(String key, Stored stored, Processing processing, String evidence) {
    Instant now = clock.instant();
    return commits.write(
        () ->
            ownerOf(stored.videoId()).orElse(key).equals(key)
                && adopted(key, stored, processing, evidence, now));
  }

  private boolean adopted(
      String key, Stored stored, Processing processing, String evidence, Instant now)
      throws SQLException {
    Row row = store(key, EntryState.ADOPTED, stored, processing, now);
    event(row, now, What.ADOPTED, "video " + stored.videoId() + ": " + evidence);
    return true;
  }

  /**
   * What the service said of an item's video later.
   *
   * @param processing {@link Processing.Fate#FAILED} makes the item {@link EntryState#FAILED} with
   *     the service's message
   * @param comparison of the video with its file; null if they were not compared
   * @param playLink as the service answered it, as is {@code embedLink}; null: what is known stays
   */
  public record FollowUp(
      String key,
      Processing processing,
      @Nullable Comparison comparison,
      @Nullable String playLink,
      @Nullable String embedLink) {}

  /**
   * A comparison of the file with what the service stored.
   *
   * @param md5 of the file, if it was computed and is the same
   * @param verified what was the same, as in {@link Stored}; or {@link #DIFFERS}
   */
  public record Comparison(@Nullable String md5, String verified) {
    public static final String DIFFERS = "differs";
  }

  /** Records what was seen of several videos, all in one commit: all of it or nothing. */
  public void processed(Collection<FollowUp> seen) {
    write(
        now -> {
          for (FollowUp one : seen) {
            processed(one, now);
          }
        });
  }

  private void processed(FollowUp seen, Instant now) throws SQLException {
    Processing processing = seen.processing();
    Comparison comparison = seen.comparison();
    Row row =
        changed(
            seen.key(),
            """
            UPDATE entry SET fate = ?, status = ?, status_message = ?, md5 = COALESCE(?, md5),
              verified = COALESCE(?, verified), play_link = COALESCE(?, play_link),
              embed_link = COALESCE(?, embed_link), updated_at = ?
            WHERE row_key = ? AND fate IS NOT NULL RETURNING id, attempts\
            """,
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
          Objects.requireNonNullElse(
              processing.message(),
              "Kinescope could not process the video (status: " + processing.status() + ")");
      Failure failure = new Failure(ErrorKind.VIDEO_FAILED, why, null, null, false);
      fail(seen.key(), EntryState.FAILED, failure, now);
    }
    String compared = comparison == null ? "" : ", verified: " + comparison.verified();
    event(row, now, What.PROCESSED, processing.summary() + compared);
  }

  public void metadataUpdated(String key, @Nullable String title, @Nullable String fingerprint) {
    write(
        now -> {
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

  /**
   * Records an orphan: a video that a lost create call made and that the item has no use for. From
   * now on it is this item's, so that no other takes it over.
   */
  public void orphan(String key, String videoId) {
    write(
        now -> {
          Row row = changed(key, "UPDATE entry SET updated_at = ?" + WHICH, now, key);
          video(row, videoId, "orphan");
          event(row, now, What.ORPHAN, "orphan: video " + videoId);
        });
  }

  /**
   * Gives items other keys, all in one commit: a list names them otherwise than before.
   *
   * @param keys the new key by the one that the item has
   */
  public void rename(Map<String, String> keys) {
    write(
        now -> {
          for (Map.Entry<String, String> one : keys.entrySet()) {
            database.update(
                "UPDATE entry SET row_key = ? WHERE row_key = ?", one.getValue(), one.getKey());
          }
        });
  }

  private Row store(String key, EntryState state, Stored stored, Processing processing, Instant now)
      throws SQLException {
    // Its own video is the one that its entry names, and no other: by that it is found.
    database.update(
        """
        UPDATE video SET role = 'orphan' FROM entry e WHERE e.row_key = ? AND e.video_id <> ?
        AND video.video_id = e.video_id AND video.entry_id = e.id\
        """,
        key,
        stored.videoId());
    Row row =
        changed(
            key,
            """
            UPDATE entry SET state = ?, video_id = ?, endpoint = NULL, stored_title = ?,
              play_link = ?, embed_link = ?, method = ?, bytes = ?, bytes_sent = ?,
              bytes_resumed = ?, md5 = ?, verified = ?, fate = ?, status = ?, status_message = ?,
              error_kind = NULL, error_message = NULL, error_code = NULL, request_id = NULL,
              retryable = NULL, updated_at = ?\
            """
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
    video(row, stored.videoId(), "own");
    return row;
  }

  private Row fail(String key, EntryState state, Failure failure, Instant now) throws SQLException {
    return changed(
        key,
        """
        UPDATE entry SET state = ?, error_kind = ?, error_message = ?, error_code = ?,
          request_id = ?, retryable = ?, updated_at = ?\
        """
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
    List<Row> rows = database.all(r -> new Row(r.getLong(1), r.getInt(2)), sql, arguments);
    if (rows.isEmpty()) {
      throw new IllegalStateException("this step does not follow what is recorded of " + key);
    }
    return rows.get(0);
  }

  /** Notes what an id is to the entry; another entry's video stays that entry's. */
  private void video(Row row, String videoId, String role) throws SQLException {
    database.update(
        """
        INSERT INTO video (video_id, entry_id, role) VALUES (?, ?, ?) ON CONFLICT (video_id)
        DO UPDATE SET role = excluded.role WHERE video.entry_id = excluded.entry_id\
        """,
        videoId,
        row.id,
        role);
  }

  private void event(Row row, Instant at, What what, String evidence) throws SQLException {
    database.update(
        """
        INSERT INTO event (entry_id, number, at, attempt, what, evidence) VALUES (?,
          (SELECT COALESCE(MAX(number), 0) + 1 FROM event WHERE entry_id = ?), ?, ?, ?, ?)\
        """,
        row.id,
        row.id,
        at,
        row.attempts,
        what.id(),
        evidence.length() > MAX_EVIDENCE ? evidence.substring(0, MAX_EVIDENCE) + "…" : evidence);
  }

  private void write(Change change) {
    Instant now = clock.instant();
    commits.write(
        () -> {
          change.make(now);
          return true;
        });
  }

  private interface Change {
    void make(Instant now) throws SQLException;
  }

  private record Row(long id, int attempts) {}

  /** Notes something that is no step of an item; null: it is true no longer. */
  public void note(String name, @Nullable String value) {
    write(
        now -> {
          if (value == null) {
            database.update("DELETE FROM meta WHERE name = ?", name);
          } else {
            database.update(Schema.PUT_META, name, value);
          }
        });
  }

  /**
   * Takes over what another ledger of the same list knows of these items beyond this one: entries
   * with their histories, videos and notes; all in one commit.
   *
   * @param replaces whether the item with this key is a new file for a video, which is that of the
   *     item that made it
   * @return of how many items
   * @throws UploaderException of kind USAGE if an item went on in both, or two items would have one
   *     video; then nothing was taken
   */
  public int takeOver(LedgerReader other, Collection<String> keys, Predicate<String> replaces) {
    List<String> further = behind(other, keys);
    return further.isEmpty()
        ? 0
        : commits.write(() -> new Takeover(other.database, database).take(further, replaces));
  }

  /** The same of all items of several ledgers that are meant, all in one commit. */
  public int takeOver(
      List<? extends LedgerReader> others, Predicate<String> meant, Predicate<String> replaces) {
    return commits.write(
        () -> {
          int taken = 0;
          for (LedgerReader other : others) {
            Takeover takeover = new Takeover(other.database, database);
            long after = 0;
            List<LedgerEntry> page = other.page(after);
            while (!page.isEmpty()) {
              taken +=
                  takeover.take(
                      page.stream().map(LedgerEntry::key).filter(meant).toList(), replaces);
              after = page.get(page.size() - 1).id();
              page = other.page(after);
            }
          }
          return taken;
        });
  }

  /** Forgets these items, and their videos: an item that is asked for again is new. */
  public void forget(Collection<String> keys) {
    write(
        now -> {
          for (String key : keys) {
            LedgerEntry known = find(key).orElse(null);
            if (known != null) {
              forget(database, known.id());
            }
            database.update("DELETE FROM meta WHERE name = ?", NOTE_OF_ITEM + key);
          }
        });
  }

  /** An entry with its history and its videos; inside a transaction. */
  static void forget(Database database, long id) throws SQLException {
    database.update("DELETE FROM event WHERE entry_id = ?", id);
    for (String where : VIDEOS_OF_ENTRY) {
      database.update(
          "DELETE FROM video WHERE video_id IN (SELECT v.video_id FROM entry e JOIN video v ON "
              + where
              + " WHERE e.id = ?)",
          id);
    }
    database.update("DELETE FROM entry WHERE id = ?", id);
  }

  /** Makes the file as small as what is in it. */
  public void pack() {
    database.alone("write", database::pack);
  }

  /** Ends its use in order: from now on the file alone is the ledger. */
  @Override
  public void close() {
    if (mark.end()) {
      database.close();
    } else {
      database.leave();
    }
  }

  /** Ends this process's use of a ledger that others go on with. */
  public void leave() {
    database.leave();
  }
}
