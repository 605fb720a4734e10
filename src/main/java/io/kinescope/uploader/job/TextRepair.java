package io.kinescope.uploader.job;

import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.VideoRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends a video's title and description once more, by PATCH: a header that was mangled on its way
 * (clients that allow only Latin-1 broke Cyrillic titles on the live service, observed), or one
 * that could not carry the text. Safe for many threads.
 */
public final class TextRepair {
  private final VideosApi videos;
  private final Notices notices;
  private @Nullable UploaderException forbidden;
  private boolean asked;

  public TextRepair(VideosApi videos, Notices notices) {
    this.videos = videos;
    this.notices = notices;
  }

  /** Sends both; a description that was taken away becomes empty. */
  void send(Item item, String videoId) {
    videos.update(
        videoId, item.title(), Objects.requireNonNullElse(item.metadata().description(), ""));
  }

  /**
   * The video with the title that was asked for. A token may be limited to uploading (documented),
   * so nothing here makes an upload fail.
   */
  VideoRef titled(Item item, VideoRef video) {
    String came = video.title();
    if (came == null || came.equals(item.title())) {
      return video;
    }
    try {
      videos.update(video.id(), item.title(), item.metadata().description());
      return new VideoRef(
          video.id(), item.title(), video.status(), video.playLink(), video.embedLink());
    } catch (UploaderException e) {
      notices.warn(
          "video "
              + video.id()
              + " has another title than requested, and the program could not correct it: "
              + e.getMessage());
      return video;
    }
  }

  /** REFUSED for an item whose text needs a PATCH that this token may not send; asks once a run. */
  synchronized void requireRight(Item item) {
    if (!asked) {
      forbidden = ask();
      asked = true;
    }
    if (forbidden != null) {
      throw forbidden
          .as(
              ErrorKind.REFUSED,
              "the description can't be sent: a URL's text goes in HTTP headers, which can't carry"
                  + " it, and this token may not change videos afterwards ("
                  + forbidden.getMessage()
                  + ")")
          .hint(
              "use a token that may edit videos, or a description of one line without leading or"
                  + " trailing spaces")
          .build();
    }
  }

  private @Nullable UploaderException ask() {
    try {
      videos.requireRightToChange();
      return null;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.TRANSIENT || e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return e.kind() == ErrorKind.AUTH ? e : null;
    }
  }
}
