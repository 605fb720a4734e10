package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an item failed.
 *
 * @param code Kinescope's {@code error.code}
 * @param requestId the answer's {@code X-Request-ID}
 * @param retryable whether the next run should try by itself
 */
public record Failure(
    ErrorKind kind,
    String message,
    @Nullable Integer code,
    @Nullable String requestId,
    boolean retryable) {

  /** What the exception says, with its kind's own answer to whether it may be tried again. */
  public static Failure of(UploaderException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.kind().id());
    return new Failure(e.kind(), message, e.code(), e.requestId(), e.kind().retryable());
  }

  String summary() {
    return kind.id()
        + ": "
        + message
        + (code == null ? "" : ", code " + code)
        + (requestId == null ? "" : ", request " + requestId)
        + (retryable ? ", may be tried again" : "");
  }
}
