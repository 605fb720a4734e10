package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says in the database file itself, not only in its log, that a run writes to it: the file alone is
 * then no whole ledger. Set before a run's first write, and taken away when the last run ends in
 * order. Set while the log is gone, it tells that what a run recorded is lost.
 */
final class RunMark {
  /** When the run began: ISO-8601, to the second. */
  private static final String NAME = "run_since";

  /** The same of a half ledger that was taken, until all was looked for. */
  private static final String HALF = "half_since";

  private static final String PUT =
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name)"
          + " DO UPDATE SET value = excluded.value";
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final String DELETE = "DELETE FROM meta WHERE name = ?";

  private final Database database;
  private final Clock clock;
  private final boolean hadLog;
  private final boolean ends;
  private boolean set;
  private boolean refused;
  private boolean whole;

  /**
   * @param hadLog whether there was a log with rows before the database was opened
   * @param ends whether this connection may take the mark away; not one that only looks
   */
  RunMark(Database database, Clock clock, boolean hadLog, boolean ends) {
    this.database = database;
    this.clock = clock;
    this.hadLog = hadLog;
    this.ends = ends;
  }

  /**
   * Whether there is a log with rows in it. An empty one, which whoever reads makes for a moment,
   * is none: a run's log always begins with its mark.
   */
  static boolean hasLog(Path file) {
    return log(file).toFile().length() > 0; // 0 if there is none
  }

  static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /**
   * Before any write; with the connection to itself. All that was in the log is in the file then.
   */
  void set() throws SQLException {
    if (set) {
      return;
    }
    change(PUT, NAME, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    database.persistently(this::checkpoint);
    set = true;
  }

  /** SQLite waits for readers and writers, but not for another process's checkpoint. */
  private void checkpoint() throws SQLException {
    String full = "PRAGMA wal_checkpoint(FULL)";
    long until = System.nanoTime() + WAIT_NANOS;
    while (database.all(row -> row.getInt(1), full).get(0) != 0) {
      if (System.nanoTime() > until) {
        throw new SQLiteException("an older state is read", SQLiteErrorCode.SQLITE_LOCKED);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** The mark of a run that goes on, or did not end in order; empty if there is none. */
  static List<String> of(Database database) {
    return value(database, NAME);
  }

  private static List<String> value(Database database, String name) {
    return database.alone(
        "read", () -> database.all(row -> row.getString(1), Schema.META_VALUE, name));
  }

  /**
   * Why the ledger is not whole; null if nothing tells that it is not.
   *
   * @param known up to when another record tells what was done
   */
  @Nullable UploaderException loss(Instant known) {
    List<String> found = value(database, HALF);
    if (found.isEmpty() && !hadLog && !set) {
      found = of(database);
    }
    String since = found.isEmpty() ? null : found.get(0);
    if (since == null || known.truncatedTo(ChronoUnit.SECONDS).toString().compareTo(since) >= 0) {
      return null;
    }
    String where = database.where();
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "the ledger "
            + where
            + " is incomplete: the run that began at "
            + since
            + " did not end, and its log "
            + where
            + "-wal is gone (or this is a copy that was made during that run); what it recorded"
            + " would be uploaded a second time",
        "restore the log or the whole ledger; or complete it with 'kinescope ledger rebuild "
            + where
            + " --from RESULTS', from results written after that run; or use --adopt-existing to"
            + " look for the videos that exist",
        new SQLiteException("the log is gone", SQLiteErrorCode.SQLITE_CORRUPT));
  }

  /**
   * Refuses a ledger that a run left without its log, and one whose pages a run has left damaged.
   *
   * @param halfAccepted whether every item that the ledger does not know is looked for
   * @return since when it is half, where it is, and going to be written
   */
  @Nullable String requireWhole(boolean halfAccepted) {
    UploaderException loss = loss(Instant.EPOCH);
    refused = true;
    if (loss != null && !halfAccepted) {
      throw loss;
    }
    List<String> since = of(database);
    if (!since.isEmpty()) {
      database.alone("read", this::quickCheck);
    }
    refused = false;
    whole = true;
    return loss == null || !ends || since.isEmpty() ? null : since.get(0);
  }

  /** In a transaction: the ledger stays half, whatever ends or kills this run. */
  void half(String since) throws SQLException {
    int unused = database.update(PUT, HALF, since);
  }

  /** Everything was looked for, or is known from elsewhere. */
  void madeWhole() {
    if (!value(database, HALF).isEmpty()) {
      database.alone("write", () -> change(DELETE, HALF));
    }
  }

  private void quickCheck() throws SQLException {
    List<String> found = database.all(row -> row.getString(1), "PRAGMA quick_check(1)");
    if (!found.equals(List.of("ok"))) {
      throw new SQLiteException(String.join("; ", found), SQLiteErrorCode.SQLITE_CORRUPT);
    }
  }

  /**
   * Takes the mark away.
   *
   * @return false if that can't be written, or nobody asked whether it is whole: then the log must
   *     stay, as after a kill
   */
  boolean end() {
    if (refused) {
      return false;
    }
    try {
      if (!ends || database.isClosed() || of(database).isEmpty()) {
        return true;
      }
      if (set || whole) {
        database.alone("close", () -> change(DELETE, NAME));
      }
      return set || whole;
    } catch (UploaderException e) {
      return false;
    }
  }

  /** Takes it from a copy that has everything. */
  static void remove(Database copy) {
    copy.alone("write", () -> copy.update(DELETE, NAME));
  }

  private void change(String sql, Object... arguments) throws SQLException {
    database.begin();
    try {
      int unused = database.update(sql, arguments);
      database.commit();
    } catch (SQLException e) {
      database.abandon(e);
      throw e;
    }
  }
}
