package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.Redaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Challenge;
import okhttp3.Credentials;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go through the proxy: all https ones, but for the hosts of {@code NO_PROXY} (a
 * name covers its subdomains, {@code *} covers all, as in curl). Plain http goes to loopback only,
 * never through a proxy.
 */
final class ProxyRules extends ProxySelector {
  private static final int DEFAULT_PORT = 3128;

  private final Proxy proxy;
  private final @Nullable String userInfo;
  private final List<String> direct;

  ProxyRules(URI proxy, String noProxy) {
    String host = proxy.getHost();
    if (host == null || !"http".equals(proxy.getScheme())) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "the proxy '" + Redaction.setting(proxy.toString()) + "' can't be used",
          "write http://host:port or http://user:password@host:port");
    }
    int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
    this.proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    this.userInfo = proxy.getRawUserInfo();
    this.direct =
        Stream.of(noProxy.split("[,\\s]+"))
            .map(entry -> withoutBrackets(entry.strip().toLowerCase(Locale.ROOT)))
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  @Override
  public List<Proxy> select(URI uri) {
    boolean proxied = "https".equals(uri.getScheme()) && !isDirect(uri);
    return List.of(proxied ? proxy : Proxy.NO_PROXY);
  }

  private boolean isDirect(URI uri) {
    String host =
        uri.getHost() == null ? "" : withoutBrackets(uri.getHost().toLowerCase(Locale.ROOT));
    String hostAndPort = host + ":" + (uri.getPort() < 0 ? 443 : uri.getPort());
    return direct.stream().anyMatch(entry -> covers(entry, host, hostAndPort));
  }

  /** IPv6 addresses come as {@code [::1]} and as {@code ::1}. */
  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean covers(String entry, String host, String hostAndPort) {
    String name = entry.startsWith("*.") ? entry.substring(2) : entry.replaceFirst("^\\.", "");
    return entry.equals("*")
        || name.equals(host)
        || name.equals(hostAndPort)
        || host.endsWith("." + name);
  }

  /**
   * Gives the proxy the password of its URL, once. Only for CONNECT: OkHttp asks here also when the
   * server behind the tunnel says 407, and that server must never see the password.
   */
  Authenticator authenticator() {
    String credentials = credentials(userInfo);
    return (route, response) -> {
      Request request = response.request();
      if (!request.method().equals("CONNECT")) {
        return null;
      }
      boolean asked = response.challenges().stream().noneMatch(ProxyRules::isPreemptive);
      if (asked && (credentials == null || request.header("Proxy-Authorization") != null)) {
        throw new ProxyRefusedException(
            credentials == null
                ? "the proxy asks for a user name and password"
                : "the proxy refuses this user name and password");
      }
      return credentials == null
          ? null
          : request.newBuilder().header("Proxy-Authorization", credentials).build();
    };
  }

  /** Whether OkHttp itself asks, before the proxy has said a word. */
  private static boolean isPreemptive(Challenge challenge) {
    return challenge.scheme().equalsIgnoreCase("OkHttp-Preemptive");
  }

  private static @Nullable String credentials(@Nullable String userInfo) {
    if (userInfo == null) {
      return null;
    }
    String[] parts = userInfo.split(":", 2);
    return Credentials.basic(
        decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "", StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing to remember: there is one proxy.
  }

  /** The proxy wants a user name and password, or other ones: no repeat can mend that. */
  static final class ProxyRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyRefusedException(String message) {
      super(message);
    }
  }
}
