package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.HeaderText;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.upload.LinkUploader.Arrived;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings one item to the service, by whichever method the planner picked. Safe for many threads.
 */
public final class Uploads {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int TOO_LARGE = 413;

  private final Kinescope kinescope;
  private final Sending sending;
  private final LinkUploader links;
  private final LongSupplier nanoClock;

  /**
   * The service has everything that it needs.
   *
   * @param video as the create call's answer told it; of an upload by link the id alone
   * @param link where the upload went, or will go; null where there is none
   */
  public record Sent(VideoRef video, Transfer transfer, @Nullable UploadLink link) {}

  /**
   * How the bytes of all files of a run travel.
   *
   * @param chunkSize bytes of each Tus chunk; null to adapt to the line
   * @param throttle holds bytes back when the bandwidth is limited; shared by all
   * @param digest whether to compute the MD5 of what is sent in one piece, on its way
   */
  public record Sending(@Nullable Long chunkSize, Throttle throttle, boolean digest) {}

  public Uploads(Kinescope kinescope, Sending sending, Notices notices, LongSupplier nanoClock) {
    this.kinescope = kinescope;
    this.sending = sending;
    this.links = new LinkUploader(kinescope, sending, notices);
    this.nanoClock = nanoClock;
  }

  /**
   * Sends an item.
   *
   * @param source the file as it is now; null for what has none
   * @param journal told of each step before it is taken
   */
  public Sent send(
      Item item, @Nullable FileSource source, TransferListener listener, UploadJournal journal) {
    long start = nanoClock.getAsLong();
    if (source != null) {
      try (OpenFile file = OpenFile.of(source)) {
        UploadMethod method = links.method(item, source.size());
        if (method == UploadMethod.SINGLE && journal.known() != null) {
          method = UploadMethod.TUS; // one body was too large for an earlier run, too
        } else if (method == UploadMethod.SINGLE) {
          try {
            return single(item, file, listener, journal, start);
          } catch (UploaderException e) {
            method = links.inPieces(e, item, source.size());
          }
        }
        Arrived arrived = links.upload(item, method, file, listener, journal);
        VideoRef video = VideoRef.of(arrived.videoId());
        return new Sent(video, transfer(method, file, arrived, start), null);
      }
    }
    if (item.content() instanceof Content.RemoteUrl url) {
      return url(item, url.url(), journal, start);
    }
    UploadLink known = journal.known();
    UploadLink link = known == null ? links.create(item, UploadMethod.LINK, null, journal) : known;
    return new Sent(VideoRef.of(link.videoId()), Transfer.NONE, link);
  }

  /** Whether text is left over that the create call of this item can't carry. */
  public static boolean owesText(Item item) {
    return item.content() instanceof Content.RemoteUrl
        && !HeaderText.safe(item.metadata().description());
  }

  private Sent url(Item item, String url, UploadJournal journal, long start) {
    journal.creating(UploadMethod.URL);
    String description = owesText(item) ? null : item.metadata().description();
    VideoHeaders headers =
        new VideoHeaders(
            item.parent(), item.metadata().title(), description, null, null, null, url);
    Video made = kinescope.uploads().fromUrl(headers);
    return sent(made, new Transfer(UploadMethod.URL.id(), 0, 0, 0, seconds(start), null, null));
  }

  private Sent single(
      Item item, OpenFile file, TransferListener listener, UploadJournal journal, long start) {
    Metadata metadata = item.metadata();
    VideoHeaders headers =
        new VideoHeaders(
            Objects.requireNonNull(
                item.destination().parentId(), "the planner sees to it that there is a parent"),
            metadata.title(),
            metadata.description(),
            metadata.filename(),
            item.destination().videoId(),
            item.demands().trim(),
            null);
    WholeFile whole = new WholeFile(file, item.demands().contentType(), listener, sending);
    journal.creating(UploadMethod.SINGLE);
    Video made = kinescope.uploads().single(headers, whole);
    String id = made.requireId();
    try {
      return sent(made, transfer(UploadMethod.SINGLE, file, whole.arrived(id), start));
    } catch (UploaderException e) {
      journal.orphaned(id);
      throw LinkUploader.naming("video " + id, e);
    }
  }

  private static Sent sent(Video made, Transfer transfer) {
    return new Sent(VideoRef.of(made.requireId()).seen(made), transfer, null);
  }

  private Transfer transfer(UploadMethod method, OpenFile file, Arrived end, long start) {
    return new Transfer(
        method.id(), file.size(), end.sent(), end.resumed(), seconds(start), end.md5(), null);
  }

  private double seconds(long start) {
    return (nanoClock.getAsLong() - start) / NANOS_PER_SECOND;
  }

  /**
   * Sends a file to a link that somebody made; needs no token.
   *
   * @param method {@link UploadMethod#LINK} or {@link UploadMethod#TUS}, which goes on by itself
   *     where an earlier run ended; null: by the file's size, and in pieces where one body is too
   *     large
   */
  public Transfer toLink(
      FileSource source,
      UploadEndpoint endpoint,
      @Nullable UploadMethod method,
      TransferListener listener) {
    long start = nanoClock.getAsLong();
    boolean post =
        method == null ? source.size() <= Demands.LARGEST_SINGLE : method == UploadMethod.LINK;
    try (OpenFile file = OpenFile.of(source)) {
      if (post) {
        try {
          Arrived end = links.toForeignLink(endpoint, UploadMethod.LINK, file, listener);
          return transfer(UploadMethod.LINK, file, end, start);
        } catch (UploaderException e) {
          if (method != null || e.status() != TOO_LARGE) {
            throw e;
          }
        }
      }
      Arrived end = links.toForeignLink(endpoint, UploadMethod.TUS, file, listener);
      return transfer(UploadMethod.TUS, file, end, start);
    }
  }
}
