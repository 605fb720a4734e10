package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt at an API call means; {@link #of} is the one place that decides about repeats.
 */
sealed interface Verdict {
  /** The call succeeded. */
  record Done(ApiResponse answer) implements Verdict {}

  /** The call failed for good. */
  record Failed(UploaderException error) implements Verdict {}

  /**
   * The call may be sent again.
   *
   * @param error what to throw when the attempts are used up
   * @param retryAfter what the server asked for
   * @param slowAll whether every call of the process should wait: the service said 429
   */
  record Again(UploaderException error, @Nullable Duration retryAfter, boolean slowAll)
      implements Verdict {}

  /** Decides. */
  static Verdict of(ApiRequest exchange, Attempt attempt, Instant now) {
    if (attempt instanceof Attempt.Broken broken) {
      return ofBroken(exchange, broken);
    }
    return ofAnswer(exchange, ((Attempt.Answered) attempt).answer(), now);
  }

  private static Verdict ofBroken(ApiRequest exchange, Attempt.Broken broken) {
    if (broken.cause() instanceof FileBody.FileShrankException) {
      return new Failed(
          new UploaderException(
              ErrorKind.SOURCE_CHANGED,
              exchange.purpose() + ": " + broken.reason(),
              broken.cause()));
    }
    if (broken.cause() instanceof FileBody.FileUnreadableException) {
      return new Failed(
          new UploaderException(
              ErrorKind.LOCAL_IO, exchange.purpose() + ": " + broken.reason(), broken.cause()));
    }
    if (exchange.repeat() == Idempotency.CREATE && broken.sent()) {
      return new Failed(unknown(exchange, broken.reason(), null, broken.cause()));
    }
    if (IoReasons.proxyRefused(broken.cause())) {
      return new Failed(
          new UploaderException(
              ErrorKind.USAGE,
              exchange.purpose() + " failed: " + broken.reason(),
              "check the user name and password in --proxy or HTTPS_PROXY",
              null,
              null,
              broken.cause()));
    }
    UploaderException error =
        new UploaderException(
            ErrorKind.TRANSIENT,
            exchange.purpose()
                + " failed: "
                + broken.reason()
                + " ("
                + LinkMask.shown(exchange.url()).replace("/***", "")
                + ")",
            hint(broken.cause()),
            null,
            null,
            broken.cause());
    return IoReasons.permanent(broken.cause()) ? new Failed(error) : new Again(error, null, false);
  }

  private static String hint(IOException cause) {
    return cause instanceof SSLException && IoReasons.permanent(cause)
        ? "if a proxy of your network re-signs TLS, give its certificate with --ca-cert"
        : "check the network, and run it again";
  }

  private static Verdict ofAnswer(ApiRequest exchange, ApiResponse answer, Instant now) {
    boolean create = exchange.repeat() == Idempotency.CREATE;
    if (answer.successful()) {
      return ofSuccess(exchange, answer);
    }
    if (Redirects.isRedirect(answer.status())) {
      return create && answer.status() <= 303
          ? new Failed(unknown(exchange, "redirected with " + answer.status(), answer, null))
          : new Failed(notFollowed(exchange, answer));
    }
    UploaderException error = ServiceErrors.of(exchange.purpose(), answer);
    boolean notCarriedOut = answer.status() == 429 || answer.status() == 503;
    if (error.kind() != ErrorKind.TRANSIENT) {
      return new Failed(error);
    }
    if (create && !notCarriedOut) {
      return new Failed(unknown(exchange, String.valueOf(error.getMessage()), answer, error));
    }
    return new Again(error, answer.retryAfter(now), answer.status() == 429);
  }

  private static Verdict ofSuccess(ApiRequest exchange, ApiResponse answer) {
    if (answer.status() == 204 || answer.json() != null) {
      return new Done(answer);
    }
    String what = answer.cut() ? "an answer that is too large" : "an answer that is not whole JSON";
    if (exchange.repeat() == Idempotency.CREATE) {
      return new Failed(unknown(exchange, what, answer, null));
    }
    return new Again(
        new UploaderException(
            ErrorKind.TRANSIENT,
            exchange.purpose() + " failed: HTTP " + answer.status() + " with " + what,
            "is there a proxy in between? 'kinescope check' tells more",
            null,
            answer.requestId(),
            null),
        null,
        false);
  }

  private static UploaderException notFollowed(ApiRequest exchange, ApiResponse answer) {
    return new UploaderException(
        ErrorKind.REFUSED,
        exchange.purpose()
            + " failed: redirected (HTTP "
            + answer.status()
            + ") to where it may not go, or too often",
        "check --api-url and --uploader-url",
        null,
        answer.requestId(),
        null);
  }

  private static UploaderException unknown(
      ApiRequest exchange, String why, @Nullable ApiResponse answer, @Nullable Exception cause) {
    return new UploaderException(
        ErrorKind.UNKNOWN_OUTCOME,
        exchange.purpose() + ": the outcome is unknown (" + why + "); a video may have been made",
        "look for it in Kinescope before you send it again",
        cause instanceof UploaderException error ? error.code() : null,
        answer == null ? null : answer.requestId(),
        cause);
  }
}
