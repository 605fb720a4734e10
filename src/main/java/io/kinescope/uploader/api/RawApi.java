package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiRequest.Route;
import io.kinescope.uploader.http.Transport;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Any call to the API's host, for what this program has no command for. */
public record RawApi(Transport transport) {
  /** Those that the service uses. */
  public static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

  /**
   * Has a call.
   *
   * @param method one of {@link #METHODS}
   * @param path below the API's URL, with its query if it has one
   * @param fields the query of GET and DELETE, else a JSON object in the body
   * @param body JSON to send as it is; null for none, or for the fields
   * @return the answer's text as it came; empty if it has none
   * @throws UploaderException of kind USAGE if the path could lead to another host, or a GET has a
   *     body
   */
  public String call(
      String method, String path, Map<String, String> fields, @Nullable String body) {
    boolean inQuery = method.equals("GET") || method.equals("DELETE");
    if (method.equals("GET") && body != null) {
      throw UploaderException.usage("a GET call has no body", "use -f NAME=VALUE for its query");
    }
    HttpUrl.Builder url = url(path).newBuilder();
    if (inQuery || body != null) {
      fields.forEach(url::addQueryParameter);
    }
    String sent = body == null && !inQuery ? (fields.isEmpty() ? "" : Json.write(fields)) : body;
    boolean repeatable = inQuery || method.equals("PUT");
    ApiRequest request =
        new ApiRequest(
            "call " + method + " " + path.replaceFirst("[?].*", ""),
            method,
            url.build(),
            Headers.EMPTY,
            sent == null ? null : trace -> RequestBody.create(sent, JSON),
            repeatable ? Idempotency.SAFE : Idempotency.CREATE,
            Route.API_ALONE);
    return transport.call(request).text();
  }

  /** Only segments and a query are added to the API's own URL, so the host can't change. */
  private HttpUrl url(String path) {
    if (path.isBlank()
        || path.startsWith("//")
        || path.startsWith("\\")
        || path.matches("(?s)[^/?]*:.*")) {
      throw UploaderException.usage(
          "'" + path + "' is not a path of the API",
          "write it without the host, such as /v1/projects: the token goes to no other");
    }
    String[] parts = path.split("[?]", 2);
    HttpUrl.Builder url =
        transport
            .hosts()
            .api()
            .newBuilder()
            .addEncodedPathSegments(parts[0].replaceFirst("^/", ""));
    return url.encodedQuery(parts.length < 2 ? null : parts[1]).build();
  }
}
