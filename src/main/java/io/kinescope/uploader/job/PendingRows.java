package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose videos are made but not ready, by video id; a bounded number, and a bit for each that
 * there was no room for. Workers add, the {@link ProcessingPoller}'s thread takes, and whoever runs
 * the import waits for the end.
 */
final class PendingRows {
  /** Rows that are held; a kilobyte or two each. */
  static final int MOST = 10_000;

  private static final long LONGEST_WAIT_NANOS = Duration.ofHours(1).toNanos();

  private final @Nullable Duration timeout;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** The numbers of rows that there was no room for: a bit each. */
  private final BitSet later = new BitSet();

  /** Those of them that an earlier run has made. */
  private final BitSet skipped = new BitSet();

  private boolean uploadsEnded;
  private boolean complete;
  private boolean settling;
  private long end;
  private @Nullable UploaderException trouble;

  /** A row that waits for its video. */
  record Row(long number, ManifestRow row, RowOutcome outcome) {}

  /**
   * None yet.
   *
   * @param timeout after the last upload; null for ever
   */
  PendingRows(@Nullable Duration timeout) {
    this.timeout = timeout;
  }

  /** Adds a row, or keeps its number as one of the {@link #isLater later} ones: then false. */
  synchronized boolean add(Row row) {
    if (rows.size() >= MOST) {
      later.set(Math.toIntExact(row.number()));
      skipped.set(Math.toIntExact(row.number()), row.outcome().state() == RowState.SKIPPED);
      return false;
    }
    put(row);
    return true;
  }

  /**
   * Adds one of the later rows as soon as there is room.
   *
   * @return false if the waiting ended before
   */
  synchronized boolean addWhenRoom(Row row) {
    boolean room = awaitUntil(() -> rows.size() < MOST);
    later.clear(Math.toIntExact(row.number()));
    if (room) {
      put(row);
    }
    return room;
  }

  private void put(Row row) {
    rows.put(String.valueOf(row.outcome().videoId()), row);
    notifyAll();
  }

  /** Whether any row has to be added again. */
  synchronized boolean anyLater() {
    return !later.isEmpty();
  }

  /** Whether this row has to be added again. */
  synchronized boolean isLater(long number) {
    return later.get(Math.toIntExact(number));
  }

  /** Whether an earlier run had made the video of this later row. */
  synchronized boolean wasSkipped(long number) {
    return skipped.get(Math.toIntExact(number));
  }

  /** No more videos will be made: the time limit begins. */
  synchronized void uploadsEnded() {
    uploadsEnded = true;
    end = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
  }

  synchronized boolean areUploadsUnderWay() {
    return !uploadsEnded;
  }

  /** The videos to ask for, oldest first. */
  synchronized List<String> videoIds() {
    return new ArrayList<>(rows.keySet());
  }

  /** Waits for a row to ask for; false when there is none and there will be none. */
  synchronized boolean awaitAny() {
    while (rows.isEmpty() && !complete) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
      }
    }
    return !rows.isEmpty();
  }

  /**
   * Takes a row out, to end it; until it {@link #settled has}, nobody may think that all have
   * ended.
   */
  synchronized @Nullable Row take(String videoId) {
    Row row = rows.remove(videoId);
    settling = row != null;
    notifyAll();
    return row;
  }

  /** The row that was taken has its end. */
  synchronized void settled() {
    settling = false;
    notifyAll();
  }

  /** Ends the waiting. */
  synchronized void fail(UploaderException e) {
    trouble = e;
    notifyAll();
  }

  /** Why not all were seen to their end, or null if they were. */
  synchronized @Nullable UploaderException trouble() {
    return trouble;
  }

  /** No more rows will come: waits for those that are there, and returns what is left. */
  synchronized List<Row> awaitEnd() {
    complete = true;
    notifyAll();
    awaitUntil(() -> rows.isEmpty() && !settling);
    awaitTheOneThatIsSettled();
    List<Row> rest = new ArrayList<>(rows.values());
    rows.clear();
    return rest;
  }

  /** Waits; false if there was trouble or the time is up, which is trouble from then on. */
  private boolean awaitUntil(BooleanSupplier reached) {
    while (trouble == null && !reached.getAsBoolean()) {
      long left = timeout == null ? LONGEST_WAIT_NANOS : end - System.nanoTime();
      if (left <= 0) {
        long notReady = (long) rows.size() + later.cardinality();
        fail(
            new UploaderException(
                ErrorKind.WAIT_TIMEOUT,
                (notReady == 1 ? "1 video was" : notReady + " videos were")
                    + " not ready in time"));
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LONGEST_WAIT_NANOS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail(new UploaderException(ErrorKind.INTERRUPTED, "stopped", e));
      }
    }
    return trouble == null;
  }

  /** Also when the time is up, or the run is stopped: a row that was taken has no end yet. */
  private void awaitTheOneThatIsSettled() {
    boolean interrupted = false;
    while (settling) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
