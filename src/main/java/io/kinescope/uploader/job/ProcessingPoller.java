package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.ledger.Comparison;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.Verifier;
import io.kinescope.uploader.upload.Verifier.Verification;
import io.kinescope.uploader.upload.Verifier.Verified;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

  private static final int PAGE = 100;

  /** As many answers in a row take longer than the list lags behind. */
  private static final int MISSES_OF_THE_LIST = 5;

  private final VideosApi videos;
  private final Transport transport;
  private final Ledger ledger;
  private final Settings settings;
  private final Ends ends;
  private final Notices notices;
  private final PendingRows pending;
  private final Thread thread;

  /** How often the list lacked a video that is waited for; of this thread alone. */
  private final Map<String, Integer> misses = new HashMap<>();

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

  ProcessingPoller(ImportTools tools, Settings settings, Ends ends) {
    this.videos = tools.videos();
    this.transport = tools.transport();
    this.ledger = tools.ledger();
    this.settings = settings;
    this.ends = ends;
    this.notices = tools.notices();
    this.pending = new PendingRows(settings.timeout());
    this.thread = new Thread(this::poll, "processing-poller");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for this row's video, too; the caller goes on.
   *
   * @return false if too many wait already: then it is one of the {@link #isLater later} rows
   */
  boolean add(long number, ManifestRow row, RowOutcome outcome) {
    return pending.add(new PendingRows.Row(number, row, outcome));
  }

  /** No more videos will be made: the time limit begins, and the whole rate is free for asking. */
  void uploadsEnded() {
    pending.uploadsEnded();
  }

  /** Whether any row has to be added again. */
  boolean anyLater() {
    return pending.anyLater();
  }

  /** Whether this row has to be added again. */
  boolean isLater(long number) {
    return pending.isLater(number);
  }

  /** Whether an earlier run had made the video of this later row. */
  boolean wasSkipped(long number) {
    return pending.wasSkipped(number);
  }

  /** Adds one of the later rows as soon as there is room; when the time is up it ends as it is. */
  void addWhenRoom(long number, ManifestRow row, RowOutcome outcome) {
    if (!pending.addWhenRoom(new PendingRows.Row(number, row, outcome))) {
      ends.ended(number, row, outcome);
    }
  }

  /**
   * No more rows will come: waits for the rest.
   *
   * @return why not all were seen to their end, or null if they were
   */
  @Nullable UploaderException finish() {
    for (PendingRows.Row row : pending.awaitEnd()) {
      ends.ended(row.number(), row.row(), row.outcome());
    }
    return pending.trouble();
  }

  private void poll() {
    try {
      for (Duration pause = FIRST_PAUSE; pending.awaitAny(); pause = longer(pause)) {
        if (askAll() > 0) {
          pause = FIRST_PAUSE;
        }
        transport.sleep(
            pending.areUploadsUnderWay() && pause.compareTo(BESIDE_UPLOADS) < 0
                ? BESIDE_UPLOADS
                : pause);
      }
    } catch (UploaderException e) {
      pending.fail(e);
    } catch (RuntimeException e) {
      pending.fail(RowImporter.bug(e)); // else whoever waits for this thread would for ever
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /** Asks for every video once; how many were ready, or never will be. */
  private int askAll() {
    int settled = 0;
    List<String> ids = pending.videoIds();
    for (int from = 0; from < ids.size(); from += PAGE) {
      if (from > 0 && pending.areUploadsUnderWay()) {
        transport.sleep(BESIDE_UPLOADS);
      }
      settled += ask(ids.subList(from, Math.min(from + PAGE, ids.size())));
    }
    return settled;
  }

  private int ask(List<String> ids) {
    int settled = 0;
    Set<String> missing = new LinkedHashSet<>(ids);
    for (Video video : videos.byIds(ids)) {
      String id = String.valueOf(video.id());
      missing.remove(id);
      settled += seen(id, video) ? 1 : 0;
    }
    for (String id : missing) {
      settled += missed(id) ? 1 : 0;
    }
    return settled;
  }

  /** The list lags behind; when it goes on to, the video's own address tells. */
  private boolean missed(String id) {
    if (misses.merge(id, 1, Integer::sum) < MISSES_OF_THE_LIST) {
      return false;
    }
    try {
      return seen(id, videos.get(id));
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
      UploaderException gone =
          new UploaderException(
              ErrorKind.NOT_FOUND,
              "video " + id + " is no longer in Kinescope",
              null,
              e.code(),
              e.requestId(),
              e);
      return end(
          id,
          row -> {
            processed(id, Processing.gone(), null);
            return row.outcome().nowFailed(gone);
          });
    }
  }

  private boolean seen(String id, Video video) {
    if (!video.status().ready() && !video.status().failed()) {
      return false;
    }
    return end(id, row -> settled(id, row, video));
  }

  /** Compares before anything is written down: what was not compared is so in the next run. */
  private RowOutcome settled(String id, PendingRows.Row row, Video video) {
    RowOutcome outcome = row.outcome().seen(video);
    Path file = row.row().file();
    if (video.status().failed() || !settings.verify() || file == null) {
      processed(id, FollowUp.of(video), null);
      return video.status().failed() ? outcome.nowFailed(ProcessingWaiter.failure(video)) : outcome;
    }
    try {
      Verification found = Verifier.verify(video, FileSource.of(file), null);
      boolean compared = found.verified() != Verified.NONE;
      if (!compared) {
        notices.warn(
            "video "
                + id
                + " could not be verified: Kinescope told neither MD5 nor size of what it stored");
      }
      processed(
          id,
          FollowUp.of(video),
          compared ? new Comparison(found.md5(), found.verified().id()) : null);
      return outcome;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.VERIFICATION) {
        processed(id, FollowUp.of(video), Comparison.differs());
      }
      return outcome.nowFailed(e);
    }
  }

  private void processed(String id, Processing fate, @Nullable Comparison comparison) {
    ledger.ownerOf(id).ifPresent(key -> ledger.processed(key, fate, comparison));
  }

  /** Ends the row whose video this is. */
  private boolean end(String id, Function<PendingRows.Row, RowOutcome> whatBecameOfIt) {
    PendingRows.Row row = pending.take(id);
    if (row == null) {
      return false;
    }
    misses.remove(id);
    RowOutcome outcome;
    try {
      outcome = whatBecameOfIt.apply(row);
    } catch (UploaderException e) {
      outcome = row.outcome().nowFailed(e);
    } catch (RuntimeException e) {
      outcome = row.outcome().nowFailed(RowImporter.bug(e)); // the row has its end, the run its sum
    }
    ends.ended(row.number(), row.row(), outcome);
    pending.settled();
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
