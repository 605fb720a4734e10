package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiRequest.Route;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt means, of API calls as of requests to upload links; {@link #of} is the one place
 * that decides about repeats. What only one protocol knows (Tus: offsets) its room adds.
 */
public sealed interface Verdict {
  /** Kinescope's code for an id in the call, or a token, that has not the form of one. */
  int NO_UUID = 400301;

  /** With these an upload link says that it took nothing. */
  Set<Integer> NOT_TAKEN = Set.of(409, 423, 425, 429);

  /** The request succeeded. */
  record Answer(ApiResponse answer) implements Verdict {}

  /** It did not succeed, as far as is known. */
  sealed interface Trouble extends Verdict {
    /** What to throw when the request is not sent again. */
    UploaderException error();

    /** How long to wait before the next request, as far as the server asked for it. */
    default @Nullable Duration retryAfter() {
      return null;
    }
  }

  /** It failed, and the same request would fail again. */
  record Final(UploaderException error) implements Trouble {}

  /**
   * It was not carried out, or does no harm twice: it may be sent again.
   *
   * @param slowAll whether every call of the process should wait: the service said 429
   */
  record Again(UploaderException error, @Nullable Duration retryAfter, boolean slowAll)
      implements Trouble {}

  /**
   * It may have been carried out, in part or whole: ask before anything is sent again. So it is
   * with every answer that is nobody's word ({@link ApiResponse#decides}). The error is of kind
   * UNKNOWN_OUTCOME after a create, of kind TRANSIENT where bytes went to a link.
   */
  record Doubt(UploaderException error, @Nullable Duration retryAfter) implements Trouble {}

  /** Decides; {@code now} is for a {@code Retry-After} that is a date. */
  static Verdict of(ApiRequest request, Attempt attempt, Instant now) {
    return attempt instanceof Attempt.Broken broken
        ? ofBroken(request, broken)
        : ofAnswer(request, ((Attempt.Answered) attempt).answer(), now);
  }

  private static Verdict ofBroken(ApiRequest request, Attempt.Broken broken) {
    IOException cause = broken.cause();
    if (cause instanceof FileBody.FileFaultException fault) {
      return new Final(
          UploaderException.of(fault.kind, request.failed(broken.reason())).cause(cause).build());
    }
    if (request.repeat() == Idempotency.CREATE && broken.sent()) {
      return new Doubt(unknown(request, broken.reason()).cause(cause).build(), null);
    }
    boolean proxy = cause instanceof ProxyRules.ProxyException;
    ErrorKind kind = proxy && IoReasons.permanent(cause) ? ErrorKind.USAGE : ErrorKind.TRANSIENT;
    String host = proxy ? "" : " (" + request.url().scheme() + "://" + request.url().host() + ")";
    UploaderException error =
        UploaderException.of(kind, request.failed(broken.reason() + host))
            .hint(hint(cause))
            .cause(cause)
            .build();
    if (IoReasons.permanent(cause)) {
      return new Final(error);
    }
    return request.repeat() == Idempotency.APPEND && broken.sent()
        ? new Doubt(error, null)
        : new Again(error, null, false);
  }

  private static String hint(IOException cause) {
    if (cause instanceof ProxyRules.ProxyException) {
      return "check the address, user name and password in --proxy or HTTPS_PROXY";
    }
    return cause instanceof SSLException && IoReasons.permanent(cause)
        ? "use --ca-cert to trust your network's proxy, if one re-signs TLS"
        : "check the network, then run the same command again";
  }

  private static Verdict ofAnswer(ApiRequest request, ApiResponse answer, Instant now) {
    if (answer.successful()) {
      return ofSuccess(request, answer);
    }
    if (request.repeat() == Idempotency.CREATE && !saysThatNothingWasMade(answer)) {
      UploaderException said = ServiceErrors.of(request, answer);
      return new Doubt(
          unknown(request, ServiceErrors.describe(request, answer))
              .code(said.code())
              .requestId(answer.requestId())
              .status(answer.status())
              .cause(said)
              .build(),
          null);
    }
    UploaderException error =
        answer.redirects() ? notFollowed(request, answer) : ServiceErrors.of(request, answer);
    boolean leavesOpen =
        error.kind() == ErrorKind.TRANSIENT && !NOT_TAKEN.contains(answer.status());
    if (request.repeat() == Idempotency.APPEND && leavesOpen) {
      return new Doubt(error, answer.retryAfter(now));
    }
    return error.kind() != ErrorKind.TRANSIENT || answer.redirects()
        ? new Final(error)
        : new Again(error, answer.retryAfter(now), answer.status() == 429);
  }

  /**
   * The rule for creates: only the service knows that it made nothing, and it says so in its own
   * words. A page of a proxy or gateway is no verdict, whatever its status: its connection to the
   * service may have broken after the request was carried out (Envoy and Istio answer 503 then).
   * 429 is said by whoever limits, before the request; who sends {@code Retry-After} with a 503
   * turns it away knowingly; 307 and 308 ask for it elsewhere. Of the service's own errors, those
   * from 500 on and those about time (408, 423, 425) leave open how far it came.
   */
  private static boolean saysThatNothingWasMade(ApiResponse answer) {
    return switch (answer.status()) {
      case 429, 307, 308 -> true;
      case 503 -> answer.error() != null || answer.headers().get("Retry-After") != null;
      case 408, 423, 425 -> false;
      default -> answer.status() >= 400 && answer.status() < 500 && answer.error() != null;
    };
  }

  private static Verdict ofSuccess(ApiRequest request, ApiResponse answer) {
    // What a link answers is not documented, but no page and no error is its yes.
    boolean page = answer.isHtml() && !answer.text().isBlank();
    boolean yes =
        request.route() == Route.LINK
            ? !page && answer.error() == null
            : answer.status() == 204 || answer.json() != null;
    if (yes) {
      return new Answer(answer);
    }
    String what =
        page
            ? "an HTML page (from a proxy or gateway?)"
            : answer.cut() ? "too large" : "not whole JSON";
    UploaderException error = answer.unreadable(request, what);
    return request.repeat() == Idempotency.SAFE
        ? new Again(error, null, false)
        : new Doubt(error, null);
  }

  private static UploaderException notFollowed(ApiRequest request, ApiResponse answer) {
    String why =
        "redirected (HTTP "
            + answer.status()
            + ", by a proxy or gateway?) to a place that is not allowed, or too many times";
    return UploaderException.of(ErrorKind.TRANSIENT, request.failed(why))
        .hint(request.route() == Route.LINK ? null : "check --api-url and --uploader-url")
        .requestId(answer.requestId())
        .build();
  }

  /** The error for a create of which nobody knows whether it was carried out. */
  static UploaderException.Builder unknown(ApiRequest request, String why) {
    return UploaderException.of(
            ErrorKind.UNKNOWN_OUTCOME,
            "tried to " + request.purpose() + ", and the outcome is unknown (" + why + ")")
        .hint("look for it in Kinescope before you send it again");
  }
}
