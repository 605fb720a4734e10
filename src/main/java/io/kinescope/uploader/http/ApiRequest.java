package io.kinescope.uploader.http;

import io.kinescope.uploader.base.text.Redaction;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * One exchange to be had.
 *
 * @param purpose what it is for, as the start of an error message: {@code "list projects"}
 * @param method the HTTP method
 * @param url where to; {@code secretUrl} says whether it must not be shown
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

  /** Makes the body of one attempt. */
  @FunctionalInterface
  public interface BodyMaker {
    /**
     * A fresh body, from the first byte.
     *
     * @param trace to be told when bytes move
     */
    RequestBody make(CallTrace trace);
  }

  /** How an exchange travels. */
  public enum Route {
    /** An API call: with token, counted against the rate limit, HTTP/2 if offered. */
    API(true, false),
    /** An API call with a file in its body: with token, counted, HTTP/1.1. */
    API_BYTES(true, true),
    /** To an upload link: never with the token, not counted, HTTP/1.1; the URL is a secret. */
    LINK(false, true);

    private final boolean api;
    private final boolean bytes;

    Route(boolean api, boolean bytes) {
      this.api = api;
      this.bytes = bytes;
    }

    /** Whether it is one of the calls that the service limits and that carry the token. */
    public boolean api() {
      return api;
    }

    /** Whether it carries a file. */
    public boolean bytes() {
      return bytes;
    }
  }

  /** A GET of the API. */
  public static ApiRequest get(String purpose, HttpUrl url) {
    return new ApiRequest(purpose, "GET", url, Headers.EMPTY, null, Idempotency.SAFE, Route.API);
  }

  /** Without headers and the secret parts of the URL. */
  @Override
  public String toString() {
    String shown = route == Route.LINK ? LinkMask.shown(url) : Redaction.url(url.toString());
    return "Exchange[" + purpose + ", " + method + " " + shown + "]";
  }
}
