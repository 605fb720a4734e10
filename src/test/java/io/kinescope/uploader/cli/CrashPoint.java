package io.kinescope.uploader.cli;

import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerEvent;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    return new Watched(ledger);
  }

  private <T> T at(String name, Supplier<T> call) {
    if (dead) {
      end.run();
    }
    boolean here = step.equals(name) && count.incrementAndGet() == number;
    if (here && when.equals("before")) {
      endHere();
    }
    try {
      return call.get();
    } finally {
      if (here) {
        endHere();
      }
    }
  }

  private void endHere() {
    dead = true;
    end.run();
  }

  private final class Watched extends Ledger {
    private final Ledger inner;

    Watched(Ledger inner) {
      super(inner);
      this.inner = inner;
    }

    private void run(String name, Runnable call) {
      Object unused =
          at(
              name,
              () -> {
                call.run();
                return name;
              });
    }

    @Override
    public int intend(Intent intent) {
      return at("intend", () -> inner.intend(intent));
    }

    @Override
    public void linked(String key, String videoId, String endpoint, @Nullable String identity) {
      run("linked", () -> inner.linked(key, videoId, endpoint, identity));
    }

    @Override
    public void settle(String key, Outcome outcome) {
      run("settle(" + outcome.getClass().getSimpleName() + ")", () -> inner.settle(key, outcome));
    }

    @Override
    public boolean adopt(Intent intent, Stored stored, Processing processing, String evidence) {
      return at("adopt", () -> inner.adopt(intent, stored, processing, evidence));
    }

    @Override
    public boolean adopt(String key, Stored stored, Processing processing, String evidence) {
      return at("adopt", () -> inner.adopt(key, stored, processing, evidence));
    }

    @Override
    public void leave(Intent intent, Failure failure) {
      run("leave", () -> inner.leave(intent, failure));
    }

    @Override
    public void processed(Collection<FollowUp> seen) {
      run("processed", () -> inner.processed(seen));
    }

    @Override
    public void metadataUpdated(String key, @Nullable String title, @Nullable String fingerprint) {
      run("metadataUpdated", () -> inner.metadataUpdated(key, title, fingerprint));
    }

    @Override
    public void orphan(String key, String videoId) {
      run("orphan", () -> inner.orphan(key, videoId));
    }

    @Override
    public void rename(Map<String, String> keys) {
      run("rename", () -> inner.rename(keys));
    }

    @Override
    public void note(String name, @Nullable String value) {
      run("note", () -> inner.note(name, value));
    }

    @Override
    public Optional<String> noted(String name) {
      return at("noted", () -> inner.noted(name));
    }

    @Override
    public Optional<LedgerEntry> find(String key) {
      return at("find", () -> inner.find(key));
    }

    @Override
    public Map<String, LedgerEntry> known(Collection<String> keys) {
      return at("known", () -> inner.known(keys));
    }

    @Override
    public Optional<String> ownerOf(String videoId) {
      return at("ownerOf", () -> inner.ownerOf(videoId));
    }

    @Override
    public List<LedgerEvent> history(String key) {
      return at("history", () -> inner.history(key));
    }

    @Override
    public List<String> orphans(String key) {
      return at("orphans", () -> inner.orphans(key));
    }

    @Override
    public long countOrphans() {
      return at("countOrphans", () -> inner.countOrphans());
    }

    @Override
    public Map<EntryState, Long> counts() {
      return at("counts", () -> inner.counts());
    }

    @Override
    public long countOpen() {
      return at("countOpen", () -> inner.countOpen());
    }

    @Override
    public Optional<String> service() {
      return at("service", () -> inner.service());
    }

    @Override
    public List<LedgerEntry> withSource(String source, int most) {
      return at("withSource", () -> inner.withSource(source, most));
    }

    @Override
    public void list(Listing which, Predicate<? super LedgerEntry> action) {
      run("list", () -> inner.list(which, action));
    }

    @Override
    public void forEachOpen(int pageSize, Consumer<? super List<LedgerEntry>> action) {
      run("forEachOpen", () -> inner.forEachOpen(pageSize, action));
    }
  }
}
