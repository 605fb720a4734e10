package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. */
record Reply(int status, Map<String, String> headers, String body) {
  static final Map<String, String> JSON_TYPE =
      Map.of("Content-Type", "application/json; charset=utf-8");
  private static final Map<String, String> TEXT_TYPE =
      Map.of("Content-Type", "text/plain; charset=utf-8");

  /** Thrown instead of an answer: the request is refused with this one. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    Refusal(Reply reply) {
      super("HTTP " + reply.status(), null, false, false); // no failure: no stack trace
      this.reply = reply;
    }

    Reply reply() {
      return reply;
    }
  }

  /** One object in the service's envelope. */
  static Reply data(Object value) {
    return json(200, Map.of("data", value));
  }

  static Reply json(int status, Object value) {
    return new Reply(status, JSON_TYPE, Json.write(value));
  }

  static Reply text(int status, String text) {
    return new Reply(status, TEXT_TYPE, text);
  }

  /** A status without a body. */
  static Reply bare(int status) {
    return new Reply(status, Map.of(), "");
  }

  /** The same with one more header. */
  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** A JSON object whose fields keep their order and may be null. */
  static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }
}
