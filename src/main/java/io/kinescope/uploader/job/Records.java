package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.VideoRef;
import java.util.Objects;

/** Between what the ledger keeps of a video and what the engine hands on. */
final class Records {
  private Records() {}

  static Stored stored(VideoRef video, Item item, Transfer transfer) {
    return new Stored(
        video.id(),
        video.title() == null ? item.title() : video.title(),
        video.playLink(),
        video.embedLink(),
        Objects.requireNonNullElse(transfer.method(), "link"),
        transfer.bytes(),
        transfer.sent(),
        transfer.resumed(),
        transfer.md5(),
        transfer.verified());
  }

  /** The video of a done entry. */
  static VideoRef video(LedgerEntry entry) {
    Stored stored = Objects.requireNonNull(entry.stored(), "a done entry has a video");
    Processing processing = entry.processing();
    return new VideoRef(
        stored.videoId(),
        stored.title(),
        processing == null ? null : processing.status(),
        stored.playLink(),
        stored.embedLink());
  }

  /** How it got there; nothing of it was sent in this run. */
  static Transfer transfer(LedgerEntry entry) {
    Stored stored = Objects.requireNonNull(entry.stored(), "a done entry has a video");
    return new Transfer(stored.method(), stored.bytes(), 0, 0, 0, stored.md5(), stored.verified());
  }

  /** What a status that came with the upload says; without its links nothing is final. */
  static Processing processing(VideoRef video) {
    String status = video.status();
    return status != null && status.equals("done") && video.playLink() != null
        ? Processing.ready(status)
        : Processing.open(status);
  }

  /**
   * What the service says of a video's processing.
   *
   * @param known the same video with all that was ever seen of it
   */
  static Processing processing(Video video, VideoRef known) {
    return video.failed()
        ? Processing.failed(video.status(), video.errorMessage())
        : processing(known);
  }
}
