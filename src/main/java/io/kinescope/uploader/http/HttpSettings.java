package io.kinescope.uploader.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how to talk.
 *
 * @param apiUrl the REST API, without {@code /v1}
 * @param uploaderUrl the host of {@code /v2/init} and {@code /v2/video}
 * @param token null if none is set: only {@code upload send} works then
 * @param connectTimeout for one connection attempt
 * @param idleTimeout an exchange in which no byte moved for so long is ended; there is no total
 *     time-out
 * @param proxy null for none
 * @param caCert PEM certificates to trust beside the system's, or null
 */
public record HttpSettings(
    URI apiUrl,
    URI uploaderUrl,
    @Nullable Token token,
    Duration connectTimeout,
    Duration idleTimeout,
    @Nullable ProxyRules proxy,
    @Nullable Path caCert,
    String userAgent) {
  /** Without the proxy's password. */
  @Override
  public String toString() {
    return "HttpSettings[" + apiUrl + ", " + uploaderUrl + ", proxy " + proxy + "]";
  }
}
