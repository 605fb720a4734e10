package io.kinescope.uploader.api;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Transport;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** The service: its resources on one transport. */
public record Kinescope(
    Transport transport, ProjectsApi projects, VideosApi videos, UploadsApi uploads) {
  public static Kinescope over(Transport transport) {
    return new Kinescope(
        transport, new ProjectsApi(transport), new VideosApi(transport), new UploadsApi(transport));
  }

  /**
   * Whether a host answers at all, asked once and without the token; the certificate of an https
   * host that does was right.
   */
  public static Attempt reach(Transport transport, HttpUrl host) {
    return transport.attempt(
        ApiRequest.toLink("reach the host", "GET", host, Headers.EMPTY, null, Idempotency.SAFE));
  }
}
