package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. */
record Answer(int status, Map<String, String> headers, String body) {
  static final Map<String, String> JSON_TYPE =
      Map.of("Content-Type", "application/json; charset=utf-8");
  private static final Map<String, String> TEXT_TYPE =
      Map.of("Content-Type", "text/plain; charset=utf-8");

  /** One object in the service's envelope. */
  static Answer data(Object value) {
    return json(200, Map.of("data", value));
  }

  static Answer json(int status, Object value) {
    return new Answer(status, JSON_TYPE, Json.write(value));
  }

  static Answer text(int status, String text) {
    return new Answer(status, TEXT_TYPE, text);
  }

  /** A status without a body. */
  static Answer bare(int status) {
    return new Answer(status, Map.of(), "");
  }

  /** The same with one more header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  /** A JSON object whose fields keep their order and may be null. */
  static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }
}
