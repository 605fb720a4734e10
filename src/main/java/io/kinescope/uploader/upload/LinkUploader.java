package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Verdict;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.tus.SentPrefix;
import io.kinescope.uploader.tus.TusTransfer;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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

  /** A body of this size was refused as too large in this run: as large a file goes in pieces. */
  private final AtomicLong tooLarge = new AtomicLong(Long.MAX_VALUE);

  LinkUploader(Kinescope kinescope, Sending sending, Notices notices) {
    this.kinescope = kinescope;
    this.sending = sending;
    this.tus = new TusTransfer(kinescope.transport(), sending.chunkSize(), sending.throttle());
    this.notices = notices;
  }

  UploadMethod method(Item item, long size) {
    return UploadPlanner.plan(item, size, tooLarge.get());
  }

  /**
   * The method that is left when one body was too large for the service, or for what is before it;
   * throws where there is none, or what came of the body has to be looked up first.
   */
  UploadMethod inPieces(UploaderException e, @Nullable Item item, long size) {
    if (e.status() == 413) {
      tooLarge.accumulateAndGet(size, Math::min);
    }
    boolean left = e.status() == 413 && item != null && method(item, size) == UploadMethod.TUS;
    if (!left || e.kind() == ErrorKind.UNKNOWN_OUTCOME) {
      throw e;
    }
    return UploadMethod.TUS;
  }

  /** The file has arrived whole; the MD5 is of what was sent, if it was computed on the way. */
  record Arrived(String videoId, long sent, long resumed, @Nullable String md5) {}

  Arrived upload(
      Item item,
      UploadMethod method,
      OpenFile file,
      TransferListener listener,
      UploadJournal journal) {
    // The status of a video that was there before tells nothing of this file; and its link may be
    // made anew without harm.
    boolean madeNow = item.makesVideo();
    String what = item.destination().noun() + " ";
    UploadLink known = journal.known();
    UploadLink link = known == null ? create(item, method, file, journal) : known;
    for (boolean replaced = false; ; replaced = true) {
      Way way = new Way(link.videoId(), madeNow, link.endpoint(), method, item);
      try {
        return send(way, file, listener, journal.prefix());
      } catch (UploaderException e) {
        if (e.kind() != ErrorKind.LINK_GONE || replaced) {
          throw naming(what + link.videoId(), e);
        }
        if (madeNow && isComplete(link.videoId(), e)) {
          file.checkUnchanged();
          listener.started(file.size(), file.size());
          return new Arrived(link.videoId(), 0, file.size(), null);
        }
      }
      notices.warn(
          "the upload link of "
              + what
              + link.videoId()
              + " is gone; starting over"
              + (madeNow ? " as a new video; the unfinished one stays in Kinescope" : ""));
      link = create(item, method, file, journal);
    }
  }

  /**
   * Sends a file to a link that somebody else made: no video is known, and none may be asked for.
   */
  Arrived toForeignLink(
      UploadEndpoint endpoint, UploadMethod method, OpenFile file, TransferListener listener) {
    return send(new Way("", false, endpoint, method, null), file, listener, null);
  }

  /**
   * Where a file goes, and how.
   *
   * @param videoId empty if it is not known
   * @param telling whether the video's status tells whether the file has arrived
   * @param item null if the link is somebody else's
   */
  private record Way(
      String videoId,
      boolean telling,
      UploadEndpoint endpoint,
      UploadMethod method,
      @Nullable Item item) {}

  private Arrived send(
      Way way, OpenFile file, TransferListener listener, @Nullable SentPrefix prefix) {
    Item item = way.item();
    if (way.method() == UploadMethod.LINK) {
      String contentType = item == null ? null : item.demands().contentType();
      try {
        return post(way, new WholeFile(file, contentType, listener, sending));
      } catch (UploaderException e) {
        var unused = inPieces(e, item, file.size());
      }
    }
    TusTransfer.Complete complete = tus.transfer(way.endpoint().url(), file, listener, prefix);
    return new Arrived(way.videoId(), complete.bytesSent(), complete.bytesResumed(), null);
  }

  /**
   * Sends a whole file by POST, again if need be. A repeat is no duplicate, since the link stands
   * for one video; but a link whose answer was lost may be used up, so the video is asked first.
   */
  private Arrived post(Way way, WholeFile file) {
    Transport transport = kinescope.transport();
    for (int failures = 1; ; failures++) {
      Verdict verdict = checked(way, kinescope.uploads().post(way.endpoint(), file));
      if (!(verdict instanceof Verdict.Trouble trouble)) {
        return file.arrived(way.videoId());
      }
      boolean gone = trouble.error().kind() == ErrorKind.LINK_GONE;
      boolean mayHaveArrived = way.telling() && (gone || trouble instanceof Verdict.Doubt);
      if (mayHaveArrived && look(way.videoId()) == Arrival.ARRIVED) {
        return file.arrived(way.videoId());
      }
      boolean last = trouble instanceof Verdict.Final || trouble.error().status() == 413;
      if (last || !transport.retryPolicy().allows(failures)) {
        throw trouble.error();
      }
      file.again();
      transport.pause(failures, trouble.retryAfter(), trouble.error());
    }
  }

  /** A yes that is not in the API's words may be anybody's: then the video tells, if it can. */
  private Verdict checked(Way way, Verdict verdict) {
    JsonObject said = verdict instanceof Verdict.Answer done ? done.answer().json() : null;
    boolean anybodys =
        verdict instanceof Verdict.Answer && (said == null || said.object("data") == null);
    if (!anybodys || !way.telling() || look(way.videoId()) != Arrival.NOT_ARRIVED) {
      return verdict;
    }
    String what = "the upload link accepted the file, but Kinescope is still waiting for it";
    return new Verdict.Doubt(new UploaderException(ErrorKind.TRANSIENT, what), null);
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
                  + " is gone, and the program can't tell whether the video is complete")
          .hint(
              "check the video in Kinescope; if it is incomplete, delete it and run the command again")
          .build();
    }
    return seen == Arrival.ARRIVED;
  }

  /** Asks for a link; the file is null if somebody else will send it. */
  UploadLink create(
      Item item, UploadMethod method, @Nullable OpenFile file, UploadJournal journal) {
    String service = kinescope.transport().hosts().api().toString();
    InitId own = file == null || !item.makesVideo() ? null : new InitId(service, item, file);
    String id = journal.asking(method, own);
    Long size = file == null ? null : file.size();
    UploadLink link;
    try {
      link = kinescope.uploads().init(initRequest(item, size, id));
    } catch (UploaderException e) {
      if (id == null) {
        throw e;
      }
      if ((InitId.isNamedBy(e) || InitId.maybeMeantBy(e)) && isThere(id)) {
        throw e.as(ErrorKind.REFUSED, String.valueOf(e.getMessage())).code(InitId.TAKEN).build();
      }
      if (!journal.asksWithoutId(method, e)) {
        throw e;
      }
      link = kinescope.uploads().init(initRequest(item, size, null));
    }
    journal.linked(link);
    return link;
  }

  /**
   * How a taken id is refused is not documented: without it, the call would make a second video.
   */
  private boolean isThere(String id) {
    try {
      return kinescope.videos().get(id).is(id);
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.TRANSIENT || e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return false; // it is not, or this token may not look
    }
  }

  /** What was made exists although its bytes did not arrive: who reads the error has to find it. */
  static UploaderException naming(String made, UploaderException e) {
    return e.saying(e.getMessage() + " (" + made + ")").build();
  }

  private static InitRequest initRequest(Item item, @Nullable Long size, @Nullable String id) {
    Metadata metadata = item.metadata();
    Destination destination = item.destination();
    Long told = item.content() instanceof Content.Elsewhere elsewhere ? elsewhere.size() : size;
    if (destination instanceof Destination.Attach attach) { // the guide lists nothing else for it
      return InitRequest.attachment(attach.videoId(), told, item.demands().clientIp());
    }
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
        item.demands().clientIp(),
        id);
  }
}
