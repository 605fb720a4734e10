package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Verdict;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.tus.TusOutcome;
import io.kinescope.uploader.tus.TusTransfer;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Uploads by link: makes one, or goes on with the one of an earlier run, and sends the file by POST
 * or Tus. A link that is gone is replaced once, after the video was looked at: it may be complete.
 */
final class LinkUploader {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofSeconds(8);

  private final Kinescope kinescope;
  private final Sending sending;
  private final TusTransfer tus;
  private final Notices notices;

  LinkUploader(Kinescope kinescope, Sending sending, Notices notices) {
    this.kinescope = kinescope;
    this.sending = sending;
    this.tus = new TusTransfer(kinescope.transport(), sending.chunkSize(), sending.throttle());
    this.notices = notices;
  }

  private sealed interface End {}

  /** The file has arrived whole; the MD5 is of what was sent, if it was computed on the way. */
  record Arrived(String videoId, long sent, long resumed, @Nullable String md5) implements End {}

  /** The link is gone; {@code mayHold} tells whether bytes may have arrived. */
  private record LinkGone(UploaderException error, boolean mayHold) implements End {}

  Arrived upload(
      Item item,
      UploadMethod method,
      OpenFile file,
      TransferListener listener,
      UploadJournal journal) {
    // The status of a video that was there before tells nothing of this file; and its link may be
    // made anew without harm.
    boolean madeNow = item.makesVideo();
    UploadLink known = journal.known();
    UploadLink link = known == null ? create(item, method, file.size(), journal) : known;
    boolean mayHold = known != null;
    for (boolean replaced = false; ; replaced = true) {
      Way way =
          new Way(link.videoId(), madeNow, link.endpoint(), method, item.demands().contentType());
      End end;
      try {
        end = send(way, file, listener);
      } catch (UploaderException e) {
        throw naming(link.videoId(), e);
      }
      if (end instanceof Arrived arrived) {
        return arrived;
      }
      LinkGone gone = (LinkGone) end;
      if (replaced) {
        throw naming(link.videoId(), gone.error());
      }
      if (madeNow && (mayHold || gone.mayHold()) && isComplete(link.videoId(), gone.error())) {
        file.checkUnchanged();
        return new Arrived(link.videoId(), 0, file.size(), null);
      }
      notices.warn(
          "the upload link of video "
              + link.videoId()
              + " is gone; the file starts again as a new video, and the old one stays unfinished");
      link = create(item, method, file.size(), journal);
      mayHold = false;
    }
  }

  /**
   * Sends a file to a link that somebody else made: no video is known, and none may be asked for.
   */
  Arrived toForeignLink(
      UploadEndpoint endpoint, UploadMethod method, OpenFile file, TransferListener listener) {
    End end = send(new Way("", false, endpoint, method, null), file, listener);
    if (end instanceof LinkGone gone) {
      throw gone.error();
    }
    return (Arrived) end;
  }

  /**
   * Where a file goes, and how.
   *
   * @param videoId empty if it is not known
   * @param telling whether the video's status tells whether the file has arrived
   */
  private record Way(
      String videoId,
      boolean telling,
      UploadEndpoint endpoint,
      UploadMethod method,
      @Nullable String contentType) {}

  private End send(Way way, OpenFile file, TransferListener listener) {
    if (way.method() == UploadMethod.TUS) {
      TusOutcome outcome = tus.transfer(way.endpoint().url(), file, listener);
      if (outcome instanceof TusOutcome.UploadGone gone) {
        return new LinkGone(gone.error(), gone.anythingKept());
      }
      TusOutcome.Complete complete = (TusOutcome.Complete) outcome;
      return new Arrived(way.videoId(), complete.bytesSent(), complete.bytesResumed(), null);
    }
    return post(way, new WholeFile(file, way.contentType(), listener, sending));
  }

  /**
   * Sends a whole file by POST, again if need be. A repeat is no duplicate, since the link stands
   * for one video; but a link whose answer was lost may be used up, so the video is asked first.
   */
  private End post(Way way, WholeFile file) {
    Transport transport = kinescope.transport();
    for (int failures = 1; ; failures++) {
      Verdict verdict = kinescope.uploads().post(way.endpoint(), file);
      if (!(verdict instanceof Verdict.Trouble trouble)) {
        return file.arrived(way.videoId());
      }
      boolean gone = trouble.error().kind() == ErrorKind.LINK_GONE;
      boolean mayHaveArrived = way.telling() && (gone || trouble instanceof Verdict.Doubt);
      if (mayHaveArrived && look(way.videoId()) == Arrival.ARRIVED) {
        return file.arrived(way.videoId());
      }
      if (gone) {
        return new LinkGone(trouble.error(), true);
      }
      if (trouble instanceof Verdict.Final || !transport.retryPolicy().allows(failures)) {
        throw trouble.error();
      }
      file.again();
      transport.pause(failures, trouble.retryAfter(), trouble.error());
    }
  }

  /** What looking at a video tells of its bytes. */
  private enum Arrival {
    ARRIVED,
    /** It has not, or there is no such video. */
    NOT_ARRIVED,
    /** Nobody knows: the token may not look, or the status is one that says nothing of it. */
    UNSEEN
  }

  /** A token may be limited to uploading (documented), so not to see is no failure. */
  private Arrival look(String videoId) {
    try {
      Video video = kinescope.videos().get(videoId);
      if (video.arrived()) {
        return Arrival.ARRIVED;
      }
      return video.waitsForBytes() ? Arrival.NOT_ARRIVED : Arrival.UNSEEN;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return e.kind() == ErrorKind.NOT_FOUND ? Arrival.NOT_ARRIVED : Arrival.UNSEEN;
    }
  }

  /**
   * Whether the video is complete although its link is gone: a link may end with its upload. Looks
   * for some seconds: a status may lag behind the last byte.
   *
   * @throws UploaderException of kind UNKNOWN_OUTCOME if that can't be seen: a new link might be a
   *     duplicate
   */
  private boolean isComplete(String videoId, UploaderException gone) {
    Arrival seen = look(videoId);
    for (Duration pause = FIRST_LOOK;
        seen == Arrival.NOT_ARRIVED && pause.compareTo(LAST_LOOK) <= 0;
        pause = pause.multipliedBy(2)) {
      kinescope.transport().sleep(pause);
      seen = look(videoId);
    }
    if (seen == Arrival.UNSEEN) {
      throw gone.as(
              ErrorKind.UNKNOWN_OUTCOME,
              "the upload link of video "
                  + videoId
                  + " is gone, and whether the video is complete can't be seen")
          .hint("look at the video in Kinescope; if it is not complete, delete it and start anew")
          .build();
    }
    return seen == Arrival.ARRIVED;
  }

  /** Asks for a link; the size is null for a file that somebody else will send. */
  UploadLink create(Item item, UploadMethod method, @Nullable Long size, UploadJournal journal) {
    journal.creating(method);
    UploadLink link = kinescope.uploads().init(initRequest(item, size));
    journal.linked(link);
    return link;
  }

  /**
   * The video exists although its bytes did not arrive: whoever reads the error must be able to
   * find it.
   */
  static UploaderException naming(String videoId, UploaderException e) {
    return e.saying(e.getMessage() + " (video " + videoId + ")").build();
  }

  private static InitRequest initRequest(Item item, @Nullable Long size) {
    Metadata metadata = item.metadata();
    Destination destination = item.destination();
    Long told = item.content() instanceof Content.Elsewhere elsewhere ? elsewhere.size() : size;
    return new InitRequest(
        destination.type(),
        item.makesVideo() ? item.parent() : null,
        destination.setsTitle() ? metadata.title() : null,
        metadata.subtitle(),
        metadata.description(),
        metadata.filename(),
        told,
        destination.videoId(),
        item.demands().preview(),
        item.demands().clientIp());
  }
}
