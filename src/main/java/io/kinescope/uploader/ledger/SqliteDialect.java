package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: one file beside the CSV. */
final class SqliteDialect implements SqlDialect {
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

  private final List<String> pragmas;

  SqliteDialect() {
    this(List.of());
  }

  /** With more pragmas, such as a limit of pages. */
  SqliteDialect(List<String> more) {
    pragmas = new ArrayList<>(PRAGMAS);
    pragmas.addAll(more);
  }

  @Override
  public List<String> onConnect() {
    return pragmas;
  }

  /** The write-ahead log is noted in the file itself: somebody else's database must not get it. */
  @Override
  public List<String> onOwned() {
    return List.of("PRAGMA journal_mode = WAL");
  }

  /** The same for a connection that only looks: nothing of it may write. */
  List<String> onInspect() {
    return LOOKING;
  }

  @Override
  public String countingKey() {
    return "INTEGER PRIMARY KEY";
  }

  @Override
  public String keyedTable() {
    return " WITHOUT ROWID";
  }

  @Override
  public String tableNames() {
    return "SELECT name FROM sqlite_master WHERE type = 'table'";
  }

  @Override
  public String begin() {
    return "BEGIN IMMEDIATE"; // a lock taken later could fail half-way
  }

  @Override
  public boolean isBusy(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  @Override
  public UploaderException explain(SQLException e, String doing, String where) {
    Words words = words(e);
    return new UploaderException(
        ErrorKind.LOCAL_IO,
        "can't " + doing + " the ledger " + where + ": " + words.what,
        words.hint,
        null,
        null,
        e);
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
    String name = name(e);
    return name.equals("SQLITE_IOERR_SHMLOCK")
        || name.equals("SQLITE_IOERR_SHMMAP")
        || name.equals("SQLITE_IOERR_LOCK")
        || name.equals("SQLITE_IOERR_RDLOCK")
        || name.equals("SQLITE_IOERR_UNLOCK")
        || name.equals("SQLITE_IOERR_CHECKRESERVEDLOCK");
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
