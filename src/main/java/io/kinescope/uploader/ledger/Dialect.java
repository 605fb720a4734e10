package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What is SQLite's own. All other SQL of this room is plain: {@code ON CONFLICT}, {@code
 * RETURNING}, {@code LIMIT}, {@code format} and partial indexes are the same words in PostgreSQL.
 */
class Dialect {
  private static final int PRIMARY_CODE = 0xff; // extended codes keep more detail in higher bits
  private static final List<String> PRAGMAS =
      List.of(
          "PRAGMA busy_timeout = 10000", // ms: another process's commit, or a backup
          "PRAGMA synchronous = FULL", // in WAL mode only FULL survives power loss
          "PRAGMA fullfsync = ON", // macOS: fsync alone does not reach the platter there
          "PRAGMA cache_size = -8192", // KiB: a look-up needs few pages, the system caches the rest
          "PRAGMA journal_size_limit = 16777216",
          "PRAGMA temp_store = MEMORY");

  private static final List<String> LOOKING =
      List.of(
          "PRAGMA busy_timeout = 10000",
          "PRAGMA query_only = ON",
          "PRAGMA cache_size = -8192",
          "PRAGMA temp_store = MEMORY");

  private static final Set<String> LOCK_TROUBLE =
      Set.of(
          "SQLITE_IOERR_SHMLOCK",
          "SQLITE_IOERR_SHMMAP",
          "SQLITE_IOERR_LOCK",
          "SQLITE_IOERR_RDLOCK",
          "SQLITE_IOERR_UNLOCK",
          "SQLITE_IOERR_CHECKRESERVEDLOCK");

  private final List<String> pragmas;

  Dialect() {
    this(List.of());
  }

  /** With more pragmas, such as a limit of pages. */
  Dialect(List<String> more) {
    pragmas = new ArrayList<>(PRAGMAS);
    pragmas.addAll(more);
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
    return LOOKING;
  }

  /** Opens a transaction that may write; a lock taken later could fail half-way. */
  String begin() {
    return "BEGIN IMMEDIATE";
  }

  /** Whether another process is just doing what must be waited for. */
  boolean isBusy(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /**
   * The failure in plain words: what, where, what to do.
   *
   * @param doing what was tried: {@code open}, {@code read}, {@code write}
   * @param where the file
   */
  UploaderException explain(SQLException e, String doing, String where) {
    Words words = words(e);
    return UploaderException.of(
            ErrorKind.LOCAL_IO, "could not " + doing + " the ledger " + where + ": " + words.what)
        .hint(words.hint)
        .cause(e)
        .build();
  }

  private static Words words(SQLException e) {
    int code = primary(e);
    String other = "a local disk is needed: copy the ledger to one and name the copy with --ledger";
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return new Words("the disk is full", "make room, then run the same command again");
    }
    if (code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return new Words(
          "the file is not an SQLite database", "give another file, or move this one away");
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return new Words(
          "the file is damaged",
          "restore it from a backup; starting without it could make every video a second time");
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new Words(
          "the file or its folder can't be written",
          "make the folder writable, or copy the ledger to one that is and name the copy with"
              + " --ledger");
    }
    if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code || code == SQLiteErrorCode.SQLITE_PERM.code) {
      return new Words(
          "it can't be opened or created there", "check that the folder exists, and its rights");
    }
    if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new Words(
          "another program keeps it locked", "wait for it to end, then run the command again");
    }
    if (code == SQLiteErrorCode.SQLITE_PROTOCOL.code || isLockTrouble(e)) {
      return new Words("the file system can't lock files (a network drive?)", other);
    }
    if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
      return new Words(
          "the disk reports an error (" + name(e) + ")",
          "check the disk and its quota, then run the same command again");
    }
    if (e.getCause() != null && !(e instanceof SQLiteException)) {
      return new Words(
          "SQLite's native library can't be loaded: " + e.getCause().getMessage(),
          "set KINESCOPE_JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR to a folder that may hold programs");
    }
    return new Words(String.valueOf(e.getMessage()), "run the same command again");
  }

  private static boolean isLockTrouble(SQLException e) {
    return LOCK_TROUBLE.contains(name(e));
  }

  private static int primary(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? sqlite.getResultCode().code & PRIMARY_CODE
        : e.getErrorCode() & PRIMARY_CODE;
  }

  private static String name(SQLException e) {
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "";
  }

  private record Words(String what, String hint) {}
}
