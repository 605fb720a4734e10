package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * All upload links, and what is sent to them: one POST of the whole file, or Tus 1.0.0. No token is
 * asked for: the link is the capability.
 */
final class UploadLinks {
  private static final Duration LIFETIME = Duration.ofDays(1); // of an unfinished link
  private static final int NOT_FOUND = 404;
  private static final String TUS_VERSION = "1.0.0";
  private static final String CHUNK_TYPE = "application/offset+octet-stream";

  final Map<String, ByteUpload> uploads = new ConcurrentHashMap<>();
  private final Map<String, Integer> gone = new ConcurrentHashMap<>();
  private final VideoStore videos;
  private final Supplier<URI> host;

  UploadLinks(VideoStore videos, Supplier<URI> host) {
    this.videos = videos;
    this.host = host;
  }

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

  /** What a request does while no other has the upload. */
  private interface Exclusive {
    Reply run() throws IOException;
  }

  private static Reply locked(ByteUpload upload, Exclusive work) throws IOException {
    if (!upload.busy.compareAndSet(false, true)) {
      throw refusal(423, "the upload is locked");
    }
    try {
      return work.run();
    } finally {
      upload.busy.set(false);
    }
  }

  /** The whole file at once; it is taken once. A break leaves nothing, and the link stays good. */
  Reply post(Call call) throws IOException {
    ByteUpload upload = find(call);
    if (upload.md5 != null) {
      throw Problem.GONE.with(null);
    }
    if (call.contentLength == 0) {
      throw Call.noBody();
    }
    return locked(upload, () -> receive(call, upload));
  }

  private Reply receive(Call call, ByteUpload upload) throws IOException {
    if (upload.offset > 0) {
      throw Problem.UNEXPECTED_VALUE.with(409, "the link already has bytes: continue with Tus");
    }
    if (call.contentLength > 0) {
      demandSize(upload, call.contentLength);
    }
    try {
      upload.append(call.body, Long.MAX_VALUE);
      if (upload.offset == 0) {
        throw Call.noBody();
      }
      demandSize(upload, upload.offset);
      upload.complete(call.rawHeader("Content-Type"));
    } finally {
      if (upload.md5 == null) {
        upload.empty();
      }
    }
    return videos.reply(upload.video);
  }

  private static void demandSize(ByteUpload upload, long bytes) {
    Long filesize = upload.filesize;
    if (filesize != null && bytes != filesize) {
      throw Problem.UNEXPECTED_VALUE.with("init said " + filesize + " bytes");
    }
  }

  Reply tus(Call call) throws IOException {
    Reply reply;
    try {
      reply = tusReply(call);
    } catch (Reply.Refusal e) {
      reply = e.reply;
    }
    return reply.with("Tus-Resumable", TUS_VERSION);
  }

  private Reply tusReply(Call call) throws IOException {
    if (call.operation == Operation.TUS_OPTIONS) {
      return Reply.bare(204)
          .with("Tus-Version", TUS_VERSION)
          .with("Tus-Extension", "creation-defer-length,expiration");
    }
    if (!TUS_VERSION.equals(call.rawHeader("Tus-Resumable"))) {
      return Reply.text(412, "Tus-Resumable must be " + TUS_VERSION)
          .with("Tus-Version", TUS_VERSION);
    }
    ByteUpload upload = find(call);
    if (call.operation == Operation.TUS_PATCH) {
      return patch(call, upload);
    }
    Reply offset = locked(upload, () -> offset(200, upload)).with("Cache-Control", "no-store");
    Long filesize = upload.filesize;
    return filesize == null
        ? offset.with("Upload-Defer-Length", "1")
        : offset.with("Upload-Length", filesize + "");
  }

  private static Reply offset(int status, ByteUpload upload) {
    return Reply.bare(status).with("Upload-Offset", upload.offset + "");
  }

  private static Reply patch(Call call, ByteUpload upload) throws IOException {
    if (!CHUNK_TYPE.equals(call.rawHeader("Content-Type"))) {
      throw refusal(415, "Content-Type must be " + CHUNK_TYPE);
    }
    String offset = call.rawHeader("Upload-Offset");
    if (offset == null || !offset.matches("\\d{1,18}")) {
      throw refusal(400, "Upload-Offset must be a number of bytes");
    }
    return locked(upload, () -> append(call, upload, Long.parseLong(offset)));
  }

  /** Takes a chunk, and keeps what came of it even if it breaks off, as the specification says. */
  private static Reply append(Call call, ByteUpload upload, long offset) throws IOException {
    if (offset != upload.offset) {
      throw refusal(409, "Upload-Offset is not the upload's offset");
    }
    String length = call.rawHeader("Upload-Length");
    if (length != null && upload.filesize == null && length.matches("\\d{1,18}")) {
      upload.filesize = Long.valueOf(length);
    } else if (length != null) {
      throw refusal(400, "Upload-Length was not deferred, or is no number of bytes");
    }
    Long declared = upload.filesize;
    long filesize = declared == null ? Long.MAX_VALUE : declared;
    if (call.contentLength > filesize - offset) {
      throw refusal(413, "more bytes than the file has");
    }
    try {
      upload.append(call.body, filesize);
    } finally {
      if (upload.md5 == null && upload.offset == filesize) {
        upload.complete(null);
      } else if (upload.md5 == null) {
        upload.report("uploading");
      }
    }
    Reply reply = offset(204, upload);
    return upload.md5 == null
        ? reply.with(
            "Upload-Expires",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(expiry(upload).atOffset(ZoneOffset.UTC)))
        : reply;
  }

  /** The link's upload; refused with 404, 410 or 403 if it is gone. */
  private ByteUpload find(Call call) {
    String id = call.lastSegment();
    ByteUpload upload = uploads.get(id);
    Integer status = gone.get(id);
    if (upload == null || status != null) {
      throw Problem.GONE.with(status == null ? NOT_FOUND : status, null);
    }
    if (upload.md5 == null && videos.now().isAfter(expiry(upload))) {
      throw Problem.GONE.with(null);
    }
    return upload;
  }

  private static Instant expiry(ByteUpload upload) {
    return upload.createdAt.plus(LIFETIME);
  }

  private static Reply.Refusal refusal(int status, String text) {
    return new Reply.Refusal(Reply.text(status, text));
  }
}
