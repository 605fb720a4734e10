package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.upload.FileSource.OpenFile;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Carries an upload out, by whichever method the planner picked. Safe for many threads. */
public final class Uploads {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Kinescope kinescope;
  private final LinkPost linkPost;
  private final SeenVideo seenVideo;
  private final LongSupplier nanoClock;

  /** Uploads to the given service. */
  public Uploads(Kinescope kinescope, Notices notices, LongSupplier nanoClock) {
    this.kinescope = kinescope;
    this.linkPost = new LinkPost(kinescope.uploads(), kinescope.transport());
    this.seenVideo = new SeenVideo(kinescope.videos(), notices);
    this.nanoClock = nanoClock;
  }

  /** Sends a file. */
  public UploadResult file(
      FileUpload upload, FileSource source, Transfer transfer, UploadJournal journal) {
    long start = nanoClock.getAsLong();
    UploadMethod method = UploadPlanner.plan(upload, source.size());
    try (OpenFile file = source.open()) {
      return method == UploadMethod.SINGLE
          ? single(upload, file, transfer, journal, start)
          : link(upload, file, transfer, journal, start);
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
    String videoId = Objects.requireNonNull(made.id(), "checked by UploadsApi");
    return result(videoId, video, metadata, UploadMethod.URL, 0, 0, start);
  }

  /**
   * Sends a file to a link that somebody made; needs no token.
   *
   * @return bytes that went out
   */
  public long toLink(FileSource source, UploadEndpoint endpoint, Transfer transfer) {
    try (OpenFile file = source.open()) {
      return linkPost.send(endpoint, file, null, transfer, () -> false);
    }
  }

  private UploadResult single(
      FileUpload upload, OpenFile file, Transfer transfer, UploadJournal journal, long start) {
    Metadata metadata = upload.metadata();
    String replaced = upload.target() instanceof Target.Replace replace ? replace.videoId() : null;
    VideoHeaders headers =
        new VideoHeaders(
            parentOf(upload.target()),
            metadata.title(),
            metadata.description(),
            metadata.filename(),
            replaced,
            upload.trim(),
            null);
    Transfer.Counted counted = transfer.counted();
    journal.creating(UploadMethod.SINGLE);
    var bodies = LinkPost.bodies(file, upload.contentType(), transfer, counted);
    Video made =
        kinescope
            .uploads()
            .single(
                headers,
                trace -> {
                  counted.started(file.source().size(), 0);
                  return bodies.make(trace);
                });
    String videoId = Objects.requireNonNull(made.id(), "checked by UploadsApi");
    try {
      file.checkUnchanged();
    } catch (UploaderException e) {
      throw naming(videoId, e);
    }
    counted.acknowledged(file.source().size());
    Video video = seenVideo.withRightTitle(made, metadata);
    return result(
        videoId,
        video,
        metadata,
        UploadMethod.SINGLE,
        file.source().size(),
        counted.bytesSent(),
        start);
  }

  private UploadResult link(
      FileUpload upload, OpenFile file, Transfer transfer, UploadJournal journal, long start) {
    journal.creating(UploadMethod.LINK);
    UploadLink link = kinescope.uploads().init(initRequest(upload, file.source().size()));
    journal.linked(link);
    // The status of a video that was there before tells nothing of this file.
    boolean madeNow = upload.target() instanceof Target.NewVideo;
    long sent;
    try {
      sent =
          linkPost.send(
              link.endpoint(),
              file,
              upload.contentType(),
              transfer,
              () -> madeNow && seenVideo.arrived(link.videoId()));
    } catch (UploaderException e) {
      throw naming(link.videoId(), e);
    }
    boolean titled = upload.target().setsTitle();
    Video video = seenVideo.lookUp(link.videoId(), titled ? upload.metadata() : null);
    return result(
        link.videoId(),
        video,
        upload.metadata(),
        UploadMethod.LINK,
        file.source().size(),
        sent,
        start);
  }

  /**
   * The video exists although its bytes did not arrive: whoever reads the error must be able to
   * find it.
   */
  private static UploaderException naming(String videoId, UploaderException e) {
    return new UploaderException(
        e.kind(),
        e.getMessage() + " (video " + videoId + ")",
        e.hint(),
        e.code(),
        e.requestId(),
        e);
  }

  private static InitRequest initRequest(FileUpload upload, long size) {
    Metadata metadata = upload.metadata();
    Target target = upload.target();
    String parentId = target instanceof Target.NewVideo video ? video.parentId() : null;
    String videoId =
        target instanceof Target.Replace replace
            ? replace.videoId()
            : target instanceof Target.Attach attach ? attach.videoId() : null;
    String type =
        target instanceof Target.NewVideo
            ? "video"
            : target instanceof Target.Replace ? "replace" : "attachment";
    return new InitRequest(
        type,
        parentId,
        target.setsTitle() ? metadata.title() : null,
        metadata.subtitle(),
        metadata.description(),
        metadata.filename(),
        size,
        videoId,
        upload.preview(),
        upload.clientIp());
  }

  private static String parentOf(Target target) {
    String parent =
        target instanceof Target.NewVideo video
            ? video.parentId()
            : target instanceof Target.Replace replace ? replace.parentId() : null;
    return Objects.requireNonNull(
        parent, "the planner sends only what has a parent by one request");
  }

  private UploadResult result(
      String videoId,
      Video video,
      Metadata metadata,
      UploadMethod method,
      long bytes,
      long sent,
      long start) {
    String title = video.title();
    return new UploadResult(
        videoId,
        title == null ? metadata.title() : title,
        video.status().name(),
        method,
        video.playLink(),
        video.embedLink(),
        bytes,
        sent,
        0,
        (nanoClock.getAsLong() - start) / NANOS_PER_SECOND,
        null,
        null);
  }
}
