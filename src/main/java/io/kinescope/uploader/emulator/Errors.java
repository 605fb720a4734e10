package io.kinescope.uploader.emulator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service's documented error codes in its envelope. */
final class Errors {
  private static final int TOO_MANY = 429;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_CODE = 429429; // not documented; not 100106, which is a quota

  private Errors() {}

  static Reply.Refusal noBody() {
    return problem(BAD_REQUEST, 1, "IO_ERROR", "the request has no body");
  }

  /** Observed: 400, where the guide says 401. */
  static Reply.Refusal noAuthorization() {
    return problem(BAD_REQUEST, 100101, "no authorization header", null);
  }

  static Reply.Refusal unauthorized() {
    return problem(401, 100102, "unauthorized", null);
  }

  static Reply.Refusal accessDenied() {
    return problem(403, 100103, "access denied", null);
  }

  static Reply.Refusal jsonSyntax() {
    return problem(BAD_REQUEST, 400101, "JSON syntax error", null);
  }

  static Reply.Refusal jsonType(String field) {
    return problem(BAD_REQUEST, 400102, "JSON type error", "wrong type of field " + field);
  }

  static Reply.Refusal orderField(String field) {
    return problem(BAD_REQUEST, 400216, "order field not allowed", field);
  }

  static Reply.Refusal unexpectedValue(String detail) {
    return problem(BAD_REQUEST, 400400, "unexpected value", detail);
  }

  static Reply.Refusal notFound(String what) {
    return problem(404, 404404, "no such entity", what);
  }

  static Reply.Refusal bodyTooLarge() {
    return problem(413, 400400, "request body too large", null);
  }

  static Reply.Refusal conflict(String detail) {
    return problem(409, 400400, "conflict", detail);
  }

  static Reply.Refusal gone(int status) {
    return problem(status, 404404, "the upload link is gone", null);
  }

  /**
   * A validation error.
   *
   * @param invalid names and what is wrong with each; the names of the array's own fields are those
   *     of RFC 7807, since Kinescope documents none
   */
  static Reply.Refusal validation(Map<String, String> invalid) {
    Map<String, @Nullable Object> error = error(402402, "validation error", null);
    error.put(
        "invalid_params",
        List.copyOf(
            invalid.entrySet().stream()
                .map(entry -> Map.of("name", entry.getKey(), "reason", entry.getValue()))
                .toList()));
    return new Reply.Refusal(Reply.json(422, Map.of("error", error)));
  }

  static Reply tooMany(long retryAfterSeconds) {
    return ofStatus(TOO_MANY).with("Retry-After", Long.toString(retryAfterSeconds));
  }

  /** A typical error for an HTTP status. */
  static Reply ofStatus(int status) {
    return switch (status) {
      case BAD_REQUEST -> answer(status, 400400, "unexpected value", null);
      case 401 -> answer(status, 100102, "unauthorized", null);
      case 402 -> answer(status, 400207, "not enough money", null);
      case 403 -> answer(status, 100103, "access denied", null);
      case 404, 410 -> answer(status, 404404, "no such entity", null);
      case 422 -> answer(status, 402402, "validation error", null);
      case TOO_MANY -> answer(status, TOO_MANY_CODE, "too many requests", null);
      default -> answer(status, 500500, "internal error", null);
    };
  }

  private static Reply.Refusal problem(
      int status, int code, String message, @Nullable String detail) {
    return new Reply.Refusal(answer(status, code, message, detail));
  }

  private static Reply answer(int status, int code, String message, @Nullable String detail) {
    return Reply.json(status, Map.of("error", error(code, message, detail)));
  }

  private static Map<String, @Nullable Object> error(
      int code, String message, @Nullable String detail) {
    Map<String, @Nullable Object> error = Reply.object();
    error.put("code", code);
    error.put("message", message);
    if (detail != null) {
      error.put("detail", detail);
    }
    return error;
  }
}
