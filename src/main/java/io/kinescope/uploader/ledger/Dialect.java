package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What is SQLite's own. All other SQL of this room is plain: {@code ON CONFLICT}, {@code
 * RETURNING}, {@code LIMIT}, {@code format} and partial indexes are the same words in PostgreSQL.
 */
class Dialect {
  private static final int PRIMARY_CODE = 0xff; // extended codes keep more detail in higher bits
  private static final List<String> ALWAYS =
      List.of(
          "PRAGMA busy_timeout = 10000", // ms: another process's commit, or a backup
          "PRAGMA cache_size = -8192", // KiB: a look-up needs few pages, the system caches the rest
          "PRAGMA temp_store = MEMORY");
  private static final List<String> WRITING =
      List.of(
          "PRAGMA synchronous = FULL", // in WAL mode only FULL survives power loss
          "PRAGMA fullfsync = ON", // macOS: fsync alone does not reach the platter there
          "PRAGMA secure_delete = FAST", // an erased link's bytes go, too, in pages written anyway
          "PRAGMA journal_size_limit = 16777216");

  private final List<String> pragmas;

  Dialect() {
    this(List.of());
  }

  /** With more pragmas, such as a limit of pages. */
  Dialect(List<String> more) {
    pragmas = Stream.of(ALWAYS, WRITING, more).flatMap(List::stream).toList();
  }

  /** What to send first on a new connection, outside of any transaction. */
  List<String> onConnect() {
    return pragmas;
  }

  /**
   * What to send once the database is known to be a ledger, or new. The write-ahead log is noted in
   * the file itself: somebody else's database must not get it.
   */
  List<String> onOwned() {
    return List.of("PRAGMA journal_mode = WAL");
  }

  /** What to send first on a connection that only looks: nothing of it may write. */
  List<String> onInspect() {
    return Stream.concat(ALWAYS.stream(), Stream.of("PRAGMA query_only = ON")).toList();
  }

  /** Opens a transaction that may write; a lock taken later could fail half-way. */
  String begin() {
    return "BEGIN IMMEDIATE";
  }

  /** Whether another process is just doing what must be waited for. */
  boolean isBusy(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_BUSY;
  }

  /**
   * The failure in plain words: what, where, what to do.
   *
   * @param doing what was tried: {@code open}, {@code read}, {@code write}
   * @param where the file
   */
  UploaderException explain(SQLException e, String doing, String where) {
    Words words = words(e);
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "could not " + doing + " the ledger " + where + ": " + words.what,
        words.hint,
        e);
  }

  private static Words words(SQLException e) {
    String name = e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "";
    Words noLocks =
        new Words(
            "the file system can't lock files (a network drive?)",
            "copy the ledger to a local disk and name the copy with --ledger");
    if (name.matches("SQLITE_IOERR_(SHMLOCK|SHMMAP|LOCK|RDLOCK|UNLOCK|CHECKRESERVEDLOCK)")) {
      return noLocks;
    }
    Words full = new Words("the disk is full", "make room, then run the same command again");
    if (name.equals("SQLITE_IOERR_SHMSIZE")) { // the first file that a ledger makes there
      return full;
    }
    return switch (primary(e)) {
      case SQLITE_PROTOCOL -> noLocks;
      case SQLITE_FULL -> full;
      case SQLITE_NOTADB ->
          new Words(
              "the file is not an SQLite database", "give another file, or move this one away");
      case SQLITE_CORRUPT ->
          new Words(
              "the file is damaged",
              "restore it from a backup, or make a new one with 'kinescope ledger rebuild NEW --from"
                  + " RESULTS'; starting without it uploads every video a second time, unless"
                  + " --adopt-existing finds those that exist");
      case SQLITE_READONLY ->
          new Words(
              "the file or its folder is not writable",
              "make the folder writable, or copy the ledger to one that is and name the copy with"
                  + " --ledger");
      case SQLITE_CANTOPEN, SQLITE_PERM ->
          new Words(
              "SQLite can't open or create it there",
              "check that the folder exists, and its permissions");
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new Words(
              "another program keeps it locked", "wait for it to end, then run the command again");
      case SQLITE_IOERR ->
          new Words(
              "the disk reports an error (" + name + ")",
              "check the disk and its quota, then run the same command again");
      default ->
          e.getCause() == null || e instanceof SQLiteException
              ? new Words(String.valueOf(e.getMessage()), "run the same command again")
              : new Words(
                  "could not load SQLite's native library: " + e.getCause().getMessage(),
                  "set KINESCOPE_JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR to a folder that programs"
                      + " may run from");
    };
  }

  /** Whether the file is not, or no longer, a whole database. */
  static boolean isDamage(SQLException e) {
    SQLiteErrorCode code = primary(e);
    return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
  }

  private static SQLiteErrorCode primary(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE);
  }

  private record Words(String what, String hint) {}
}
