package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import org.jspecify.annotations.Nullable;

/** The upload link is gone: expired, deleted, or used up by an upload that is complete. */
public final class LinkGoneException extends UploaderException {
  private static final long serialVersionUID = 1L;

  private final boolean anythingKept;

  LinkGoneException(String message, @Nullable String requestId, boolean anythingKept) {
    super(
        ErrorKind.LINK_GONE,
        message,
        "upload links expire; a new one starts the file from its beginning",
        null,
        requestId,
        null);
    this.anythingKept = anythingKept;
  }

  /**
   * Whether the server had kept bytes, or may have, as far as this transfer knows: then the upload
   * may be complete, and the video has to be looked at before a new link is made. False says only
   * that this transfer sent nothing; an earlier one of the same link may have.
   */
  public boolean anythingKept() {
    return anythingKept;
  }
}
