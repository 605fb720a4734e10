package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.UploaderException;

/** How a transfer ended that did not fail. */
public sealed interface TusOutcome {
  /**
   * The server has the whole file.
   *
   * @param bytesSent bytes of the file handed to the network, repeated ones counted again
   * @param bytesResumed bytes that the server had when the transfer began
   * @param requests HEAD and PATCH exchanges, whatever came of them
   * @param setbacks exchanges that failed or left a doubt
   */
  record Complete(long bytesSent, long bytesResumed, long requests, long setbacks)
      implements TusOutcome {}

  /**
   * The link is gone: expired, deleted, or used up by an upload that is complete.
   *
   * @param error of kind LINK_GONE
   * @param anythingKept whether the server had kept bytes, or may have, as far as this transfer
   *     knows: then the video has to be looked at before a new link is made. False says only that
   *     this transfer sent nothing; an earlier one of the same link may have.
   */
  record UploadGone(UploaderException error, boolean anythingKept) implements TusOutcome {}
}
