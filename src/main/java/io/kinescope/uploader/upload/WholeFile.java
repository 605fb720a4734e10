package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.http.CallTrace;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.source.files.ContentTypes;
import io.kinescope.uploader.upload.LinkUploader.Arrived;
import io.kinescope.uploader.upload.Uploads.Sending;
import java.security.MessageDigest;
import java.util.HexFormat;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A whole file as the body of one request, made afresh for each attempt; knows afterwards what went
 * out. Used by one thread.
 */
final class WholeFile implements BodyMaker, TransferListener {
  private final OpenFile file;
  private final @Nullable MediaType type;
  private final TransferListener listener;
  private final Sending sending;
  private long sent;
  private @Nullable MessageDigest digest;

  /** With the content type that the user gave; null to find it from the file's name. */
  WholeFile(
      OpenFile file, @Nullable String contentType, TransferListener listener, Sending sending) {
    this.file = file;
    this.type =
        MediaType.parse(contentType == null ? ContentTypes.of(file.source().path()) : contentType);
    this.listener = listener;
    this.sending = sending;
  }

  @Override
  public RequestBody make(CallTrace trace) {
    listener.started(file.size(), 0);
    digest = sending.digest() ? DigestUtils.getMd5Digest() : null;
    FileBody.Tap tap = new FileBody.Tap(this, sending.throttle(), digest);
    return new FileBody(file.channel(), 0, file.size(), type, tap).make(trace);
  }

  /** The file as it was planned has arrived whole; tells what went out, over all attempts. */
  Arrived arrived(String videoId) {
    file.checkUnchanged();
    listener.acknowledged(file.size());
    String md5 = digest == null ? null : HexFormat.of().formatHex(digest.digest());
    return new Arrived(videoId, sent, 0, md5);
  }

  void again() {
    listener.retrying();
  }

  @Override
  public void sent(long bytes) {
    sent += bytes;
    listener.sent(bytes);
  }
}
