package io.kinescope.uploader.emulator;

import java.io.IOException;

/** The host of upload links: no token, the link is the capability. */
final class EndpointHandler implements Handler {
  static final String PATH = "/v2/upload/";

  private final Uploads uploads;
  private final Videos videos;
  private final TusHandler tus;

  EndpointHandler(Uploads uploads, Videos videos, TusHandler tus) {
    this.uploads = uploads;
    this.videos = videos;
    this.tus = tus;
  }

  /** The id in a link; empty if the path is not a link's. */
  static String linkId(Call call) {
    return call.path().startsWith(PATH) ? call.path().substring(PATH.length()) : "";
  }

  @Override
  public Answer handle(Call call) throws IOException {
    if (!call.path().startsWith(PATH)) {
      throw Errors.notFound("path");
    }
    return switch (call.method()) {
      case "POST" -> post(call);
      case "HEAD", "PATCH", "OPTIONS" -> tus.handle(call);
      default -> throw Errors.notFound("method");
    };
  }

  /** The whole file at once; it is taken once. A break leaves nothing, and the link stays good. */
  private Answer post(Call call) throws IOException {
    Upload upload = uploads.find(linkId(call));
    if (upload.md5() != null) {
      throw Errors.gone(410);
    }
    if (call.contentLength() == 0) {
      throw Errors.noBody();
    }
    if (!upload.lock()) {
      throw TusHandler.locked();
    }
    try {
      if (upload.offset() > 0) {
        throw Errors.conflict("the link has bytes already: go on with Tus");
      }
      Long filesize = upload.filesize();
      if (filesize != null && call.contentLength() >= 0 && call.contentLength() != filesize) {
        throw Errors.unexpectedValue("init said " + filesize + " bytes");
      }
      receive(call, upload);
    } finally {
      upload.unlock();
    }
    return Answer.data(VideoJson.of(videos.snapshot(upload.video())));
  }

  private static void receive(Call call, Upload upload) throws IOException {
    boolean whole = false;
    try {
      upload.append(call.body(), Long.MAX_VALUE);
      if (upload.offset() == 0) {
        throw Errors.noBody();
      }
      Long filesize = upload.filesize();
      if (filesize != null && upload.offset() != filesize) {
        throw Errors.unexpectedValue("init said " + filesize + " bytes");
      }
      upload.complete(call.rawHeader("Content-Type"));
      whole = true;
    } finally {
      if (!whole) {
        upload.empty();
      }
    }
  }
}
