package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Puts an error into words: what, where, why, the service's request id, what to do; on one line.
 */
final class ErrorPrinter {
  private ErrorPrinter() {}

  /** The line for an error, without the word "error". */
  static String line(UploaderException e) {
    StringBuilder line = new StringBuilder(Redaction.text(String.valueOf(e.getMessage())));
    if (e.requestId() != null) {
      line.append(" [X-Request-ID: ").append(e.requestId()).append(']');
    }
    return withHint(line.toString(), e.hint());
  }

  private static String withHint(String line, @Nullable String hint) {
    return hint == null ? line : line + "; " + hint;
  }
}
