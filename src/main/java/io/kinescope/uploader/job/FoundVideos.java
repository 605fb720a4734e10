package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.FollowUp;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.watch.Sight;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with a video that was found in place of an answer. */
record FoundVideos(Ledger ledger, Notices notices) {
  private static final Logger LOG = LoggerFactory.getLogger(FoundVideos.class);

  /**
   * The video becomes the item's.
   *
   * @param evidence why it is, after the video's id
   * @return null if the ledger knows it as another item's
   */
  @Nullable ItemResult adopt(
      Item item, @Nullable FileSource source, UploadMethod method, Video video, String evidence) {
    VideoRef ref = VideoRef.of(video.requireId()).seen(video);
    Transfer transfer =
        new Transfer(method.id(), source == null ? 0 : source.size(), 0, 0, 0, null, null);
    String why = "video " + ref.id() + " " + evidence;
    if (!ledger.adopt(
        item.key(), Records.stored(ref, item, transfer), Records.processing(ref), why)) {
      return null;
    }
    ItemLog.info(LOG, LogEvent.ITEM_ADOPT, item)
        .with(LogKey.VIDEO_ID, ref.id())
        .say("{}: adopted: {}", item.origin().where(), why);
    Done adopted = Done.now(ItemOutcome.ADOPTED, ref, transfer, attempts(item));
    if (!video.failed()) {
      return adopted;
    }
    ledger.processed(
        List.of(new FollowUp(item.key(), Records.processing(video, ref), null, null, null)));
    return adopted.failed(new Sight.Seen(video).failure());
  }

  /** The item has no use for these. */
  void sayOrphans(Item item, List<String> ids, String what) {
    for (String id : ids) {
      notices.warn(
          "video " + id + " " + what + " at " + item.origin().where() + "; delete it in Kinescope");
      ledger.orphan(item.key(), id); // said first: a run that dies here says it again
    }
  }

  /** Create calls for the item, over all runs. */
  int attempts(Item item) {
    return ledger.find(item.key()).map(LedgerEntry::attempts).orElse(0);
  }
}
