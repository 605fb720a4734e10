package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A ledger that counts its writes, and refuses some of them as a full disk would. */
final class CountingLedger extends Ledger {
  private final Ledger inner;
  private final List<String> writes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger finds = new AtomicInteger();
  private int refusedFrom = Integer.MAX_VALUE;
  private int refusedTo = Integer.MAX_VALUE;
  private int noFindFrom = Integer.MAX_VALUE;

  CountingLedger(Ledger inner) {
    super(inner);
    this.inner = inner;
  }

  /** All writes from this one on, counted from 1, are refused. */
  void refuseFrom(int number) {
    refuse(number, Integer.MAX_VALUE);
  }

  /** These writes are refused, both included. */
  void refuse(int from, int to) {
    refusedFrom = from;
    refusedTo = to;
  }

  /** All reads of a row from this one on fail. */
  void refuseToFindFrom(int number) {
    noFindFrom = number;
  }

  /** What was written, refused or not, in order: {@code intend key}. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  /** The ledger itself: what goes there is neither counted nor refused. */
  Ledger uncounted() {
    return inner;
  }

  private Ledger writing(String what, String key) {
    int number;
    synchronized (writes) {
      writes.add(what + " " + key);
      number = writes.size();
    }
    if (number >= refusedFrom && number <= refusedTo) {
      throw full("can't write the ledger test.db: the disk is full");
    }
    return inner;
  }

  private static UploaderException full(String message) {
    return UploaderException.withHint(ErrorKind.LOCAL_IO, message, "make room");
  }

  @Override
  public Optional<LedgerEntry> find(String key) {
    if (finds.incrementAndGet() >= noFindFrom) {
      throw full("could not read the ledger test.db: the disk reports an error");
    }
    return inner.find(key);
  }

  @Override
  public Map<String, LedgerEntry> known(Collection<String> keys) {
    if (finds.incrementAndGet() >= noFindFrom) {
      throw full("could not read the ledger test.db: the disk reports an error");
    }
    return inner.known(keys);
  }

  @Override
  public int intend(Intent intent) {
    return writing("intend", intent.key()).intend(intent);
  }

  @Override
  public void linked(String key, String videoId, String endpoint, @Nullable String identity) {
    writing("linked", key).linked(key, videoId, endpoint, identity);
  }

  @Override
  public void settle(String key, Outcome outcome) {
    writing("settle " + outcome.getClass().getSimpleName(), key).settle(key, outcome);
  }

  @Override
  public boolean adopt(String key, Stored stored, Processing processing, String evidence) {
    return writing("adopt", key).adopt(key, stored, processing, evidence);
  }

  @Override
  public boolean adopt(Intent intent, Stored stored, Processing processing, String evidence) {
    return writing("adopt", intent.key()).adopt(intent, stored, processing, evidence);
  }

  @Override
  public void leave(Intent intent, Failure failure) {
    writing("leave", intent.key()).leave(intent, failure);
  }

  @Override
  public void processed(Collection<FollowUp> seen) {
    for (FollowUp one : seen) {
      Ledger unused = writing("processed", one.key());
    }
    inner.processed(seen);
  }

  @Override
  public void metadataUpdated(String key, @Nullable String title, @Nullable String fingerprint) {
    writing("metadata", key).metadataUpdated(key, title, fingerprint);
  }

  @Override
  public void orphan(String key, String videoId) {
    writing("orphan", key).orphan(key, videoId);
  }

  @Override
  public void rename(Map<String, String> keys) {
    writing("rename", String.join(", ", keys.values())).rename(keys);
  }
}
