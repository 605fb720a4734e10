package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.upload.FileSource.OpenFile;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Carries an upload out, by whichever method the planner picked. Safe for many threads. */
public final class Uploads {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Kinescope kinescope;
  private final Sending sending;
  private final LinkUploader links;
  private final SeenVideo seenVideo;
  private final LongSupplier nanoClock;

  /** Uploads to the given service. */
  public Uploads(Kinescope kinescope, Sending sending, Notices notices, LongSupplier nanoClock) {
    this.kinescope = kinescope;
    this.sending = sending;
    this.seenVideo = new SeenVideo(kinescope.videos(), kinescope.transport(), notices);
    this.links = new LinkUploader(kinescope, sending, seenVideo, notices);
    this.nanoClock = nanoClock;
  }

  /** Sends a file. */
  public UploadResult file(
      FileUpload upload, FileSource source, TransferListener listener, UploadJournal journal) {
    long start = nanoClock.getAsLong();
    UploadMethod method = UploadPlanner.plan(upload, source.size());
    try (OpenFile file = source.open()) {
      if (method == UploadMethod.SINGLE) {
        return single(upload, file, listener, journal, start);
      }
      LinkUploader.Arrived arrived = links.upload(upload, method, file, listener, journal);
      boolean titled = upload.target().setsTitle();
      Video video = seenVideo.lookUp(arrived.videoId(), titled ? upload.metadata() : null);
      Sent sent = new Sent(source.size(), arrived.sent(), arrived.resumed(), arrived.md5());
      return result(arrived.videoId(), video, upload.metadata(), method, sent, start);
    }
  }

  /** Has Kinescope fetch a URL. */
  public UploadResult url(String url, String parentId, Metadata metadata, UploadJournal journal) {
    long start = nanoClock.getAsLong();
    journal.creating(UploadMethod.URL);
    Video made =
        kinescope
            .uploads()
            .fromUrl(
                new VideoHeaders(
                    parentId, metadata.title(), metadata.description(), null, null, null, url));
    Video video = seenVideo.withRightTitle(made, metadata);
    return result(
        made.requireId(), video, metadata, UploadMethod.URL, new Sent(0, 0, 0, null), start);
  }

  /** What was sent to a link. */
  public record LinkSent(long bytesSent, long bytesResumed) {}

  /**
   * Sends a file to a link that somebody made; needs no token.
   *
   * @param method {@link UploadMethod#LINK} or {@link UploadMethod#TUS}, which goes on by itself
   *     where an earlier run ended
   */
  public LinkSent toLink(
      FileSource source, UploadEndpoint endpoint, UploadMethod method, TransferListener listener) {
    try (OpenFile file = source.open()) {
      LinkUploader.Arrived arrived = links.toForeignLink(endpoint, method, file, listener);
      return new LinkSent(arrived.sent(), arrived.resumed());
    }
  }

  private UploadResult single(
      FileUpload upload,
      OpenFile file,
      TransferListener listener,
      UploadJournal journal,
      long start) {
    Metadata metadata = upload.metadata();
    VideoHeaders headers =
        new VideoHeaders(
            Objects.requireNonNull(
                upload.target().parentId(), "the planner sees to it that there is a parent"),
            metadata.title(),
            metadata.description(),
            metadata.filename(),
            upload.target().videoId(),
            upload.trim(),
            null);
    WholeFile whole = new WholeFile(file, upload.contentType(), listener, sending);
    journal.creating(UploadMethod.SINGLE);
    Video made = kinescope.uploads().single(headers, whole);
    try {
      whole.arrived();
    } catch (UploaderException e) {
      throw LinkUploader.naming(made.requireId(), e);
    }
    Video video = seenVideo.withRightTitle(made, metadata);
    Sent sent = new Sent(file.size(), whole.sent(), 0, whole.md5());
    return result(made.requireId(), video, metadata, UploadMethod.SINGLE, sent, start);
  }

  private record Sent(long bytes, long sent, long resumed, @Nullable String md5) {}

  private UploadResult result(
      String videoId, Video video, Metadata metadata, UploadMethod method, Sent sent, long start) {
    String title = video.title();
    return new UploadResult(
        videoId,
        title == null ? metadata.title() : title,
        video.status().name(),
        method,
        video.playLink(),
        video.embedLink(),
        sent.bytes(),
        sent.sent(),
        sent.resumed(),
        (nanoClock.getAsLong() - start) / NANOS_PER_SECOND,
        sent.md5(),
        null);
  }
}
