package io.kinescope.uploader.api;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Transport;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * Whether the service's hosts answer at all, asked once and without the token; the certificate of
 * an https host that does was right.
 */
public record HostsApi(Transport transport) {
  /** Asks the host of the REST API. */
  public Attempt api() {
    return reach(transport.hosts().api());
  }

  /** Asks the host that takes uploads. */
  public Attempt uploader() {
    return reach(transport.hosts().uploader());
  }

  private Attempt reach(HttpUrl url) {
    return transport.attempt(
        ApiRequest.toLink("reach the host", "GET", url, Headers.EMPTY, null, Idempotency.SAFE));
  }
}
