package io.kinescope.uploader.http;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Which redirects are followed (RFC 9110, 15.4). 307 and 308 say that the request was not carried
 * out and is to be sent elsewhere as it is. 301, 302 and 303 are followed for reading only: after a
 * POST they would turn it into a GET, and nobody knows whether it was done.
 */
final class Redirects {
  /** As many as a browser's patience, and far more than any service needs. */
  static final int MAX_HOPS = 5;

  private Redirects() {}

  static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /**
   * Where to go on.
   *
   * @return null if this answer must not be followed
   */
  static @Nullable HttpUrl target(String method, HttpUrl from, ApiResponse answer) {
    boolean keepsMethod = answer.status() == 307 || answer.status() == 308;
    boolean reads = method.equals("GET") || method.equals("HEAD");
    String location = answer.headers().get("Location");
    if (!isRedirect(answer.status()) || !(keepsMethod || reads) || location == null) {
      return null;
    }
    HttpUrl to = from.resolve(location);
    if (to == null || !Hosts.allowed(to) || (from.isHttps() && !to.isHttps())) {
      return null;
    }
    return to;
  }
}
