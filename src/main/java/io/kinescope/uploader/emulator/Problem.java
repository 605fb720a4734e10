package io.kinescope.uploader.emulator;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service's errors, with status and code as documented; the first of a status stands for it.
 */
enum Problem {
  UNEXPECTED_VALUE(400, 400400, "unexpected value"),
  NO_BODY(400, 1, "IO_ERROR"),
  NO_AUTHORIZATION(400, 100101, "no authorization header"), // observed: the guide says 401
  JSON_SYNTAX(400, 400101, "JSON syntax error"),
  JSON_TYPE(400, 400102, "JSON type error"),
  NO_UUID(400, 400301, "invalid uuid format"),
  EXISTS(400, 400201, "already exists"), // which code a taken init_id has is not documented
  ORDER_FIELD(400, 400216, "order field not allowed"),
  UNAUTHORIZED(401, 100102, "unauthorized"),
  NO_MONEY(402, 400207, "not enough money"),
  ACCESS_DENIED(403, 100103, "access denied"),
  NOT_FOUND(404, 404404, "no such entity"),
  GONE(410, 404404, "the upload link is gone"),
  VALIDATION(422, 402402, "validation error"),
  TOO_MANY(429, 429429, "too many requests"), // code not documented; not 100106, which is a quota
  INTERNAL(500, 500500, "internal error");

  private final int status;
  private final int code;
  private final String message;

  Problem(int status, int code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  Reply.Refusal with(@Nullable String detail) {
    return with(status, detail);
  }

  /** The same with another status than the usual one. */
  Reply.Refusal with(int otherStatus, @Nullable String detail) {
    return new Reply.Refusal(reply(otherStatus, "detail", detail));
  }

  /** Of fields and what is wrong with each, named as in RFC 7807: Kinescope documents nothing. */
  static Reply.Refusal invalid(Map<String, String> invalid) {
    return new Reply.Refusal(
        VALIDATION.reply(
            VALIDATION.status,
            "invalid_params",
            invalid.entrySet().stream()
                .map(entry -> Map.of("name", entry.getKey(), "reason", entry.getValue()))
                .toList()));
  }

  static Reply ofStatus(int status) {
    return Arrays.stream(values())
        .filter(problem -> problem.status == status)
        .findFirst()
        .orElse(INTERNAL)
        .reply(status, "detail", null);
  }

  private Reply reply(int withStatus, String more, @Nullable Object value) {
    Map<String, @Nullable Object> error = Reply.object();
    error.put("code", code);
    error.put("message", message);
    if (value != null) {
      error.put(more, value);
    }
    return Reply.json(withStatus, Map.of("error", error));
  }
}
