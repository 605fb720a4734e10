package io.kinescope.uploader.http;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An answer, read whole up to a bound.
 *
 * @param status the HTTP status
 * @param headers as they came
 * @param text the body, cut at the bound
 * @param cut whether the body was longer
 */
public record ApiResponse(int status, Headers headers, String text, boolean cut) {
  /** Whether the status is 2xx. */
  public boolean successful() {
    return status >= 200 && status < 300;
  }

  /** The body as a JSON object, or null if it is not one. */
  public @Nullable JsonObject json() {
    return cut ? null : Json.parseObject(text);
  }

  /** Without headers and text: the answer of an init holds the upload link. */
  @Override
  public String toString() {
    return "Answer[" + status + ", " + text.length() + " characters]";
  }

  /** Kinescope's {@code X-Request-ID}. */
  public @Nullable String requestId() {
    String id = headers.get("X-Request-ID");
    return id == null ? null : SafeText.clean(id, 100);
  }

  /** The server's time when it answered, to the second; null if it does not say. */
  public @Nullable Instant date() {
    return headers.getInstant("Date");
  }

  /**
   * {@code Retry-After}, given in seconds or as an HTTP date (RFC 9110, 10.2.3); null if absent or
   * unreadable.
   */
  public @Nullable Duration retryAfter(Instant now) {
    String value = headers.get("Retry-After");
    if (value == null) {
      return null;
    }
    if (value.strip().matches("\\d{1,18}")) {
      return Duration.ofSeconds(Long.parseLong(value.strip()));
    }
    Instant date = headers.getInstant("Retry-After");
    if (date == null) {
      return null;
    }
    return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
  }
}
