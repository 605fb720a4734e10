package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tus 1.0.0 on an upload link that exists already: HEAD, PATCH, OPTIONS. */
final class TusHandler implements Handler {
  private static final String VERSION = "1.0.0";
  private static final String CHUNK_TYPE = "application/offset+octet-stream";
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  private final Uploads uploads;
  private final long maxSize;
  private final long maxPatchBytes;

  /**
   * Tus for these uploads.
   *
   * @param maxSize of a file; 0: any
   * @param maxPatchBytes of one PATCH; 0: any
   */
  TusHandler(Uploads uploads, long maxSize, long maxPatchBytes) {
    this.uploads = uploads;
    this.maxSize = maxSize;
    this.maxPatchBytes = maxPatchBytes;
  }

  /** Another request has the upload. */
  static Problem locked() {
    return refusal(423, "the upload is locked");
  }

  @Override
  public Answer handle(Call call) throws IOException {
    Answer answer;
    try {
      answer = call.method().equals("OPTIONS") ? options() : uploading(call);
    } catch (Problem e) {
      answer = e.answer();
    }
    return answer.with("Tus-Resumable", VERSION);
  }

  private Answer options() {
    Answer answer =
        Answer.bare(204).with("Tus-Version", VERSION).with("Tus-Extension", "expiration");
    return maxSize > 0 ? answer.with("Tus-Max-Size", Long.toString(maxSize)) : answer;
  }

  private Answer uploading(Call call) throws IOException {
    if (!VERSION.equals(call.rawHeader("Tus-Resumable"))) {
      return Answer.text(412, "Tus-Resumable must be " + VERSION).with("Tus-Version", VERSION);
    }
    Upload upload = uploads.find(EndpointHandler.linkId(call));
    Long filesize = upload.filesize();
    if (filesize == null) {
      throw refusal(400, "Tus needs the filesize at init");
    }
    if (maxSize > 0 && filesize > maxSize) {
      throw refusal(413, "the file is larger than Tus-Max-Size");
    }
    return call.method().equals("HEAD") ? head(upload, filesize) : patch(call, upload, filesize);
  }

  private Answer head(Upload upload, long filesize) {
    if (upload.isBusy()) {
      throw locked();
    }
    return Answer.bare(200)
        .with("Upload-Offset", Long.toString(upload.offset()))
        .with("Upload-Length", Long.toString(filesize))
        .with("Cache-Control", "no-store");
  }

  private Answer patch(Call call, Upload upload, long filesize) throws IOException {
    if (!CHUNK_TYPE.equals(call.rawHeader("Content-Type"))) {
      throw refusal(415, "Content-Type must be " + CHUNK_TYPE);
    }
    long offset = offset(call.rawHeader("Upload-Offset"));
    if (maxPatchBytes > 0 && call.contentLength() > maxPatchBytes) {
      throw refusal(413, "the chunk is too large");
    }
    if (!upload.lock()) {
      throw locked();
    }
    try {
      if (offset != upload.offset()) {
        throw refusal(409, "Upload-Offset is not the upload's offset");
      }
      if (call.contentLength() > filesize - offset) {
        throw refusal(413, "more bytes than the file has");
      }
      append(call, upload, filesize);
      Answer answer = Answer.bare(204).with("Upload-Offset", Long.toString(upload.offset()));
      return upload.md5() == null ? answer.with("Upload-Expires", expiry(upload)) : answer;
    } finally {
      upload.unlock();
    }
  }

  /**
   * Takes the chunk, and keeps what came of it even if it breaks off, as the specification says.
   */
  private static void append(Call call, Upload upload, long filesize) throws IOException {
    try {
      upload.append(call.body(), filesize);
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

  private String expiry(Upload upload) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        uploads.expiry(upload).atOffset(ZoneOffset.UTC));
  }

  private static long offset(@Nullable String header) {
    if (header == null || !OFFSET.matcher(header).matches()) {
      throw refusal(400, "Upload-Offset must be a number of bytes");
    }
    return Long.parseLong(header);
  }

  private static Problem refusal(int status, String text) {
    return new Problem(Answer.text(status, text));
  }
}
