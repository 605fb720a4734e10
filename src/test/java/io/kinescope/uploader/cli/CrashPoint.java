package io.kinescope.uploader.cli;

import io.kinescope.uploader.ledger.Ledger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A step of the ledger at which a run ends: {@code before STEP N}, {@code after STEP N} is the N-th
 * call of that step; a {@code settle} is followed by its outcome: {@code before settle(Uploaded)
 * 2}. From then on the ledger is out of reach, as it is to a process that is gone.
 */
final class CrashPoint {
  /** What ends a run that shares its process with the test. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1;

    Death() {
      super("the run is dead", null, false, false);
    }
  }

  private final String when;
  private final String step;
  private final int number;
  private final Runnable end;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean dead;

  /**
   * A point.
   *
   * @param words other words than the above name no step
   * @param end what happens there
   */
  CrashPoint(String words, Runnable end) {
    String[] parts = words.split(" ", 3);
    boolean known = parts[0].equals("before") || parts[0].equals("after");
    this.when = parts[0];
    this.step = known ? parts[1] : "";
    this.number = known ? Integer.parseInt(parts[2]) : 0;
    this.end = end;
  }

  /** For a run in this process: its threads end as they touch the ledger. */
  static CrashPoint here(String words) {
    return new CrashPoint(
        words,
        () -> {
          throw new Death();
        });
  }

  /** The run is dead, wherever it is; who says so lives on. */
  void die() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /** The ledger as the run sees it. */
  Ledger watched(Ledger ledger) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, args) -> {
              String name = method.getName();
              if (dead && !name.equals("close")) {
                end.run();
              }
              boolean here = isHere(name, args) && count.incrementAndGet() == number;
              if (here && when.equals("before")) {
                endHere();
              }
              try {
                return method.invoke(ledger, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (here) {
                  endHere();
                }
              }
            });
  }

  private boolean isHere(String name, Object[] args) {
    return step.equals(
        name.equals("settle") ? "settle(" + args[1].getClass().getSimpleName() + ")" : name);
  }

  private void endHere() {
    dead = true;
    end.run();
  }
}
