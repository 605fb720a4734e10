package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.FollowUp;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The videos that earlier runs made and nobody has seen done: a dead URL shows only there. One look
 * a run, before its first item; those that are gone are told as their rows come by.
 */
final class EarlierVideos {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierVideos.class);
  private static final int TOGETHER = 100;

  /** A kilobyte each; more are told without their lines. */
  private static final int MAX_GONE = 1_000;

  private final JobTools tools;
  private final Notices notices;

  /** By key, what was found deleted and nobody has told yet; rare. */
  private final Map<String, LedgerEntry> gone = new LinkedHashMap<>();

  EarlierVideos(JobTools tools) {
    this.tools = tools;
    this.notices = tools.notices();
  }

  /** Asks for their fate. A token without the right to read makes it a warning, not a failure. */
  void look() {
    Ledger ledger = tools.ledger();
    try {
      ledger.forEachOpen(
          TOGETHER,
          entries -> {
            List<String> ids = entries.stream().map(e -> String.valueOf(e.videoId())).toList();
            Map<String, Sight> sights = VideoWatcher.lookOnce(tools.videos(), ids);
            ledger.processed(entries.stream().map(e -> seen(e, sights)).toList());
          });
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED || e.kind() == ErrorKind.LOCAL_IO) {
        throw e;
      }
      notices.warn(
          "could not check whether the videos of earlier runs are ready: " + e.getMessage());
    }
  }

  private FollowUp seen(LedgerEntry entry, Map<String, Sight> sights) {
    if (sights.get(String.valueOf(entry.videoId())) instanceof Sight.Seen seen) {
      LogLine.info(LOG, LogEvent.ITEM_VIDEO)
          .with(LogKey.SOURCE, entry.intent().source())
          .with(LogKey.KEY, entry.key())
          .with(LogKey.VIDEO_ID, entry.videoId())
          .with(LogKey.STATE, seen.video().status())
          .say(
              "{}: video {} is {}",
              entry.intent().source(),
              entry.videoId(),
              seen.video().status());
      VideoRef video = Records.video(entry).seen(seen.video());
      Processing processing = Records.processing(seen.video(), video);
      return new FollowUp(entry.key(), processing, null, video.playLink(), video.embedLink());
    }
    if (gone.size() < MAX_GONE) {
      gone.put(entry.key(), entry);
    } else {
      sayGone(entry);
    }
    return new FollowUp(entry.key(), Processing.gone(), null, null, null);
  }

  /** Tells those that are gone with the lines that they were made of. */
  void say(List<SourceEntry> some) {
    for (SourceEntry entry : gone.isEmpty() ? List.<SourceEntry>of() : some) {
      LedgerEntry known = entry instanceof Item item ? gone.remove(item.key()) : null;
      if (known != null) {
        sayGone(entry.origin().where() + ": video " + known.videoId());
      }
    }
  }

  /** Those of rows that the list no longer has. */
  void sayRest() {
    gone.values().forEach(this::sayGone);
  }

  private void sayGone(LedgerEntry entry) {
    sayGone("video " + entry.videoId() + " of " + entry.intent().source());
  }

  private void sayGone(String what) {
    notices.warn(what + " is no longer in Kinescope");
  }
}
