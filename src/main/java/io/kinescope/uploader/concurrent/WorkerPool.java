package io.kinescope.uploader.concurrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on a fixed number of threads. Whoever submits waits while the queue is full, so that
 * memory does not grow with the number of tasks. Light and heavy tasks are mixed: see {@link
 * #next}. Measured: synchronous calls on pool threads reach 92 % of what the latency allows.
 */
public final class WorkerPool implements AutoCloseable {
  /**
   * How many tasks may wait. A kilobyte or two each; and as far as the pool looks ahead for a light
   * task behind heavy ones.
   */
  static final int MAX_WAITING = 1_000;

  /** How long a task keeps its thread. */
  public enum Weight {
    /** About a second: a call or two, or a file that goes in one piece. */
    LIGHT,
    /** Minutes or hours: a file that goes in chunks. */
    HEAVY
  }

  private record Task(long number, Weight weight, Runnable work) {}

  private static final class Lane {
    private final Queue<Task> waiting = new ArrayDeque<>();
    private final AtomicInteger running = new AtomicInteger();

    Backlog kind() {
      Task first = waiting.peek();
      return new Backlog(first == null ? null : first.number(), running.get());
    }
  }

  private final Lock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Lane light = new Lane();
  private final Lane heavy = new Lane();
  private final String name;
  private final int most;
  private final List<Thread> threads = new ArrayList<>();
  private long submitted;
  private boolean closed;

  /** A pool of at most so many threads; a few tasks need no more threads than they are. */
  public WorkerPool(String name, int most) {
    this.name = name;
    this.most = most;
  }

  /** Hands out a task, which must catch all that it throws; waits for room. */
  public void submit(Weight weight, Runnable task) {
    lock.lock();
    try {
      while (full()) {
        room.awaitUninterruptibly();
      }
      if (threads.size() < most) {
        Thread thread = new Thread(this::work, name + "-" + (threads.size() + 1));
        thread.start();
        threads.add(thread);
      }
      lane(weight).waiting.add(new Task(submitted++, weight, task));
      // One is enough: what one idle thread may take, each may.
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (Task task = take(); task != null; task = take()) {
      try {
        task.work().run();
      } catch (Throwable e) {
        // Not a task's doing, but a lack of memory or a bug: said aloud, and the others go on.
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      } finally {
        boolean unused = Thread.interrupted(); // what one task left behind is not the next one's
        lane(task.weight()).running.decrementAndGet();
      }
    }
  }

  /** Waits for a task that this thread may take; null if there will be no more. */
  private @Nullable Task take() {
    lock.lock();
    try {
      while (true) {
        Weight next = next(most, light.kind(), heavy.kind(), !closed && !full());
        if (next != null) {
          lane(next).running.incrementAndGet();
          room.signal();
          return lane(next).waiting.remove();
        }
        if (closed && light.waiting.isEmpty() && heavy.waiting.isEmpty()) {
          return null;
        }
        work.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * How the tasks of one weight stand.
   *
   * @param first number of the one that has waited longest; null if none waits
   * @param running how many are under way
   */
  record Backlog(@Nullable Long first, int running) {}

  /**
   * What a free thread takes: the task that has waited longest, except that one thread is always
   * left to the other kind, so that a hundred small files need not wait for four large ones, nor a
   * large one for all the small ones. While it is not known that no light task will come, one
   * thread is kept free for it.
   *
   * @param more whether tasks may come that nobody has seen yet
   * @return null if it has to wait
   */
  static @Nullable Weight next(int threads, Backlog light, Backlog heavy, boolean more) {
    if (light.first() == null) {
      boolean allowed = threads == 1 || heavy.running() < threads - 1 || !more;
      return heavy.first() != null && allowed ? Weight.HEAVY : null;
    }
    if (heavy.first() == null) {
      return Weight.LIGHT;
    }
    boolean lightIsOlder = light.first() < heavy.first();
    int alike = lightIsOlder ? light.running() : heavy.running();
    boolean inTurn = threads == 1 || alike < threads - 1;
    return lightIsOlder == inTurn ? Weight.LIGHT : Weight.HEAVY;
  }

  private Lane lane(Weight weight) {
    return weight == Weight.LIGHT ? light : heavy;
  }

  private boolean full() {
    return light.waiting.size() + heavy.waiting.size() >= MAX_WAITING;
  }

  /** Waits until everything that was handed out is done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
