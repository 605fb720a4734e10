package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.ServiceErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What came of a step; {@link #of} is the one place that decides (Tus 1.0.0, core protocol).
 *
 * <p>Only two answers are believed: a PATCH's that says exactly what it must if all is well, and a
 * HEAD's. Anything else that may pass is a doubt, which a HEAD clears.
 */
sealed interface TusVerdict {
  /** Advice for whatever may pass. */
  String RESUME = "run the same command again: it goes on where the server is";

  /** The server has the file up to this offset. */
  record Kept(long offset) implements TusVerdict {}

  /**
   * Ask for the offset, after a wait.
   *
   * @param error what to throw when nothing moves any more
   * @param retryAfter what the server asked for
   * @param smaller whether the size of the chunk may have been the reason
   */
  record Doubt(UploaderException error, @Nullable Duration retryAfter, boolean smaller)
      implements TusVerdict {}

  /**
   * The chunk is too large for the server or something before it.
   *
   * @param error what to throw if it can't be smaller
   */
  record TooLarge(UploaderException error) implements TusVerdict {}

  /** The link is gone. */
  record Gone(String message, @Nullable String requestId) implements TusVerdict {}

  /** No repeat can help. */
  record Failed(UploaderException error) implements TusVerdict {}

  /** Decides. */
  static TusVerdict of(TusStep step, Attempt attempt, Instant now) {
    return attempt instanceof Attempt.Broken broken
        ? ofBroken(step, broken)
        : ofAnswer(step, ((Attempt.Answered) attempt).answer(), now);
  }

  private static TusVerdict ofBroken(TusStep step, Attempt.Broken broken) {
    String message = step.purpose() + " failed: " + broken.reason();
    if (broken.cause() instanceof FileBody.FileShrankException) {
      return new Failed(new UploaderException(ErrorKind.SOURCE_CHANGED, message, broken.cause()));
    }
    if (broken.cause() instanceof FileBody.FileUnreadableException) {
      return new Failed(new UploaderException(ErrorKind.LOCAL_IO, message, broken.cause()));
    }
    UploaderException error =
        new UploaderException(ErrorKind.TRANSIENT, message, RESUME, null, null, broken.cause());
    return broken.permanent()
        ? new Failed(error)
        : new Doubt(error, null, step instanceof TusStep.Send && broken.sent());
  }

  private static TusVerdict ofAnswer(TusStep step, ApiResponse answer, Instant now) {
    if (answer.successful()) {
      return ofSuccess(step, answer);
    }
    UploaderException said = ServiceErrors.of(step.purpose(), answer);
    if (said.kind() == ErrorKind.QUOTA) {
      return new Failed(said);
    }
    boolean sending = step instanceof TusStep.Send;
    return switch (answer.status()) {
      case 403, 404, 410 ->
          new Gone("the upload link is gone: " + said.getMessage(), answer.requestId());
      // Another offset, or locked by an exchange of ours that the server still believes in.
      case 409, 423, 425, 429 -> doubt(said, answer, now, false);
      case 408, 460 -> doubt(said, answer, now, sending);
      case 413 ->
          new TooLarge(
              as(ErrorKind.REFUSED, said, "even the smallest chunk is too large for the server"));
      default ->
          answer.status() >= 500
              ? doubt(said, answer, now, sending)
              : new Failed(as(ErrorKind.REFUSED, said, notTus(answer.status())));
    };
  }

  private static TusVerdict ofSuccess(TusStep step, ApiResponse answer) {
    OptionalLong offset = number(answer, "Upload-Offset");
    if (offset.isEmpty()) {
      return doubt(step, answer, "without a readable Upload-Offset");
    }
    OptionalLong length = number(answer, "Upload-Length");
    if (length.isPresent() && length.getAsLong() != step.size()) {
      return wrongFile(step, answer, "the link is for a file of " + length.getAsLong());
    }
    if (offset.getAsLong() > step.size()) {
      return wrongFile(step, answer, "the server has " + offset.getAsLong());
    }
    if (step instanceof TusStep.Send send && offset.getAsLong() != send.end()) {
      return doubt(step, answer, "at offset " + offset.getAsLong());
    }
    return new Kept(offset.getAsLong());
  }

  private static TusVerdict wrongFile(TusStep step, ApiResponse answer, String what) {
    return new Failed(
        new UploaderException(
            ErrorKind.REFUSED,
            what + " bytes, but this file has " + step.size(),
            "the link belongs to another file, or the file was another one when it was made",
            null,
            answer.requestId(),
            null));
  }

  private static TusVerdict doubt(TusStep step, ApiResponse answer, String what) {
    return new Doubt(
        new UploaderException(
            ErrorKind.TRANSIENT,
            step.purpose() + " failed: HTTP " + answer.status() + " " + what,
            "does the link speak Tus? 'upload send --method post' does without",
            null,
            answer.requestId(),
            null),
        null,
        false);
  }

  private static TusVerdict doubt(
      UploaderException said, ApiResponse answer, Instant now, boolean smaller) {
    return new Doubt(as(ErrorKind.TRANSIENT, said, RESUME), answer.retryAfter(now), smaller);
  }

  /** The same error with the kind that it has here: no token goes to a link, so none is wrong. */
  private static UploaderException as(
      ErrorKind kind, UploaderException said, @Nullable String hint) {
    return new UploaderException(
        kind, String.valueOf(said.getMessage()), hint, said.code(), said.requestId(), null);
  }

  private static @Nullable String notTus(int status) {
    return switch (status) {
      case 405, 412, 415 ->
          "the link does not speak Tus 1.0.0; 'upload send --method post' does without";
      default -> null;
    };
  }

  private static OptionalLong number(ApiResponse answer, String header) {
    return TusAbilities.number(answer.headers().get(header));
  }
}
