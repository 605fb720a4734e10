package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON, or its headers, strictly: a wrong type is an error, and all wrong values
 * are collected. Fields have the names of {@code /v2/init}, also where headers carry them.
 */
final class Fields {
  private static final Map<String, String> HEADERS =
      Map.of(
          "parent_id", "X-Parent-ID",
          "title", "X-Video-Title",
          "description", "X-Video-Description",
          "filename", "X-File-Name",
          "url", "X-Video-URL",
          "trim", "X-Video-Trim",
          "video_id", "X-Replace-Video-ID");
  private static final int MAX_TITLE = 140; // characters, of a subtitle too
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
  private static final Set<String> QUALITIES = Set.of("360p", "480p", "720p", "1080p");
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://[^/?#\\s]+([/?#]\\S*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DEAD =
      Pattern.compile(
          "https?://([^/?#]*\\.invalid(:\\d+)?([/?#].*)?|[^/?#]*[/?#].*dead.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IP_ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final Function<String, @Nullable Object> values;
  private final Map<String, String> names;
  private final Map<String, String> invalid = new LinkedHashMap<>();

  Fields(JsonObject body) {
    values = body.fields()::get;
    names = Map.of();
  }

  /** A request's headers. The service reads UTF-8; anything else is a mistake of the client. */
  Fields(Call call) {
    names = HEADERS;
    values =
        name -> {
          String header = HEADERS.get(name);
          String raw = header == null ? null : call.rawHeader(header);
          String text = raw == null ? null : Call.utf8(raw);
          if (raw != null && text == null) {
            invalid(name, "is not UTF-8");
          }
          return text;
        };
  }

  @Nullable String text(String name) {
    Object value = values.apply(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrongType(name);
  }

  String required(String name) {
    String text = text(name);
    if (text == null || text.isBlank()) {
      invalid(name, "is required");
      return "";
    }
    return text;
  }

  /** A title or subtitle, or null if it is absent. */
  @Nullable String title(String name) {
    return text(
        name,
        text -> text.codePointCount(0, text.length()) <= MAX_TITLE,
        "must be at most " + MAX_TITLE + " characters");
  }

  /** A source that can be asked for, or null. */
  @Nullable String url(String name) {
    return text(name, WEB_ADDRESS.asMatchPredicate(), "is not an absolute http or https address");
  }

  @Nullable String ipAddress(String name) {
    return text(name, IP_ADDRESS.asMatchPredicate(), "is not an IP address");
  }

  /** A trim's JSON, or null; without a length it goes to the end. */
  @Nullable String trim(String name) {
    return text(
        name,
        text -> isPart(Json.parseObject(text), true),
        "needs a start and perhaps a length, in seconds");
  }

  /** A preview clip's JSON, or null. */
  @Nullable String preview(String name) {
    Object value = values.apply(name);
    if (value == null) {
      return null;
    }
    JsonObject preview = JsonObject.of(value);
    if (preview == null) {
      throw wrongType(name);
    }
    if (!isPart(preview, false) || !QUALITIES.contains(preview.text("quality") + "")) {
      invalid(name, "needs start, length and a quality of 360p, 480p, 720p or 1080p");
    }
    return Json.write(preview);
  }

  /** The id that the new video is to have, in the service's spelling; null to choose one. */
  @Nullable String initId(InitIdRule rule) {
    Object value = values.apply("init_id");
    if (value == null || rule == InitIdRule.IGNORED) {
      return null;
    }
    if (rule == InitIdRule.REFUSED) {
      throw Problem.UNEXPECTED_VALUE.with("init_id");
    }
    if (!(value instanceof String id) || !UUID_FORM.matcher(id).matches()) {
      throw Problem.NO_UUID.with(null);
    }
    return id.toLowerCase(Locale.ROOT);
  }

  /** A positive whole number, or null if it is absent. */
  @Nullable Long size(String name) {
    Object value = values.apply(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Integer) && !(value instanceof Long)) {
      throw wrongType(name);
    }
    long size = ((Number) value).longValue();
    if (size <= 0) {
      invalid(name, "must be greater than 0");
    }
    return size;
  }

  void refuseInvalid() {
    if (!invalid.isEmpty()) {
      throw Problem.invalid(invalid);
    }
  }

  /** The emulator's own rule: a host below {@code .invalid}, or {@code dead} in the path. */
  static boolean isDead(String url) {
    return DEAD.matcher(url).matches();
  }

  private @Nullable String text(String name, Predicate<String> valid, String otherwise) {
    String text = text(name);
    if (text != null && !valid.test(text)) {
      invalid(name, otherwise);
    }
    return text;
  }

  private void invalid(String name, String why) {
    invalid.putIfAbsent(names.getOrDefault(name, name), why);
  }

  private static Reply.Refusal wrongType(String name) {
    return Problem.JSON_TYPE.with("wrong type of field " + name);
  }

  private static boolean isPart(@Nullable JsonObject part, boolean mayGoToTheEnd) {
    if (part == null) {
      return false;
    }
    Object length = part.fields().get("length");
    return part.fields().get("start") instanceof Number start
        && start.doubleValue() >= 0
        && (length == null
            ? mayGoToTheEnd
            : length instanceof Number number && number.doubleValue() > 0);
  }
}
