package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON, or its headers, strictly: a wrong type is an error, and all wrong values
 * are collected.
 */
final class Fields {
  private final Function<String, @Nullable Object> values;
  private final Map<String, String> invalid = new LinkedHashMap<>();

  Fields(JsonObject body) {
    values = body.fields()::get;
  }

  /** A request's headers. The service reads UTF-8; anything else is a mistake of the client. */
  Fields(Call call) {
    values =
        name -> {
          String raw = call.rawHeader(name);
          String text = raw == null ? null : Call.utf8(raw);
          if (raw != null && text == null) {
            invalid(name, "is not UTF-8");
          }
          return text;
        };
  }

  boolean has(String name) {
    return values.apply(name) != null;
  }

  /** A text, or null if it is absent. */
  @Nullable String text(String name) {
    Object value = values.apply(name);
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return text;
    }
    throw Errors.jsonType(name);
  }

  /** A text that must be there and not blank. */
  String requiredText(String name) {
    String text = text(name);
    if (text == null || text.isBlank()) {
      invalid(name, "is required");
      return "";
    }
    return text;
  }

  /** A text of at most {@link FieldRules#MAX_TITLE} characters, or null. */
  @Nullable String shortText(String name) {
    String text = text(name);
    if (text != null && FieldRules.isTooLong(text)) {
      invalid(name, FieldRules.TOO_LONG);
    }
    return text;
  }

  /** A title that must be there and not too long. */
  String requiredTitle(String name) {
    shortText(name);
    return requiredText(name);
  }

  /** A positive whole number, or null if it is absent. */
  @Nullable Long size(String name) {
    Object value = values.apply(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Integer) && !(value instanceof Long)) {
      throw Errors.jsonType(name);
    }
    long size = ((Number) value).longValue();
    if (size <= 0) {
      invalid(name, "must be greater than 0");
    }
    return size;
  }

  /** An object, or null if it is absent. */
  @Nullable JsonObject object(String name) {
    Object value = values.apply(name);
    JsonObject object = JsonObject.of(value);
    if (value != null && object == null) {
      throw Errors.jsonType(name);
    }
    return object;
  }

  void invalid(String name, String why) {
    invalid.putIfAbsent(name, why);
  }

  /** Ends the request if any value was wrong. */
  void refuseInvalid() {
    if (!invalid.isEmpty()) {
      throw Errors.validation(invalid);
    }
  }
}
