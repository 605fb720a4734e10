package io.kinescope.uploader.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.concurrent.WorkerPool.Backlog;
import io.kinescope.uploader.concurrent.WorkerPool.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerPoolTest {
  private static final int MANY = 20_000;

  @ParameterizedTest(name = "{0} threads, light {1}/{2}, heavy {3}/{4}, more {5}: {6}")
  @CsvSource({
    // threads, first light, light running, first heavy, heavy running, more to come, taken
    "4, -, 0, -, 0, true,  -",
    "4, 7, 0, -, 0, true,  LIGHT",
    "4, 7, 3, -, 0, true,  LIGHT", // no large file waits: it need not be kept room
    "4, 7, 2, 9, 1, true,  LIGHT", // the older one
    "4, 9, 2, 7, 1, true,  HEAVY",
    "4, 7, 3, 9, 0, true,  HEAVY", // the last thread is the other kind's
    "4, 9, 0, 7, 3, true,  LIGHT",
    "4, 9, 0, 7, 3, false, LIGHT",
    "4, -, 0, 7, 2, true,  HEAVY",
    "4, -, 0, 7, 3, true,  -", // a small one may come
    "4, -, 0, 7, 3, false, HEAVY",
    "4, -, 1, 7, 2, true,  HEAVY",
    "1, 7, 0, 9, 0, true,  LIGHT", // one thread: in turn
    "1, 9, 0, 7, 0, true,  HEAVY",
    "1, -, 0, 7, 0, true,  HEAVY",
    "2, -, 0, 7, 1, true,  -",
    "2, 9, 0, 7, 1, true,  LIGHT",
    "2, 7, 1, 9, 0, true,  HEAVY",
  })
  void theOldestWaitsLeastButNeitherKindHasAllThreads(
      int threads,
      String light,
      int lightRunning,
      String heavy,
      int heavyRunning,
      boolean more,
      String taken) {
    Weight next =
        WorkerPool.next(
            threads,
            new Backlog(number(light), lightRunning),
            new Backlog(number(heavy), heavyRunning),
            more);
    assertThat(next).isEqualTo(taken.equals("-") ? null : Weight.valueOf(taken));
  }

  private static @Nullable Long number(String cell) {
    return cell.equals("-") ? null : Long.valueOf(cell);
  }

  @Test
  @Timeout(60)
  void everyTaskRunsOnceAndCloseWaitsForThem() {
    List<AtomicInteger> runs = new ArrayList<>();
    try (WorkerPool pool = new WorkerPool("test", 8)) {
      for (int i = 0; i < MANY; i++) {
        AtomicInteger count = new AtomicInteger();
        runs.add(count);
        pool.submit(i % 3 == 0 ? Weight.HEAVY : Weight.LIGHT, count::incrementAndGet);
      }
    }
    assertThat(runs).hasSize(MANY).allMatch(count -> count.get() == 1);
  }

  @Test
  @Timeout(60)
  void smallFilesDoNotWaitForFourLargeOnes() throws InterruptedException {
    CountDownLatch largeMayEnd = new CountDownLatch(1);
    CountDownLatch smallEnded = new CountDownLatch(100);
    try (WorkerPool pool = new WorkerPool("test", 4)) {
      for (int i = 0; i < 6; i++) {
        pool.submit(Weight.HEAVY, () -> await(largeMayEnd));
      }
      for (int i = 0; i < 100; i++) {
        pool.submit(Weight.LIGHT, smallEnded::countDown);
      }
      assertThat(smallEnded.await(30, TimeUnit.SECONDS)).isTrue();
      largeMayEnd.countDown();
    }
  }

  @Test
  @Timeout(60)
  void largeFilesAloneHaveAllThreads() throws InterruptedException {
    CountDownLatch allRun = new CountDownLatch(4);
    WorkerPool pool = new WorkerPool("test", 4);
    for (int i = 0; i < 4; i++) {
      pool.submit(
          Weight.HEAVY,
          () -> {
            allRun.countDown();
            await(allRun);
          });
    }
    pool.close(); // no small one can come any more
    assertThat(allRun.getCount()).isZero();
  }

  @Test
  @Timeout(60)
  void moreTasksThanMayWaitHoldTheSubmitterBack() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger submitted = new AtomicInteger();
    int most = WorkerPool.MAX_WAITING + 1; // and one runs
    CountDownLatch full = new CountDownLatch(most);
    try (WorkerPool pool = new WorkerPool("test", 1)) {
      Thread submitter =
          new Thread(
              () -> {
                for (int i = 0; i < 2 * most; i++) {
                  pool.submit(Weight.LIGHT, () -> await(gate));
                  submitted.incrementAndGet();
                  full.countDown();
                }
              });
      submitter.start();
      assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
      submitter.join(100);
      assertThat(submitted.get()).isEqualTo(most);
      gate.countDown();
      submitter.join();
    }
    assertThat(submitted.get()).isEqualTo(2 * most);
  }

  @Test
  @Timeout(60)
  void aTaskThatThrowsOrLeavesItsThreadInterruptedStopsNoOther() {
    AtomicInteger ran = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool("test", 1)) {
      pool.submit(Weight.LIGHT, () -> Thread.currentThread().interrupt());
      pool.submit(
          Weight.LIGHT,
          () -> {
            Thread.currentThread()
                .setUncaughtExceptionHandler((thread, e) -> ran.incrementAndGet());
            throw new IllegalStateException("a bug");
          });
      pool.submit(Weight.LIGHT, ran::incrementAndGet);
    }
    assertThat(ran).hasValue(2);
  }

  @Test
  void fewTasksStartFewThreads() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    try (WorkerPool pool = new WorkerPool("few", 1_000)) {
      for (int i = 0; i < 3; i++) {
        pool.submit(
            WorkerPool.Weight.LIGHT,
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("few-"))
                    .forEach(names::add));
      }
    }
    assertThat(names).isNotEmpty().isSubsetOf("few-1", "few-2", "few-3");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
