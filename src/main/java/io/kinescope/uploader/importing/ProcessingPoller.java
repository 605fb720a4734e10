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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code --wait} of an import: one thread asks for the status of the videos that were made, a
 * hundred in a call, beside the uploads and within the same rate limit. A row ends when its video
 * is ready or never will be.
 */
final class ProcessingPoller implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final VideosApi videos;
  private final Transport transport;
  private final Ledger ledger;
  private final Settings settings;
  private final Ends ends;
  private final Map<String, Row> pending = new LinkedHashMap<>();
  private final Thread thread;
  private boolean closing;
  private boolean settling;
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

  /** Waits for this row's video, too; the caller goes on. */
  synchronized void add(long number, ManifestRow row, RowOutcome outcome) {
    pending.put(String.valueOf(outcome.videoId()), new Row(number, row, outcome));
    notifyAll();
  }

  private void poll() {
    try {
      for (Duration pause = FIRST_PAUSE; someLeft(); pause = longer(pause)) {
        int settled = 0;
        for (Video video : videos.byIds(ids())) {
          settled += settle(video) ? 1 : 0;
        }
        if (settled > 0) {
          pause = FIRST_PAUSE;
        }
        transport.sleep(pause);
      }
    } catch (UploaderException e) {
      fail(e);
    } catch (RuntimeException e) {
      // Else whoever waits for this thread would wait for ever.
      fail(RowImporter.bug(e));
    }
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
    long end = settings.timeout() == null ? 0 : System.nanoTime() + settings.timeout().toNanos();
    synchronized (this) {
      closing = true;
      notifyAll();
      try {
        while (settling || (!pending.isEmpty() && trouble == null)) {
          long left = settings.timeout() == null ? Long.MAX_VALUE : end - System.nanoTime();
          if (left <= 0 && trouble == null) {
            trouble =
                new UploaderException(
                    ErrorKind.WAIT_TIMEOUT, pending.size() + " videos were not ready in time");
          } else {
            wait(Math.max(1, Math.min(left, Duration.ofHours(1).toNanos()) / 1_000_000));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    rest().forEach(row -> ends.ended(row.number(), row.row(), row.outcome()));
    return trouble;
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
