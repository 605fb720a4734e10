package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection, and who may use it: one thread at a time. The lock is fair, so that a read
 * waits for one commit at most, however many writers are in line.
 */
final class Database implements AutoCloseable {

  /** Something to do with the connection while nobody else does. */
  interface SqlCall<T> {
    T run() throws SQLException;
  }

  interface SqlStep {
    void run() throws SQLException;
  }

  /** Makes a value of the row that the result stands on. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static final int TRIES = 200;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Connection connection;
  private final Dialect dialect;
  private final String where;
  private boolean closed;
  private Runnable afterReading = () -> {};
  private Runnable afterClosing = () -> {};

  /** Takes over a connection; messages name where its file is. */
  Database(Connection connection, Dialect dialect, String where) {
    this.connection = connection;
    this.dialect = dialect;
    this.where = where;
  }

  Dialect dialect() {
    return dialect;
  }

  String where() {
    return where;
  }

  /** From now on, what was read is believed only if this check does not throw. */
  void checkAfterReading(Runnable check) {
    afterReading = check;
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void onClosed(Runnable action) {
    afterClosing = action;
  }

  /**
   * Sends what the dialect wants first: its {@code onConnect}, {@code onOwned} or {@code
   * onInspect}; several processes may turn a new file into WAL mode at once.
   */
  void prepare(List<String> first) {
    for (String sql : first) {
      alone("open", () -> persistently(() -> execute(sql)));
    }
  }

  /** Takes a step again, for five seconds, where SQLite itself does not wait for others. */
  void persistently(SqlStep step) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (SQLException e) {
        if (tries == TRIES || !dialect.isBusy(e)) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Runs the work with the connection to itself; failures come in plain words. */
  <T> T alone(String doing, SqlCall<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the ledger " + where + " is closed");
      }
      T answer = work.run();
      afterReading.run();
      return answer;
    } catch (SQLException e) {
      afterReading.run(); // what looks like a damaged file may be one that changed
      throw dialect.explain(e, doing, where);
    } finally {
      lock.unlock();
    }
  }

  void alone(String doing, SqlStep step) {
    alone(
        doing,
        () -> {
          step.run();
          return true;
        });
  }

  /** Opens a transaction; inside {@link #alone} only. */
  void begin() throws SQLException {
    execute(dialect.begin());
  }

  /** Makes durable what was written since {@link #begin}. */
  void commit() throws SQLException {
    execute("COMMIT");
  }

  /** Undoes what was written since {@link #begin}, whatever state the transaction is in. */
  void abandon(Throwable reason) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e); // a full disk has made the database undo it already
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Writes the file anew, without what was overwritten; outside of any transaction. */
  void pack() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close(); // one that was not read to its end would be in the way
    }
    prepared.clear();
    execute("VACUUM");
  }

  /** A statement that is prepared once and kept, with these arguments from the left. */
  PreparedStatement statement(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, plain(arguments[i]));
    }
    return statement;
  }

  int update(String sql, @Nullable Object... arguments) throws SQLException {
    try {
      return statement(sql, arguments).executeUpdate();
    } catch (SQLException e) {
      throw forgotten(sql, e);
    }
  }

  <T> List<T> all(RowReader<T> reader, String sql, @Nullable Object... arguments)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = statement(sql, arguments).executeQuery()) {
      while (rows.next()) {
        found.add(reader.read(rows));
      }
    } catch (SQLException e) {
      throw forgotten(sql, e);
    }
    return found;
  }

  /** A statement that failed fails again, and says of itself alone that it "is not executing". */
  private SQLException forgotten(String sql, SQLException failure) {
    try (PreparedStatement failed = prepared.remove(sql)) {
      assert failed == null || !failed.isClosed();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Instant instant ? (Object) instant.toEpochMilli() : value;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        for (PreparedStatement statement : prepared.values()) {
          statement.close();
        }
        connection.close();
        afterClosing.run();
      }
    } catch (SQLException e) {
      throw dialect.explain(e, "close", where);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets go of it without closing: SQLite would move what is in the log into the file, and remove
   * the log. The process ends soon.
   */
  void leave() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Closes after a failure that matters more than whatever closing says. */
  void closeAfter(UploaderException failure) {
    try {
      close();
    } catch (UploaderException e) {
      failure.addSuppressed(e);
    }
  }
}
