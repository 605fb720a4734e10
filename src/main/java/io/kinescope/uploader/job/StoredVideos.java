package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.upload.UploadResult;

/** What the ledger keeps of an upload. */
final class StoredVideos {
  private StoredVideos() {}

  static Stored of(UploadResult result) {
    return new Stored(
        result.videoId(),
        result.title(),
        result.playLink(),
        result.embedLink(),
        result.method().id(),
        result.bytes(),
        result.bytesSent(),
        result.bytesResumed(),
        result.md5(),
        result.verified());
  }

  /** What a status that came with the upload says of the processing. */
  static Processing processing(String status) {
    return status.equals("done") ? Processing.ready(status) : Processing.open(status);
  }
}
