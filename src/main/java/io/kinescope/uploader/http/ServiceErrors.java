package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.ApiRequest.Route;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Makes one error of bounded size from any answer that is not a success. The kind follows from the
 * HTTP status <em>and</em> Kinescope's own code: a missing token comes as 400 with code 100101
 * (observed), while the guide says 401.
 */
final class ServiceErrors {
  private static final Set<Long> AUTH_CODES = Set.of(100101L, 100102L, 100103L);
  private static final Set<Long> QUOTA_CODES = Set.of(100106L, 400207L, 400208L, 400209L, 400212L);
  private static final Set<Long> INVALID_CODES =
      Set.of(400101L, 400102L, 400216L, 400301L, 400400L, 402402L);
  private static final String FIND_PROXY =
      "find out which proxy or gateway answered, then run the same command again";
  private static final String IN_PIECES = "use --method tus, which sends the file in pieces";
  private static final String OTHER_TOKEN = "check the token and its rights with 'kinescope check'";
  private static final String SLOWER = ", or lower --rate";

  private static final long NO_SUCH_ENTITY = 404404;
  private static final int MAX_CHARACTERS = 500;
  private static final int MAX_PARAMETERS = 10;

  private ServiceErrors() {}

  static UploaderException of(ApiRequest request, ApiResponse answer) {
    JsonObject error = answer.error();
    Long code = error == null ? null : error.number("code");
    ErrorKind kind = kind(request.route(), answer.status(), code);
    boolean decides = answer.decides(request) || (error != null && kind == ErrorKind.QUOTA);
    kind = decides ? kind : ErrorKind.TRANSIENT;
    String what = kind == ErrorKind.LINK_GONE ? "the upload link is gone: " : "";
    return UploaderException.of(kind, request.failed(what + describe(request, answer)))
        .hint(decides ? hint(kind, request, answer.status()) : FIND_PROXY)
        .code(code == null || code.intValue() != code ? null : code.intValue())
        .requestId(answer.requestId())
        .status(answer.status())
        .build();
  }

  static ErrorKind kind(Route route, int status, @Nullable Long code) {
    if (status == 429) {
      return ErrorKind.TRANSIENT; // too fast, whichever limit the code speaks of
    }
    if (route.api() && code != null && AUTH_CODES.contains(code)) {
      return ErrorKind.AUTH;
    }
    if (code == null ? status == 402 : QUOTA_CODES.contains(code)) {
      return ErrorKind.QUOTA;
    }
    if (route.api() && code != null && INVALID_CODES.contains(code)) {
      return ErrorKind.REFUSED;
    }
    if (status == 408 || status == 423 || status == 425 || status >= 500) {
      return ErrorKind.TRANSIENT;
    }
    if (!route.api()) { // no token goes to a link, so none is wrong
      return switch (status) {
        case 403, 404, 410 -> ErrorKind.LINK_GONE;
        // Another offset, or an exchange of ours that the server still believes in; a checksum.
        case 409, 460 -> ErrorKind.TRANSIENT;
        default -> ErrorKind.REFUSED;
      };
    }
    return switch (code != null && code == NO_SUCH_ENTITY ? 404 : status) {
      case 401, 403, 407 -> ErrorKind.AUTH;
      case 404 -> ErrorKind.NOT_FOUND;
      default -> ErrorKind.REFUSED;
    };
  }

  /** "Invalid UUID", where the token is none and was never taken before. */
  static UploaderException ofToken(UploaderException e) {
    return e.as(ErrorKind.AUTH, e.getMessage() + " (the token is not a UUID)")
        .hint(OTHER_TOKEN)
        .build();
  }

  /** A refusal by a host that a redirect led to, and that does not get the token. */
  static UploaderException ofOtherHost(UploaderException e, HttpUrl url) {
    String host = url.scheme() + "://" + url.host() + ":" + url.port();
    String why = "(a redirect led to " + host + ", which does not get the token)";
    return e.saying(e.getMessage() + " " + SafeText.clean(why, MAX_CHARACTERS))
        .hint(
            "check --api-url and --uploader-url: give the address that the redirect leads to, if it is Kinescope's")
        .build();
  }

  /** What the answer says, on one line: the service's own words, or whose they may be. */
  static String describe(ApiRequest request, ApiResponse answer) {
    JsonObject error = answer.error();
    String whose = answer.decides(request) ? "" : " (from a proxy or gateway?)";
    return error == null ? withoutEnvelope(answer) + whose : describe(answer, error);
  }

  private static String describe(ApiResponse answer, JsonObject error) {
    String status = "HTTP " + answer.status();
    String code = error.text("code");
    String detail = orElse(error.text("detail"), "");
    String text =
        orElse(error.text("message"), status)
            + (code == null ? " (" + status + ")" : " (" + status + ", code " + code + ")")
            + (detail.isEmpty() ? "" : ": " + detail);
    // Objects or plain names; the documentation shows neither.
    if (error.fields().get("invalid_params") instanceof List<?> list && !list.isEmpty()) {
      text +=
          list.stream()
              .limit(MAX_PARAMETERS)
              .map(String::valueOf)
              .collect(Collectors.joining(", ", "; invalid: ", ""));
    }
    return SafeText.clean(Redaction.text(text), MAX_CHARACTERS);
  }

  private static String withoutEnvelope(ApiResponse answer) {
    String with = "HTTP " + answer.status() + " with ";
    if (answer.text().isBlank()) {
      return with + "an empty answer";
    }
    return answer.isHtml()
        ? with + "an HTML page instead of JSON"
        : with + "an answer that is not Kinescope's JSON";
  }

  private static @Nullable String hint(ErrorKind kind, ApiRequest request, int status) {
    return switch (kind) {
      case AUTH -> OTHER_TOKEN;
      case QUOTA ->
          "check the plan and balance of the Kinescope account, then run the same command again";
      case LINK_GONE -> "make a new link; upload links expire";
      case TRANSIENT -> "run the same command again later" + (status == 429 ? SLOWER : "");
      default -> status == 413 && request.route().bytes() ? IN_PIECES : null;
    };
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
