package io.kinescope.uploader.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The first words on a connection. */
final class Connecting {
  private static final int TRIES = 200;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private Connecting() {}

  /**
   * Sends what the dialect wants first: its {@code onConnect}, {@code onOwned} or {@code
   * onInspect}. SQLite does not wait by itself where several processes turn a new file into WAL
   * mode at once, so it is asked again, for five seconds at most.
   */
  static void prepare(Database database, List<String> first) throws SQLException {
    for (String sql : first) {
      int tries = 1;
      while (!done(database, sql, tries)) {
        tries++;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static boolean done(Database database, String sql, int tries) throws SQLException {
    try {
      database.execute(sql);
      return true;
    } catch (SQLException e) {
      if (tries < TRIES && database.dialect().isBusy(e)) {
        return false;
      }
      throw e;
    }
  }
}
