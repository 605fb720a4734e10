package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks for the fate of videos that earlier runs made and nobody has seen done: a dead URL shows
 * only there. One call for a hundred. A token without the right to read makes it a warning, not a
 * failure.
 */
final class FollowUp {
  private static final int PAGE = 100;

  private final VideosApi videos;
  private final Ledger ledger;
  private final Notices notices;

  FollowUp(VideosApi videos, Ledger ledger, Notices notices) {
    this.videos = videos;
    this.ledger = ledger;
    this.notices = notices;
  }

  void run() {
    try {
      ledger.forEachOpen(PAGE, this::ask);
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED || e.kind() == ErrorKind.LOCAL_IO) {
        throw e;
      }
      notices.warn(
          "whether the videos of earlier runs are ready could not be asked: " + e.getMessage());
    }
  }

  private void ask(List<LedgerEntry> entries) {
    Map<String, Video> found = new HashMap<>();
    for (Video video :
        videos.byIds(entries.stream().map(entry -> String.valueOf(entry.videoId())).toList())) {
      found.put(String.valueOf(video.id()), video);
    }
    for (LedgerEntry entry : entries) {
      Video video = found.get(String.valueOf(entry.videoId()));
      ledger.processed(entry.key(), video == null ? alone(entry) : of(video));
    }
  }

  /**
   * One that the list lacks is asked for by itself: only a clear "no such video" means that it is
   * gone.
   */
  private Processing alone(LedgerEntry entry) {
    try {
      return of(videos.get(String.valueOf(entry.videoId())));
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
      notices.warn(
          "video " + entry.videoId() + " of " + entry.key() + " is no longer in Kinescope");
      return Processing.gone();
    }
  }

  static Processing of(Video video) {
    String status = video.status().name();
    if (video.status().ready()) {
      return Processing.ready(status);
    }
    return video.status().failed()
        ? Processing.failed(status, video.errorMessage())
        : Processing.open(status);
  }
}
