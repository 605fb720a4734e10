package io.kinescope.uploader.http;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.text.Redaction;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * One request to be sent.
 *
 * @param purpose what it is for, a verb phrase: {@code "list projects"}
 * @param headers beside {@code Authorization} and {@code User-Agent}
 * @param body makes the body afresh for each attempt, or null for none
 * @param repeat whether it may be sent again
 * @param route which of the hosts it is for: decides token, rate limit and protocol
 */
public record ApiRequest(
    String purpose,
    String method,
    HttpUrl url,
    Headers headers,
    @Nullable BodyMaker body,
    Idempotency repeat,
    Route route) {

  @FunctionalInterface
  public interface BodyMaker {
    /** A fresh body of one attempt, from the first byte; the trace is told when bytes move. */
    RequestBody make(CallTrace trace);
  }

  /** What a second sending does. */
  public enum Idempotency {
    /** Nothing: it reads, or writes the same value again. */
    SAFE,
    /** Bytes to an upload link: no second video, but what has arrived must be asked for first. */
    APPEND,
    /** Makes another video: {@link Verdict} says when nothing was made for certain. */
    CREATE
  }

  /** How a request travels. */
  public enum Route {
    /** An API call: with token, counted against the rate limit, HTTP/2 if offered. */
    API,
    /** The same, but only to the API's own host: a redirect to another is not followed. */
    API_ALONE,
    /** An API call with a file in its body: with token, counted, HTTP/1.1. */
    API_BYTES,
    /** To an upload link: never with the token, not counted, HTTP/1.1; the URL is a secret. */
    LINK;

    /** Whether it is one of the calls that the service limits and that carry the token. */
    public boolean api() {
      return this != LINK;
    }

    /** Whether it may carry a file. */
    public boolean bytes() {
      return this == API_BYTES || this == LINK;
    }
  }

  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

  public static ApiRequest get(String purpose, HttpUrl url) {
    return new ApiRequest(purpose, "GET", url, Headers.EMPTY, null, Idempotency.SAFE, Route.API);
  }

  public static ApiRequest json(
      String purpose,
      String method,
      HttpUrl url,
      Map<String, ? extends @Nullable Object> fields,
      Idempotency repeat) {
    BodyMaker body = trace -> RequestBody.create(Json.write(fields), JSON);
    return new ApiRequest(purpose, method, url, Headers.EMPTY, body, repeat, Route.API);
  }

  /** A request to an upload link, or to any host that must not see the token. */
  public static ApiRequest toLink(
      String purpose,
      String method,
      HttpUrl link,
      Headers headers,
      @Nullable BodyMaker body,
      Idempotency repeat) {
    return new ApiRequest(purpose, method, link, headers, body, repeat, Route.LINK);
  }

  /** The words of an error: that this could not be done, and why. */
  String failed(String why) {
    return "could not " + purpose + ": " + why;
  }

  /** Without headers and the secret parts of the URL. */
  @Override
  public String toString() {
    String shown = route == Route.LINK ? LinkMask.shown(url) : Redaction.url(url.toString());
    return "ApiRequest[" + purpose + ", " + method + " " + shown + "]";
  }
}
