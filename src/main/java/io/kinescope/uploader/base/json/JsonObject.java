package io.kinescope.uploader.base.json;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with forgiving accessors: a field that is missing, null, or of another type reads
 * as null. The service's answers have more fields than its documentation, and some have other types
 * on some days; only what is needed is asked for.
 *
 * @param fields name to value, in the order in which they came
 */
public record JsonObject(Map<String, @Nullable Object> fields) {

  /** A text field; numbers and booleans read as their text. */
  public @Nullable String text(String name) {
    Object value = fields.get(name);
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? value.toString()
        : null;
  }

  /** A whole number; a text of digits counts. */
  public @Nullable Long number(String name) {
    Object value = fields.get(name);
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof String string) {
      try {
        return Long.valueOf(string.strip());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /** A nested object, or null. */
  public @Nullable JsonObject object(String name) {
    return of(fields.get(name));
  }

  /** The objects of a nested array, without its other elements; empty if there is none. */
  public List<JsonObject> objects(String name) {
    return fields.get(name) instanceof List<?> list
        ? list.stream().map(JsonObject::of).filter(Objects::nonNull).toList()
        : List.of();
  }

  /** The value as an object, or null if it is something else. */
  @SuppressWarnings("unchecked") // the parser makes only maps with text keys
  public static @Nullable JsonObject of(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? new JsonObject((Map<String, @Nullable Object>) map)
        : null;
  }
}
