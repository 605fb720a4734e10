package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.Redaction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Challenge;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The proxy, and which requests go through it: all https ones, but for the hosts of {@code
 * NO_PROXY} (a name covers its subdomains, {@code *} covers all, as in curl). Plain http goes to
 * loopback only, never through a proxy.
 */
public final class ProxyRules extends ProxySelector {
  private static final String CONNECT_ANSWER = "Unexpected response code for CONNECT: ";

  /** Without a scheme, too, as curl takes it; all before the last @ is user and password. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?is)(?!(?!http:)[a-z][a-z0-9+.-]*://)(?:http://)?(?:(.*)@)?"
              + "([^/\\\\?#@\\s]+?)(:\\d{1,5})?/?");

  private static final String DEFAULT_PORT = ":3128";

  private final Proxy proxy;
  private final String shown;
  private final @Nullable String userInfo;
  private final List<String> direct;

  /** Reads {@code --proxy}, which no text ever shows: it may hold a password, readable or not. */
  public ProxyRules(String url, String noProxy) {
    Matcher parts = FORM.matcher(url.strip());
    String port = parts.matches() ? Objects.requireNonNullElse(parts.group(3), DEFAULT_PORT) : "";
    HttpUrl address = port.isEmpty() ? null : HttpUrl.parse("http://" + parts.group(2) + port);
    if (address == null) {
      throw UploaderException.usage(
          "the value of --proxy or HTTPS_PROXY does not name an http proxy",
          "write http://host:port or http://user:password@host:port");
    }
    this.proxy =
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.host(), address.port()));
    this.userInfo = parts.group(1);
    this.shown = "http://" + (userInfo == null ? "" : Redaction.MASK + "@") + parts.group(2) + port;
    this.direct =
        Stream.of(noProxy.split("[,\\s]+"))
            .map(entry -> withoutBrackets(entry.strip().toLowerCase(Locale.ROOT)))
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return shown;
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
        String said = credentials == null ? " asks for a" : " refuses this";
        throw new ProxyException("the proxy " + shown + said + " user name and password", true);
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
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a % of the password itself
    }
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing to remember: there is one proxy.
  }

  /** The failure in words that name the proxy, where the call never got past it. */
  IOException named(HttpUrl target, IOException e) {
    if (!select(target.uri()).contains(proxy)) {
      return e;
    }
    String said = String.valueOf(e.getMessage());
    if (said.startsWith(CONNECT_ANSWER)) {
      String status = said.substring(CONNECT_ANSWER.length());
      String what = " answers HTTP " + status + " to a connection to " + target.host();
      return new ProxyException("the proxy " + shown + what, status.startsWith("4"));
    }
    // Behind a tunnel nobody but the proxy is looked up or connected to.
    return e instanceof UnknownHostException
            || e instanceof ConnectException
            || e instanceof NoRouteToHostException
            || said.equalsIgnoreCase("connect timed out")
        ? new ProxyException("the proxy " + shown + ": " + IoReasons.describe(e), false)
        : e;
  }

  /** The proxy failed, not the service behind it. */
  static final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether it refuses, so that no repeat can mend it. */
    final boolean lasting;

    ProxyException(String message, boolean lasting) {
      super(message);
      this.lasting = lasting;
    }
  }
}
