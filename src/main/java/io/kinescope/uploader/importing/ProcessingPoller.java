package io.kinescope.uploader.importing;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.manifest.ManifestRow;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.Verifier;
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
 * {@code --wait} of an import: one thread asks for the status of the videos that were made, a
 * hundred in a call, beside the uploads and within the same rate limit, of which it takes a small
 * part while they run. A row ends when its video is ready or never will be.
 */
final class ProcessingPoller implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Between two calls while uploads run: a fifteenth of the default rate, 33 videos a second. */
  private static final Duration BESIDE_UPLOADS = Duration.ofSeconds(3);

  /** Rows that are held; a kilobyte or two each. */
  static final int MOST_PENDING = 10_000;

  private static final int PAGE = 100;
  private static final long LONGEST_WAIT_NANOS = Duration.ofHours(1).toNanos();

  private final VideosApi videos;
  private final Transport transport;
  private final Ledger ledger;
  private final Settings settings;
  private final Ends ends;
  private final Map<String, Row> pending = new LinkedHashMap<>();
  private final Thread thread;

  /** The numbers of rows that there was no room for: a bit each. */
  private final BitSet later = new BitSet();

  private boolean uploadsEnded;
  private boolean closing;
  private boolean settling;
  private long end;
  private @Nullable UploaderException trouble;

  /**
   * How long, and whether to compare.
   *
   * @param timeout after the last upload; null for ever
   * @param verify compare files with what was stored
   */
  record Settings(@Nullable Duration timeout, boolean verify) {}

  /** Told of each row's end. */
  @FunctionalInterface
  interface Ends {
    void ended(long number, ManifestRow row, RowOutcome outcome);
  }

  private record Row(long number, ManifestRow row, RowOutcome outcome) {}

  ProcessingPoller(ImportTools tools, Settings settings, Ends ends) {
    this.videos = tools.videos();
    this.transport = tools.transport();
    this.ledger = tools.ledger();
    this.settings = settings;
    this.ends = ends;
    this.thread = new Thread(this::poll, "processing-poller");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for this row's video, too; the caller goes on.
   *
   * @return false if too many wait already: then it is one of the {@link #isLater later} rows
   */
  synchronized boolean add(long number, ManifestRow row, RowOutcome outcome) {
    if (pending.size() >= MOST_PENDING) {
      later.set(Math.toIntExact(number));
      return false;
    }
    put(new Row(number, row, outcome));
    return true;
  }

  private void put(Row row) {
    pending.put(String.valueOf(row.outcome().videoId()), row);
    notifyAll();
  }

  /** No more videos will be made: the time limit begins, and the whole rate is free for asking. */
  synchronized void uploadsEnded() {
    uploadsEnded = true;
    end = settings.timeout() == null ? 0 : System.nanoTime() + settings.timeout().toNanos();
  }

  /** Whether any row has to be added again. */
  synchronized boolean anyLater() {
    return !later.isEmpty();
  }

  /** Whether this row has to be added again. */
  synchronized boolean isLater(long number) {
    return later.get(Math.toIntExact(number));
  }

  /** Adds one of the later rows as soon as there is room; when the time is up it ends as it is. */
  void addWhenRoom(long number, ManifestRow row, RowOutcome outcome) {
    Row late = new Row(number, row, outcome);
    synchronized (this) {
      boolean room = awaitUntil(() -> pending.size() < MOST_PENDING);
      later.clear(Math.toIntExact(number));
      if (room) {
        put(late);
        return;
      }
    }
    ends.ended(number, row, outcome);
  }

  private void poll() {
    try {
      for (Duration pause = FIRST_PAUSE; someLeft(); pause = longer(pause)) {
        if (askAll() > 0) {
          pause = FIRST_PAUSE;
        }
        transport.sleep(
            besideUploads() && pause.compareTo(BESIDE_UPLOADS) < 0 ? BESIDE_UPLOADS : pause);
      }
    } catch (UploaderException e) {
      fail(e);
    } catch (RuntimeException e) {
      fail(RowImporter.bug(e)); // else whoever waits for this thread would wait for ever
    }
  }

  /** Asks for every video once; how many were ready, or never will be. */
  private int askAll() {
    int settled = 0;
    List<String> ids = ids();
    for (int from = 0; from < ids.size(); from += PAGE) {
      if (from > 0 && besideUploads()) {
        transport.sleep(BESIDE_UPLOADS);
      }
      for (Video video : videos.byIds(ids.subList(from, Math.min(from + PAGE, ids.size())))) {
        settled += settle(video) ? 1 : 0;
      }
    }
    return settled;
  }

  private synchronized boolean besideUploads() {
    return !uploadsEnded;
  }

  private synchronized void fail(UploaderException e) {
    trouble = e;
    notifyAll();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private synchronized boolean someLeft() {
    while (pending.isEmpty() && !closing) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
      }
    }
    return !pending.isEmpty();
  }

  private synchronized List<String> ids() {
    return new ArrayList<>(pending.keySet());
  }

  private boolean settle(Video video) {
    if (!video.status().ready() && !video.status().failed()) {
      return false;
    }
    Row row = take(String.valueOf(video.id()));
    if (row == null) {
      return false;
    }
    RowOutcome outcome = row.outcome().seen(video);
    try {
      processed(video);
      if (video.status().failed()) {
        throw ProcessingWaiter.failure(video);
      }
      if (settings.verify() && row.row().file() != null) {
        Verifier.verify(video, FileSource.of(row.row().file()), null);
      }
    } catch (UploaderException e) {
      outcome = outcome.nowFailed(e);
    } catch (RuntimeException e) {
      outcome = outcome.nowFailed(RowImporter.bug(e)); // the row has its end, and the run its sum
    }
    ends.ended(row.number(), row.row(), outcome);
    settled();
    return true;
  }

  private void processed(Video video) {
    ledger
        .ownerOf(String.valueOf(video.id()))
        .ifPresent(key -> ledger.processed(key, FollowUp.of(video)));
  }

  /** The row is this thread's to end; until it has, nobody may think that all have ended. */
  private synchronized @Nullable Row take(String id) {
    Row row = pending.remove(id);
    settling = row != null;
    notifyAll();
    return row;
  }

  private synchronized void settled() {
    settling = false;
    notifyAll();
  }

  /**
   * No more rows will come: waits for the rest.
   *
   * @return why not all were seen to their end, or null if they were
   */
  @Nullable UploaderException finish() {
    synchronized (this) {
      closing = true;
      notifyAll();
      awaitUntil(() -> pending.isEmpty() && !settling);
      awaitTheOneThatIsSettled();
    }
    rest().forEach(row -> ends.ended(row.number(), row.row(), row.outcome()));
    return trouble();
  }

  private synchronized @Nullable UploaderException trouble() {
    return trouble;
  }

  /** Waits; false if there was trouble or the time is up, which is trouble from then on. */
  private synchronized boolean awaitUntil(BooleanSupplier reached) {
    while (trouble == null && !reached.getAsBoolean()) {
      long left = settings.timeout() == null ? LONGEST_WAIT_NANOS : end - System.nanoTime();
      if (left <= 0) {
        long notReady = (long) pending.size() + later.cardinality();
        fail(
            new UploaderException(
                ErrorKind.WAIT_TIMEOUT, notReady + " videos were not ready in time"));
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
  private synchronized void awaitTheOneThatIsSettled() {
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

  private synchronized List<Row> rest() {
    List<Row> rows = new ArrayList<>(pending.values());
    pending.clear();
    return rows;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
