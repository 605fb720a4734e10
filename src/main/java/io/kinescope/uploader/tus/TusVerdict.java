package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came of a step: the {@link Verdict} of the exchange, and what Tus 1.0.0 adds (core
 * protocol). Only two answers are believed: a PATCH's that says exactly what it must if all is
 * well, and a HEAD's. Anything else that may pass is a setback, after which a HEAD tells.
 */
sealed interface TusVerdict {
  String NOT_TUS = "use 'upload send --method post' where a link does not speak Tus 1.0.0";

  String TOO_SMALL = "find out what limits requests: even the smallest chunk was too large";

  /** Eighteen digits fit into a long; no file is larger. */
  Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** The server has the file up to this offset; it may say that nobody told it the size. */
  record Kept(long offset, boolean lengthOpen) implements TusVerdict {}

  /**
   * Ask for the offset, after a wait.
   *
   * @param error what to throw when nothing moves any more
   * @param retryAfter what the server asked for
   * @param smaller whether the size of the chunk may have been the reason
   */
  record Setback(UploaderException error, @Nullable Duration retryAfter, boolean smaller)
      implements TusVerdict {}

  /** Too large for the server or something before it; the error is for the smallest chunk. */
  record TooLarge(UploaderException error) implements TusVerdict {}

  /** No repeat can help; of kind LINK_GONE if the link is gone. */
  record Hopeless(UploaderException error) implements TusVerdict {}

  static TusVerdict of(TusStep step, Attempt attempt, Instant now) {
    Verdict verdict = Verdict.of(step.request(), attempt, now);
    if (verdict instanceof Verdict.Answer done) {
      return ofSuccess(step, done.answer());
    }
    Verdict.Trouble trouble = (Verdict.Trouble) verdict;
    UploaderException error = trouble.error();
    if (error.status() == 413 && error.kind() != ErrorKind.QUOTA) {
      return new TooLarge(advising(error, TOO_SMALL));
    }
    if (!(trouble instanceof Verdict.Final)) {
      return new Setback(error, trouble.retryAfter(), trouble instanceof Verdict.Doubt);
    }
    return switch (error.kind() == ErrorKind.REFUSED ? error.status() : 0) {
      case 405, 412, 415 -> new Hopeless(advising(error, NOT_TUS));
      default -> new Hopeless(error);
    };
  }

  private static TusVerdict ofSuccess(TusStep step, ApiResponse answer) {
    OptionalLong offset = number(answer, "Upload-Offset");
    if (offset.isEmpty()) {
      return doubt(step.request(), answer, "without a readable Upload-Offset");
    }
    OptionalLong length = number(answer, "Upload-Length");
    if (length.isPresent() && length.getAsLong() != step.size()) {
      return wrongFile(step, answer, "the link is for a file of " + length.getAsLong());
    }
    if (offset.getAsLong() > step.size()) {
      return wrongFile(step, answer, "the server has " + offset.getAsLong());
    }
    if (step.end() != null && offset.getAsLong() != step.end()) {
      return doubt(step.request(), answer, "at offset " + offset.getAsLong());
    }
    boolean open = length.isEmpty() && "1".equals(answer.headers().get("Upload-Defer-Length"));
    return new Kept(offset.getAsLong(), open);
  }

  private static TusVerdict wrongFile(TusStep step, ApiResponse answer, String what) {
    return new Hopeless(
        UploaderException.of(ErrorKind.REFUSED, what + " bytes, but this file has " + step.size())
            .hint("make a new link: this one is for another file, or the file has changed")
            .requestId(answer.requestId())
            .build());
  }

  private static TusVerdict doubt(ApiRequest request, ApiResponse answer, String what) {
    UploaderException error = advising(answer.unreadable(request, what), NOT_TUS);
    return new Setback(error, null, false);
  }

  private static UploaderException advising(UploaderException error, String hint) {
    return error.saying(String.valueOf(error.getMessage())).hint(hint).build();
  }

  /** The header as a number of bytes; empty if it is missing or is none. */
  static OptionalLong number(ApiResponse answer, String header) {
    String value = answer.headers().get(header);
    return value != null && NUMBER.matcher(value.strip()).matches()
        ? OptionalLong.of(Long.parseLong(value.strip()))
        : OptionalLong.empty();
  }
}
