package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * An answer, read whole up to a bound.
 *
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

  /**
   * The object {@code {"data":{…}}}.
   *
   * @throws UploaderException as {@link #unreadable} if there is none
   */
  public JsonObject data(ApiRequest request) {
    JsonObject body = json();
    JsonObject data = body == null ? null : body.object("data");
    if (data == null) {
      throw unreadable(request, "without its 'data' object");
    }
    return data;
  }

  /**
   * The error for a success that can't be understood: of kind UNKNOWN_OUTCOME after a create, since
   * something was made; else TRANSIENT.
   *
   * @param what what the answer is: {@code "not whole JSON"}
   */
  public UploaderException unreadable(ApiRequest request, String what) {
    String why = "HTTP " + status + ", but the answer is " + what;
    UploaderException.Builder error =
        request.repeat() == Idempotency.CREATE
            ? Verdict.unknown(request, why)
            : UploaderException.of(ErrorKind.TRANSIENT, request.failed(why))
                .hint("run 'kinescope check' to find out whether a proxy is in between");
    return error.requestId(requestId()).build();
  }

  /**
   * The service's own error: {@code {"error":{…}}}, or an object with one of its codes, which have
   * six digits (observed at 500). Null if a proxy or gateway before it may have spoken.
   */
  @Nullable JsonObject error() {
    JsonObject body = json();
    JsonObject error = body == null ? null : body.object("error");
    Long code = body == null || error != null ? null : body.number("code");
    return code != null && code >= 100_000 ? body : error;
  }

  /**
   * Whether an answer that is no success decides: it is the service's own word, and no page or
   * silence of a proxy, gateway or firewall. The API speaks JSON; the server of a link need not,
   * but Tus has it name itself. Firewalls refuse bytes: after a PATCH, HEAD tells more.
   */
  boolean decides(ApiRequest request) {
    boolean link = !request.route().api();
    boolean gone = status == 403 || status == 404 || status == 410;
    if (link && request.method().equals("PATCH") && (gone || status == 401)) {
      return false;
    }
    if (error() != null || status == 429 || (link && headers.get("Tus-Resumable") != null)) {
      return true;
    }
    boolean walled = status == 403 || (text.isBlank() && !gone);
    return link && !isHtml() && !(walled && request.repeat() == Idempotency.APPEND);
  }

  boolean isHtml() {
    String type = headers.get("Content-Type");
    return (type != null && type.toLowerCase(Locale.ROOT).contains("html"))
        || text.stripLeading().startsWith("<");
  }

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

  /** Whether it sends the request elsewhere (RFC 9110, 15.4). */
  boolean redirects() {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /**
   * Where to send the request next; null if this answer must not be followed. 307 and 308 say that
   * it was not carried out. The others are followed for reading only: after a POST they would turn
   * it into a GET, and nobody knows whether it was done.
   */
  @Nullable HttpUrl redirect(String method, HttpUrl from) {
    boolean keepsMethod = status == 307 || status == 308;
    boolean reads = method.equals("GET") || method.equals("HEAD");
    String location = headers.get("Location");
    if (!redirects() || !(keepsMethod || reads) || location == null) {
      return null;
    }
    HttpUrl to = from.resolve(location);
    return to == null || !Hosts.allowed(to) || (from.isHttps() && !to.isHttps()) ? null : to;
  }

  /** Without headers and text: the answer of an init holds the upload link. */
  @Override
  public String toString() {
    return "ApiResponse[" + status + ", " + text.length() + " characters]";
  }
}
