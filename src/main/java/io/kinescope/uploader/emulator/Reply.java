package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. */
record Reply(int status, Map<String, String> headers, String body) {
  private static final String CONTENT_TYPE = "Content-Type";

  /** Thrown instead of an answer: the request is refused with this one. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Reply reply;

    Refusal(Reply reply) {
      super("HTTP " + reply.status(), null, false, false); // no failure: no stack trace
      this.reply = reply;
    }
  }

  /** One object in the service's envelope. */
  static Reply data(Object value) {
    return json(200, Map.of("data", value));
  }

  static Reply json(int status, Object value) {
    return new Reply(
        status, Map.of(CONTENT_TYPE, "application/json; charset=utf-8"), Json.write(value));
  }

  static Reply text(int status, String text) {
    return new Reply(status, Map.of(CONTENT_TYPE, "text/plain; charset=utf-8"), text);
  }

  static Reply bare(int status) {
    return new Reply(status, Map.of(), "");
  }

  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  Reply withBody(String other) {
    return new Reply(status, headers, other);
  }

  /** A JSON object whose fields keep their order and may be null. */
  static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }
}
