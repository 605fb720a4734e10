package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a JSON request strictly: a wrong type is an error, and all wrong values are collected. */
final class Fields {
  private final JsonObject body;
  private final Map<String, String> invalid = new LinkedHashMap<>();

  Fields(JsonObject body) {
    this.body = body;
  }

  boolean has(String name) {
    return body.fields().get(name) != null;
  }

  /** A text, or null if it is absent. */
  @Nullable String text(String name) {
    Object value = body.fields().get(name);
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

  /** A text of at most {@link Rules#MAX_TITLE} characters, or null. */
  @Nullable String shortText(String name) {
    String text = text(name);
    if (text != null && Rules.isTooLong(text)) {
      invalid(name, Rules.TOO_LONG);
    }
    return text;
  }

  /** A positive whole number, or null if it is absent. */
  @Nullable Long size(String name) {
    Object value = body.fields().get(name);
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
    if (!has(name)) {
      return null;
    }
    JsonObject object = body.object(name);
    if (object == null) {
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
