package io.kinescope.uploader.ledger;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the writes of many threads ride in one transaction: a commit waits for the disk, and the
 * disk takes many rows as fast as one. Whoever finds nobody at work leads: it carries out its own
 * write and all that are in line, commits, wakes their owners, and hands the lead to the first that
 * came meanwhile. So a lone writer pays no thread change, and the batch grows by itself with the
 * load.
 */
final class GroupCommit {
  /** A batch longer than this would make reads wait, and commits no cheaper. */
  private static final int MAX_BATCH = 512;

  private final Database database;
  private final Database.SqlStep first;
  private final Deque<Pending<?>> line = new ArrayDeque<>();
  private boolean led;

  /**
   * @param first what must have succeeded before anything is written; asked before every batch
   */
  GroupCommit(Database database, Database.SqlStep first) {
    this.database = database;
    this.first = first;
  }

  /**
   * Carries out the write, in one transaction with those of other threads, and returns when it is
   * durable. The work may run a second time: when another write of the batch fails, all are undone
   * and carried out one by one, so that only the one that fails is refused. An interrupt does not
   * end the wait: whether it was recorded must be known.
   */
  <T> T write(Database.SqlCall<T> work) {
    Pending<T> own = new Pending<>(work);
    boolean lead;
    synchronized (line) {
      line.add(own);
      lead = !led;
      led = true;
    }
    if (lead || own.awaitTurn()) {
      lead();
    }
    return own.outcome();
  }

  private void lead() {
    List<Pending<?>> batch = new ArrayList<>();
    synchronized (line) {
      while (!line.isEmpty() && batch.size() < MAX_BATCH) {
        batch.add(line.remove());
      }
    }
    try {
      carryOut(batch);
    } finally {
      synchronized (line) {
        Pending<?> next = line.peek();
        led = next != null;
        if (next != null) {
          next.wake(Turn.LEAD);
        }
      }
      for (Pending<?> pending : batch) {
        pending.wake(Turn.DONE);
      }
    }
  }

  private void carryOut(List<Pending<?>> batch) {
    try {
      if (!database.alone("write", () -> together(batch))) {
        for (Pending<?> pending : batch) {
          database.alone("write", () -> together(List.of(pending)));
        }
      }
    } catch (RuntimeException | Error e) {
      for (Pending<?> pending : batch) {
        pending.fail(e);
      }
    }
  }

  /** One transaction of all; false if one of several failed, and all are undone. */
  private boolean together(List<Pending<?>> batch) throws SQLException {
    first.run();
    database.begin();
    try {
      for (Pending<?> pending : batch) {
        pending.run();
      }
    } catch (SQLException | RuntimeException e) {
      database.abandon(e);
      if (batch.size() > 1) {
        return false;
      }
      batch
          .get(0)
          .fail(
              e instanceof SQLException sql
                  ? database.dialect().explain(sql, "write", database.where())
                  : e);
      return true;
    } catch (Error e) {
      database.abandon(e);
      throw e;
    }
    try {
      database.commit();
    } catch (SQLException e) {
      // No second try: after a failed commit nobody can tell what the disk has kept.
      database.abandon(e);
      throw e;
    }
    for (Pending<?> pending : batch) {
      pending.durable = true;
    }
    return true;
  }

  private enum Turn {
    WAIT,
    LEAD,
    DONE
  }

  /** One thread's write, from the line to its end. Its owner reads it only after {@link Turn}. */
  private static final class Pending<T> {
    private final Thread owner = Thread.currentThread();
    private final Database.SqlCall<T> work;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean durable;
    private volatile Turn turn = Turn.WAIT;

    Pending(Database.SqlCall<T> work) {
      this.work = work;
    }

    void run() throws SQLException {
      result = work.run();
    }

    void fail(Throwable e) {
      if (!durable && failure == null) {
        failure = e;
      }
    }

    void wake(Turn to) {
      turn = to;
      LockSupport.unpark(owner);
    }

    /** Waits until it is done, or until it must lead. */
    boolean awaitTurn() {
      boolean interrupted = false;
      while (turn == Turn.WAIT) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return turn == Turn.LEAD;
    }

    T outcome() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      return Objects.requireNonNull(result, "the write was not carried out");
    }
  }
}
