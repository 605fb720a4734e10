package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
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
public final class ServiceErrors {
  private static final Set<Long> AUTH_CODES = Set.of(100101L, 100102L, 100103L);
  private static final Set<Long> QUOTA_CODES = Set.of(100106L, 400207L, 400208L, 400209L, 400212L);
  private static final long NO_SUCH_ENTITY = 404404;
  private static final int MAX_CHARACTERS = 500;
  private static final int MAX_PARAMETERS = 10;

  private ServiceErrors() {}

  /** The error that an answer stands for. */
  public static UploaderException of(String purpose, ApiResponse answer) {
    JsonObject body = answer.json();
    JsonObject error = body == null ? null : body.object("error");
    Long code = error == null ? null : error.number("code");
    ErrorKind kind = kind(answer.status(), code);
    String message =
        purpose + " failed: " + (error == null ? withoutEnvelope(answer) : describe(answer, error));
    Integer shownCode = code == null || code.intValue() != code ? null : code.intValue();
    return new UploaderException(
        kind, message, hint(kind, answer.status()), shownCode, answer.requestId(), null);
  }

  /** What kind of failure a status with an error code is. */
  static ErrorKind kind(int status, @Nullable Long code) {
    if (status == 429) {
      return ErrorKind.TRANSIENT; // too fast, whichever limit the code speaks of
    }
    if (code != null && AUTH_CODES.contains(code)) {
      return ErrorKind.AUTH;
    }
    if (status == 402 || (code != null && QUOTA_CODES.contains(code))) {
      return ErrorKind.QUOTA;
    }
    if (status == 404 || (code != null && code == NO_SUCH_ENTITY)) {
      return ErrorKind.NOT_FOUND;
    }
    return switch (status) {
      case 401, 403, 407 -> ErrorKind.AUTH;
      case 408, 425 -> ErrorKind.TRANSIENT;
      default -> status >= 500 ? ErrorKind.TRANSIENT : ErrorKind.REFUSED;
    };
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
      case QUOTA -> "check the plan and balance of the Kinescope account, then run it again";
      case TRANSIENT ->
          status == 429
              ? "run the same command again later, or lower --rate"
              : "run it again later";
      default -> null;
    };
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
