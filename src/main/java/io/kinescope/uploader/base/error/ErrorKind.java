package io.kinescope.uploader.base.error;

import java.util.Locale;

/** What kind of thing went wrong; decides the exit code and whether the same command may help. */
public enum ErrorKind {
  /** A fault of this program. */
  BUG(false),
  /** Options that make no sense, or configuration that can't be used. */
  USAGE(false),
  /** The token is missing, refused, or lacks the right. */
  AUTH(false),
  /** Payment required, or a limit of the account is reached. */
  QUOTA(false),
  /** The project or folder to upload to does not exist, or the token can't see it. */
  PARENT_MISSING(false),
  /** What was asked for does not exist, or this token can't see it. */
  NOT_FOUND(false),
  /** The service refused this item; the same request would be refused again. */
  REFUSED(false),
  /** A create call was sent and its answer is not known: a video may or may not exist. */
  UNKNOWN_OUTCOME(false),
  /** The upload link is gone (expired, deleted or used up). */
  LINK_GONE(true),
  /** Network trouble, overload or a server error: trying again may help. */
  TRANSIENT(true),
  /** The file or CSV that was given can't be used: missing, empty, not decodable, invalid. */
  INPUT(false),
  /** The file changed while it was being sent, or since the upload began. */
  SOURCE_CHANGED(true),
  /** Another run holds the ledger. */
  LEDGER_HELD(true),
  /** What the service stored differs from the file. */
  VERIFICATION(false),
  /** {@code --wait} ran out of time. */
  WAIT_TIMEOUT(true),
  /** The service could not process the video: its status is {@code error} or {@code aborted}. */
  VIDEO_FAILED(false),
  /** Local trouble: disk full, or a file or the ledger can't be read or written. */
  LOCAL_IO(true),
  /** Stopped by a signal before it was finished. */
  INTERRUPTED(true);

  private final boolean retryable;

  ErrorKind(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the same command, run again, may succeed without anybody changing anything. */
  public boolean retryable() {
    return retryable;
  }

  /** The name in files and JSON: {@code unknown-outcome}, {@code local-io}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
