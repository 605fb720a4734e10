package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All upload links, and what is sent to them: one POST of the whole file, or Tus 1.0.0. No token is
 * asked for: the link is the capability.
 */
final class UploadLinks {
  private static final Duration LIFETIME = Duration.ofDays(1); // of an unfinished link
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final String TUS_VERSION = "1.0.0";
  private static final String CHUNK_TYPE = "application/offset+octet-stream";
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  private final Map<String, ByteUpload> uploads = new ConcurrentHashMap<>();
  private final Map<String, Integer> gone = new ConcurrentHashMap<>();
  private final VideoStore videos;
  private final Supplier<URI> host;

  UploadLinks(VideoStore videos, Supplier<URI> host) {
    this.videos = videos;
    this.host = host;
  }

  /** A new link for this upload. */
  URI add(ByteUpload upload) {
    uploads.put(upload.id, upload);
    return host.get().resolve("/v2/upload/" + upload.id);
  }

  /** From now on the link answers with this status. */
  void remove(String id, int status) {
    gone.put(id, status);
  }

  /** {@code DELETE /v1/videos/{id}}: the video's links go with it. */
  Reply deleteVideo(Call call) {
    HostedVideo video = videos.find(call.lastSegment(), "video");
    videos.delete(video);
    for (ByteUpload upload : uploads.values()) {
      if (upload.video == video) {
        remove(upload.id, NOT_FOUND);
      }
    }
    return Reply.data(Map.of("success", true));
  }

  /** Files that belong to a video, finished or not. */
  List<EmulatorState.Attachment> attachments() {
    return uploads.values().stream()
        .filter(upload -> upload.use == ByteUpload.Use.ATTACHMENT)
        .map(u -> new EmulatorState.Attachment(u.video.id, u.offset(), u.md5()))
        .toList();
  }

  /** The whole file at once; it is taken once. A break leaves nothing, and the link stays good. */
  Reply post(Call call) throws IOException {
    ByteUpload upload = find(call);
    if (upload.md5() != null) {
      throw Errors.gone(GONE);
    }
    if (call.contentLength == 0) {
      throw Errors.noBody();
    }
    if (!upload.lock()) {
      throw locked();
    }
    try {
      if (upload.offset() > 0) {
        throw Errors.conflict("the link has bytes already: go on with Tus");
      }
      if (call.contentLength > 0) {
        demandSize(upload, call.contentLength);
      }
      receive(call, upload);
    } finally {
      upload.unlock();
    }
    return videos.reply(upload.video);
  }

  private static void receive(Call call, ByteUpload upload) throws IOException {
    try {
      upload.append(call.body, Long.MAX_VALUE);
      if (upload.offset() == 0) {
        throw Errors.noBody();
      }
      demandSize(upload, upload.offset());
      upload.complete(call.rawHeader("Content-Type"));
    } finally {
      if (upload.md5() == null) {
        upload.empty();
      }
    }
  }

  private static void demandSize(ByteUpload upload, long bytes) {
    Long filesize = upload.filesize;
    if (filesize != null && bytes != filesize) {
      throw Errors.unexpectedValue("init said " + filesize + " bytes");
    }
  }

  /** HEAD, PATCH or OPTIONS. */
  Reply tus(Call call) throws IOException {
    Reply reply;
    try {
      reply = tusReply(call);
    } catch (Reply.Refusal e) {
      reply = e.reply();
    }
    return reply.with("Tus-Resumable", TUS_VERSION);
  }

  private Reply tusReply(Call call) throws IOException {
    if (call.operation == Operation.TUS_OPTIONS) {
      return Reply.bare(204).with("Tus-Version", TUS_VERSION).with("Tus-Extension", "expiration");
    }
    if (!TUS_VERSION.equals(call.rawHeader("Tus-Resumable"))) {
      return Reply.text(412, "Tus-Resumable must be " + TUS_VERSION)
          .with("Tus-Version", TUS_VERSION);
    }
    ByteUpload upload = find(call);
    Long filesize = upload.filesize;
    if (filesize == null) {
      throw refusal(400, "Tus needs the filesize at init");
    }
    return call.operation == Operation.TUS_HEAD
        ? head(upload, filesize)
        : patch(call, upload, filesize);
  }

  private static Reply head(ByteUpload upload, long filesize) {
    if (upload.isBusy()) {
      throw locked();
    }
    return Reply.bare(200)
        .with("Upload-Offset", Long.toString(upload.offset()))
        .with("Upload-Length", Long.toString(filesize))
        .with("Cache-Control", "no-store");
  }

  private static Reply patch(Call call, ByteUpload upload, long filesize) throws IOException {
    if (!CHUNK_TYPE.equals(call.rawHeader("Content-Type"))) {
      throw refusal(415, "Content-Type must be " + CHUNK_TYPE);
    }
    long offset = offset(call.rawHeader("Upload-Offset"));
    if (!upload.lock()) {
      throw locked();
    }
    try {
      if (offset != upload.offset()) {
        throw refusal(409, "Upload-Offset is not the upload's offset");
      }
      if (call.contentLength > filesize - offset) {
        throw refusal(413, "more bytes than the file has");
      }
      append(call, upload, filesize);
      Reply reply = Reply.bare(204).with("Upload-Offset", Long.toString(upload.offset()));
      return upload.md5() == null ? reply.with("Upload-Expires", httpDate(expiry(upload))) : reply;
    } finally {
      upload.unlock();
    }
  }

  /**
   * Takes the chunk, and keeps what came of it even if it breaks off, as the specification says.
   */
  private static void append(Call call, ByteUpload upload, long filesize) throws IOException {
    try {
      upload.append(call.body, filesize);
    } finally {
      if (upload.md5() == null) {
        if (upload.offset() == filesize) {
          upload.complete(null);
        } else {
          upload.report();
        }
      }
    }
  }

  private static long offset(@Nullable String header) {
    if (header == null || !OFFSET.matcher(header).matches()) {
      throw refusal(400, "Upload-Offset must be a number of bytes");
    }
    return Long.parseLong(header);
  }

  /** The link's upload; refused with 404, 410 or 403 if it is gone. */
  private ByteUpload find(Call call) {
    String id = call.lastSegment();
    ByteUpload upload = uploads.get(id);
    Integer status = gone.get(id);
    if (upload == null || status != null) {
      throw Errors.gone(status == null ? NOT_FOUND : status);
    }
    if (upload.md5() == null && videos.now().isAfter(expiry(upload))) {
      throw Errors.gone(GONE);
    }
    return upload;
  }

  private static Instant expiry(ByteUpload upload) {
    return upload.createdAt.plus(LIFETIME);
  }

  private static String httpDate(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Another request has the upload. */
  private static Reply.Refusal locked() {
    return refusal(423, "the upload is locked");
  }

  private static Reply.Refusal refusal(int status, String text) {
    return new Reply.Refusal(Reply.text(status, text));
  }
}
