package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.Redaction;
import java.net.URI;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Which hosts may be talked to in plain {@code http} (loopback only), and which may see the token
 * (the configured API and uploader hosts, compared by scheme, name and port).
 *
 * @param api the API's base URL
 * @param uploader the base URL of {@code /v2/init} and {@code /v2/video}
 */
public record Hosts(HttpUrl api, HttpUrl uploader) {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1");

  /**
   * Checks both base URLs.
   *
   * @throws UploaderException of kind USAGE if one is not https, nor http to loopback
   */
  static Hosts of(URI apiUrl, URI uploaderUrl) {
    return new Hosts(base("--api-url", apiUrl), base("--uploader-url", uploaderUrl));
  }

  /** The API's base URL as text: the name of the service, for rooms that know no OkHttp. */
  public String apiUrl() {
    return api.toString();
  }

  public String uploaderUrl() {
    return uploader.toString();
  }

  /** Whether requests to this URL may carry the token. */
  boolean trusted(HttpUrl url) {
    return sameOrigin(url, api) || sameOrigin(url, uploader);
  }

  /** Whether bytes and secrets may go there at all: https, or plain http to this very machine. */
  public static boolean allowed(HttpUrl url) {
    return url.isHttps() || isLoopback(url.host());
  }

  static boolean sameOrigin(HttpUrl one, HttpUrl other) {
    return one.scheme().equals(other.scheme())
        && one.host().equals(other.host())
        && one.port() == other.port();
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK_NAMES.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static HttpUrl base(String option, URI uri) {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null
        || uri.getRawAuthority() == null // HttpUrl reads https:///v1 as the host v1
        || !url.username().isEmpty()
        || !url.password().isEmpty()
        || url.query() != null
        || url.fragment() != null) {
      throw unfit(
          option, uri, "is not a base URL", "write https://host (or http://127.0.0.1:port)");
    }
    if (!allowed(url)) {
      String advice = "use https; plain http goes to loopback only";
      throw unfit(option, uri, "would send the token unencrypted", advice);
    }
    return url;
  }

  private static UploaderException unfit(String option, URI uri, String why, String advice) {
    String shown = option + " '" + Redaction.setting(uri.toString()) + "' ";
    return UploaderException.usage(shown + why, advice);
  }
}
