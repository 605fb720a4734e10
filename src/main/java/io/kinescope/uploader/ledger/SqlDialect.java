package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import java.sql.SQLException;
import java.util.List;

/**
 * What differs between databases. All other SQL of this room is plain: {@code ON CONFLICT}, {@code
 * RETURNING}, {@code LIMIT}, {@code format} and partial indexes are the same words in SQLite and in
 * PostgreSQL.
 */
interface SqlDialect {

  /** What to send first on a new connection, outside of any transaction. */
  List<String> onConnect();

  /** What to send once the database is known to be a ledger, or new; outside of any transaction. */
  List<String> onOwned();

  /** The type of a primary key that counts up by itself. */
  String countingKey();

  /** What follows the closing bracket of a table that is found by its primary key alone. */
  String keyedTable();

  /** A query for the names of the tables, one a row. */
  String tableNames();

  /** Opens a transaction that may write; waits for another process's. */
  String begin();

  /** Whether the schema must be left to another process for a moment. */
  boolean isBusy(SQLException e);

  /**
   * The failure in plain words: what, where, what to do.
   *
   * @param doing what was tried: {@code open}, {@code read}, {@code write}
   * @param where the file, or the database's name
   */
  UploaderException explain(SQLException e, String doing, String where);
}
