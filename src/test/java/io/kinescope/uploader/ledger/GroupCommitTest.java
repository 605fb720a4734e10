package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
  private static final int WRITERS = 20;

  @TempDir private Path folder;
  private final AtomicBoolean failCommits = new AtomicBoolean();
  private final AtomicInteger begins = new AtomicInteger();
  private final ExecutorService pool = Executors.newFixedThreadPool(WRITERS);

  @SuppressWarnings("NullAway.Init")
  private Database database;

  @SuppressWarnings("NullAway.Init")
  private GroupCommit commits;

  @BeforeEach
  void open() throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plain.db"));
    database = new Database(connection, new CountingDialect(), "plain.db");
    database.execute("CREATE TABLE t (n INTEGER NOT NULL PRIMARY KEY)");
    // A constraint that is looked at only by COMMIT makes a commit fail at will.
    database.execute("PRAGMA foreign_keys = ON");
    database.execute(
        "CREATE TABLE child (n INTEGER REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)");
    commits = new GroupCommit(database, () -> {});
  }

  @AfterEach
  void close() {
    pool.shutdownNow();
    database.close();
  }

  @Test
  void writesThatWaitTogetherShareOneTransaction() throws Exception {
    List<Future<Integer>> writes = whileOneIsAtWork(n -> n);
    for (Future<Integer> write : writes) {
      write.get();
    }
    assertThat(begins).hasValue(2); // the one at work, then all the others
    assertThat(rows()).isEqualTo(WRITERS);
  }

  @Test
  void aWriteThatFailsIsRefusedAlone() throws Exception {
    List<Future<Integer>> writes = whileOneIsAtWork(n -> n == 7 ? 3 : n); // 7 collides with 3
    int refused = 0;
    for (Future<Integer> write : writes) {
      Throwable failure = catchThrowable(write::get);
      if (failure != null) {
        refused++;
        assertThat(failure.getCause())
            .isInstanceOfSatisfying(
                UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO));
      }
    }
    assertThat(refused).isEqualTo(1);
    assertThat(rows()).isEqualTo(WRITERS - 1);
  }

  @Test
  void aCommitThatFailsRefusesAllThatWereInIt() throws Exception {
    failCommits.set(true);
    List<Future<Integer>> writes = whileOneIsAtWork(n -> n);
    for (Future<Integer> write : writes.subList(1, WRITERS)) {
      assertThatThrownBy(write::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UploaderException.class);
    }
    assertThat(rows()).isEqualTo(1);
    failCommits.set(false);
    commits.write(() -> insert(100));
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void anInterruptNeitherLosesTheWriteNorTheInterrupt() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<Integer> first = pool.submit(() -> commits.write(() -> held(inside, goOn)));
    inside.await();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread second =
        new Thread(
            () -> {
              commits.write(() -> insert(1));
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    second.start();
    await(() -> second.getState() == Thread.State.WAITING);
    second.interrupt();
    goOn.countDown();
    second.join();
    first.get();
    assertThat(stillInterrupted).isTrue();
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void aBugInAWriteIsThrownToItsCallerAndTheNextOneWorks() throws SQLException {
    assertThatThrownBy(
            () ->
                commits.write(
                    () -> {
                      insert(5);
                      throw new IllegalArgumentException("bug");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    commits.write(() -> insert(6));
    assertThat(rows()).isEqualTo(1);
  }

  /** Number 0 is inside its transaction until all the others are in line. */
  private List<Future<Integer>> whileOneIsAtWork(Numbering numbering) throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Future<Integer>> writes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    writes.add(pool.submit(() -> commits.write(() -> held(inside, goOn))));
    inside.await();
    for (int i = 1; i < WRITERS; i++) {
      int n = numbering.of(i);
      writes.add(
          pool.submit(
              () -> {
                synchronized (threads) {
                  threads.add(Thread.currentThread());
                }
                return commits.write(() -> insert(n));
              }));
    }
    await(
        () -> {
          synchronized (threads) {
            return threads.size() == WRITERS - 1
                && threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING);
          }
        });
    goOn.countDown();
    return writes;
  }

  private int held(CountDownLatch inside, CountDownLatch goOn) throws SQLException {
    inside.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return database.update("INSERT INTO t (n) VALUES (0)");
  }

  private int insert(int n) throws SQLException {
    if (failCommits.get()) {
      database.update("INSERT INTO child (n) VALUES (?)", 1000 + n);
    }
    return database.update("INSERT INTO t (n) VALUES (?)", n);
  }

  private int rows() throws SQLException {
    return database.all(row -> row.getInt(1), "SELECT COUNT(*) FROM t").get(0);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** Which number a writer inserts. */
  private interface Numbering {
    int of(int writer);
  }

  /** SQLite, counting transactions. */
  private final class CountingDialect extends Dialect {
    @Override
    String begin() {
      begins.incrementAndGet();
      return super.begin();
    }
  }
}
