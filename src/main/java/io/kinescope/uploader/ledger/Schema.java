package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The tables, made in numbered steps: a ledger of an older program is brought forward, step by step
 * in one transaction; one of a newer program is refused, since what its rows mean is not known
 * here. A step that was released is never changed: a new one is added.
 */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** The value of one name in the table of what is true of the whole ledger. */
  static final String META_VALUE = "SELECT value FROM meta WHERE name = ?";

  static final String PUT_META =
      """
      INSERT INTO meta (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value\
      """;

  /** Which API URL the ledger belongs to; not there: any. */
  static final String SERVICE = "service";

  /** Every step that this program knows; the first is number 1. */
  static final List<List<String>> STEPS = List.of(first(), second(), third());

  /** The first step whose keys have their present form. */
  private static final int PRESENT_KEYS = 3;

  private static final int PAGE = 500;

  private final Database database;
  private final List<List<String>> steps;
  private final KeyForm keys;

  Schema(Database database, List<List<String>> steps, KeyForm keys) {
    this.database = database;
    this.steps = steps;
    this.keys = keys;
  }

  /**
   * Creates what is missing and checks that the ledger may be used.
   *
   * @param service the API URL it must belong to; null: any
   * @param program this program's version, noted when the ledger is made
   */
  void prepare(@Nullable String service, String program, Instant now) {
    if (database.alone("open", this::version) < steps.size()) {
      database.alone("open", () -> bringForward(service, program, now));
    }
    int unused = check(service);
  }

  /**
   * The step that the ledger has reached; 0 if it is new, without tables. Writes nothing.
   *
   * @param service as with {@link #prepare}
   * @throws UploaderException of kind USAGE if it is somebody else's database, a newer program's,
   *     or another service's
   */
  int check(@Nullable String service) {
    int version = database.alone("open", this::version);
    if (version == 0 || service == null) {
      return version;
    }
    String owner = database.alone("open", () -> Objects.requireNonNullElse(meta(SERVICE), service));
    if (!owner.equals(service)) {
      throw UploaderException.usage(
          "the ledger "
              + database.where()
              + " belongs to "
              + owner
              + ", and this run would upload to "
              + service,
          "give this service a ledger of its own with --ledger FILE, or set --api-url to " + owner);
    }
    return version;
  }

  private void bringForward(@Nullable String service, String program, Instant now)
      throws SQLException {
    int renamed = 0;
    database.begin(); // looks again inside: another process may have done it meanwhile
    try {
      int from = version();
      for (List<String> step : steps.subList(from, steps.size())) {
        for (String sql : step) {
          database.execute(sql);
        }
      }
      if (from > 0 && from < PRESENT_KEYS) {
        renamed = rename("") + rename("NOT");
      }
      if (from == 0) {
        put("created_at", now.toString());
        put("program", program);
        if (service != null) {
          put(SERVICE, service);
        }
      }
      put("schema", Integer.toString(steps.size()));
      database.commit();
    } catch (SQLException | RuntimeException e) {
      database.abandon(e);
      throw e;
    }
    if (renamed > 0) {
      forgetOldNames();
    }
  }

  /** Keys held signatures, and what is overwritten stays in the file's free places. */
  private void forgetOldNames() {
    try {
      database.pack();
    } catch (SQLException e) {
      LogLine.at(Level.WARN, LOG, LogEvent.WARNING)
          .cause(e)
          .say("the ledger {} was not packed after its update", database.where());
    }
  }

  /**
   * Gives entries the names that they have now, the newest first, and those first whose URL is
   * done: their videos are the same. Where two get one key, the later has a name of its own, by
   * which no item asks for it.
   */
  private int rename(String which) throws SQLException {
    int renamed = 0;
    long before = Long.MAX_VALUE;
    String page =
        "SELECT * FROM entry WHERE id < ? AND "
            + which
            + " (state IN ('uploaded', 'adopted') AND create_call = 'url') ORDER BY id DESC LIMIT "
            + PAGE;
    List<LedgerEntry> entries = database.all(EntryRows::read, page, before);
    while (!entries.isEmpty()) {
      for (LedgerEntry entry : entries) {
        KeyForm.Known name = keys.of(entry);
        if (name != null) {
          renamed++;
          boolean free = named(entry.id(), name.key(), name.source());
          boolean unused =
              free || named(entry.id(), "earlier:" + entry.id() + ":" + name.key(), name.source());
        }
        before = entry.id();
      }
      entries = database.all(EntryRows::read, page, before);
    }
    return renamed;
  }

  private boolean named(long id, String key, String source) throws SQLException {
    String sql = "UPDATE OR IGNORE entry SET row_key = ?, source = ? WHERE id = ?";
    return database.update(sql, key, source, id) > 0;
  }

  /** The step that the file has reached; 0 if it is new. Refuses what is not a known ledger. */
  private int version() throws SQLException {
    List<String> tables =
        database.all(
            row -> row.getString(1), "SELECT name FROM sqlite_master WHERE type = 'table'");
    if (tables.isEmpty()) {
      return 0;
    }
    String stored = tables.contains("meta") ? meta("schema") : null;
    if (stored == null) {
      throw UploaderException.usage(
          database.where() + " is a database, but not a ledger of this program",
          "an import keeps its ledger beside its CSV, as FILE.ledger.db");
    }
    if (!stored.matches("[1-9][0-9]{0,5}")) {
      throw new SQLiteException("schema " + stored, SQLiteErrorCode.SQLITE_CORRUPT);
    }
    int version = Integer.parseInt(stored);
    if (version > steps.size()) {
      throw UploaderException.usage(
          "the ledger "
              + database.where()
              + " was written by a newer version of this program (its schema is "
              + version
              + ", this version knows "
              + steps.size()
              + ")",
          "use that version or a newer one");
    }
    return version;
  }

  private @Nullable String meta(String name) throws SQLException {
    List<String> values = database.all(row -> row.getString(1), META_VALUE, name);
    return values.isEmpty() ? null : values.get(0);
  }

  private void put(String name, String value) throws SQLException {
    database.update(PUT_META, name, value);
  }

  /** A table that is found by its primary key alone is WITHOUT ROWID. */
  private static List<String> first() {
    return List.of(
        """
        CREATE TABLE meta (name VARCHAR(40) NOT NULL PRIMARY KEY, value VARCHAR(2000) NOT NULL)
        WITHOUT ROWID\
        """,
        // Wide rows found by a long key: a counting key keeps the other tables and indexes narrow.
        """
        CREATE TABLE entry (id INTEGER PRIMARY KEY, row_key TEXT NOT NULL UNIQUE,
          state VARCHAR(10) NOT NULL, attempts INTEGER NOT NULL, first_intent_at BIGINT NOT NULL,
          intent_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, create_call VARCHAR(10) NOT NULL,
          source TEXT NOT NULL, parent TEXT, title TEXT, fingerprint TEXT, size BIGINT,
          modified_ns BIGINT, video_id TEXT, endpoint TEXT, fate VARCHAR(10), status TEXT,
          status_message TEXT, stored_title TEXT, play_link TEXT, embed_link TEXT,
          method VARCHAR(10), bytes BIGINT, bytes_sent BIGINT, bytes_resumed BIGINT, md5 TEXT,
          verified TEXT, error_kind VARCHAR(40), error_message TEXT, error_code INTEGER,
          request_id TEXT, retryable INTEGER)\
        """,
        // Only what waits for its fate is in this index: a ledger of done rows has it empty.
        "CREATE INDEX entry_open ON entry (fate, id) WHERE fate = 'open'",
        // Few at any time: what the last run was doing when it was killed.
        "CREATE INDEX entry_unresolved ON entry (id) WHERE state IN ('intent', 'unknown')",
        // Every id that any attempt ever got, so that no row takes over another row's video.
        """
        CREATE TABLE video (video_id TEXT NOT NULL PRIMARY KEY, entry_id BIGINT NOT NULL)
        WITHOUT ROWID\
        """,
        """
        CREATE TABLE event (entry_id BIGINT NOT NULL, number INTEGER NOT NULL, at BIGINT NOT NULL,
          attempt INTEGER NOT NULL, what VARCHAR(10) NOT NULL, evidence TEXT NOT NULL,
          PRIMARY KEY (entry_id, number)) WITHOUT ROWID\
        """);
  }

  /** What an id is to its entry, and "orphan" for what was called a leftover. */
  private static List<String> second() {
    return List.of(
        "ALTER TABLE video ADD COLUMN role VARCHAR(10) NOT NULL DEFAULT 'own'",
        "UPDATE video SET role = 'orphan' WHERE NOT EXISTS (SELECT 1 FROM entry e"
            + " WHERE e.id = video.entry_id AND e.video_id = video.video_id)",
        "UPDATE event SET what = 'orphan', evidence = replace(evidence, 'left behind: ', 'orphan: ')"
            + " WHERE what = 'leftover'",
        // Few at any time; an index of all videos would cost every import a page a commit.
        "CREATE INDEX video_orphan ON video (entry_id, video_id) WHERE role = 'orphan'");
  }

  /**
   * A URL is known by what it names, not as it was written. Which file goes to an entry's link, a
   * hash of as many of its bytes as have gone there, and the id that the link was asked for with.
   */
  private static List<String> third() {
    return List.of(
        "ALTER TABLE entry ADD COLUMN file_identity TEXT",
        "ALTER TABLE entry ADD COLUMN prefix_bytes BIGINT",
        "ALTER TABLE entry ADD COLUMN prefix_hash BIGINT",
        "ALTER TABLE entry ADD COLUMN init_id TEXT");
  }
}
