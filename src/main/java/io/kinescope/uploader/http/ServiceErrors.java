package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.ApiRequest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one error of bounded size from any answer that is not a success. The kind follows from the
 * HTTP status <em>and</em> Kinescope's own code: a missing token comes as 400 with code 100101
 * (observed), while the guide says 401.
 */
final class ServiceErrors {
  private static final Set<Long> AUTH_CODES = Set.of(100101L, 100102L, 100103L);
  private static final Set<Long> QUOTA_CODES = Set.of(100106L, 400207L, 400208L, 400209L, 400212L);
  private static final String SLOWER = ", or lower --rate";
  private static final long NO_SUCH_ENTITY = 404404;
  private static final int MAX_CHARACTERS = 500;
  private static final int MAX_PARAMETERS = 10;

  private ServiceErrors() {}

  /** The error that an answer stands for. */
  static UploaderException of(ApiRequest request, ApiResponse answer) {
    JsonObject error = answer.error();
    Long code = error == null ? null : error.number("code");
    ErrorKind kind = kind(request.route(), answer.status(), code);
    String what = kind == ErrorKind.LINK_GONE ? "the upload link is gone: " : "";
    return UploaderException.of(kind, request.failed(what + describe(answer)))
        .hint(hint(kind, answer.status()))
        .code(code == null || code.intValue() != code ? null : code.intValue())
        .requestId(answer.requestId())
        .build();
  }

  /** What kind of failure a status with an error code is. */
  static ErrorKind kind(Route route, int status, @Nullable Long code) {
    if (status == 429) {
      return ErrorKind.TRANSIENT; // too fast, whichever limit the code speaks of
    }
    if (route.api() && code != null && AUTH_CODES.contains(code)) {
      return ErrorKind.AUTH;
    }
    if (status == 402 || (code != null && QUOTA_CODES.contains(code))) {
      return ErrorKind.QUOTA;
    }
    if (status == 408 || status == 423 || status == 425 || status >= 500) {
      return ErrorKind.TRANSIENT;
    }
    return route.api() ? ofApi(status, code) : ofLink(status);
  }

  private static ErrorKind ofApi(int status, @Nullable Long code) {
    if (code != null && code == NO_SUCH_ENTITY) {
      return ErrorKind.NOT_FOUND;
    }
    return switch (status) {
      case 401, 403, 407 -> ErrorKind.AUTH;
      case 404 -> ErrorKind.NOT_FOUND;
      default -> ErrorKind.REFUSED;
    };
  }

  /** No token goes to a link, so none is wrong. */
  private static ErrorKind ofLink(int status) {
    return switch (status) {
      case 403, 404, 410 -> ErrorKind.LINK_GONE;
      // Another offset, or an exchange of ours that the server still believes in; a checksum (Tus).
      case 409, 460 -> ErrorKind.TRANSIENT;
      default -> ErrorKind.REFUSED;
    };
  }

  /** What the answer says, on one line: the service's own words, or whose they may be. */
  static String describe(ApiResponse answer) {
    JsonObject error = answer.error();
    return error == null ? withoutEnvelope(answer) : describe(answer, error);
  }

  private static String describe(ApiResponse answer, JsonObject error) {
    StringBuilder text = new StringBuilder();
    text.append(orElse(error.text("message"), "HTTP " + answer.status()));
    text.append(" (HTTP ").append(answer.status());
    if (error.text("code") != null) {
      text.append(", code ").append(error.text("code"));
    }
    text.append(')');
    if (error.text("detail") != null && !"".equals(error.text("detail"))) {
      text.append(": ").append(error.text("detail"));
    }
    List<String> parameters = parameters(error);
    if (!parameters.isEmpty()) {
      text.append("; invalid: ").append(String.join(", ", parameters));
    }
    return SafeText.clean(Redaction.text(text.toString()), MAX_CHARACTERS);
  }

  /** {@code invalid_params} holds objects or plain names; the documentation shows neither. */
  private static List<String> parameters(JsonObject error) {
    List<String> found = new ArrayList<>();
    if (error.fields().get("invalid_params") instanceof List<?> list) {
      for (Object element : list.subList(0, Math.min(list.size(), MAX_PARAMETERS))) {
        found.add(String.valueOf(element));
      }
    }
    return found;
  }

  private static String withoutEnvelope(ApiResponse answer) {
    String type = orElse(answer.headers().get("Content-Type"), "").toLowerCase(Locale.ROOT);
    String what;
    if (answer.text().isBlank()) {
      what = "an empty answer";
    } else if (type.contains("html") || answer.text().stripLeading().startsWith("<")) {
      what = "an HTML page instead of JSON (from a proxy?)";
    } else {
      what = "an answer that is not Kinescope's JSON";
    }
    return "HTTP " + answer.status() + " with " + what;
  }

  private static @Nullable String hint(ErrorKind kind, int status) {
    return switch (kind) {
      case AUTH -> "check the token and its rights; 'kinescope check' tells more";
      case QUOTA ->
          "check the plan and balance of the Kinescope account, then run the same command again";
      case LINK_GONE -> "make a new link; upload links expire";
      case TRANSIENT -> "run the same command again later" + (status == 429 ? SLOWER : "");
      default -> null;
    };
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
