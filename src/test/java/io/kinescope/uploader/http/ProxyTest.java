package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a CONNECT proxy at socket level to an https server. */
@Timeout(60)
class ProxyTest {
  private static final Certificates CERTIFICATES = new Certificates();
  private static final String USER_AND_PASSWORD = "user:p@ss:wörd";

  private static final String NOT_YOU =
      WireServer.json("407 Who\r\nProxy-Authenticate: Basic realm=x\r\nConnection: close", "{}");

  @TempDir static Path folder;

  private final MockWebServer origin = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    origin.useHttps(CERTIFICATES.serverSockets());
    origin.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"API", "API_BYTES"})
  void aProxyWithoutPasswordCarriesTheCallAndSeesNoToken(ApiRequest.Route route) throws Exception {
    origin.enqueue(new MockResponse.Builder().body("{}").build());
    try (WireServer proxy = proxy("");
        Lab lab = lab("http://127.0.0.1:" + proxy.port())) {
      lab.transport()
          .call(
              new ApiRequest(
                  "make video",
                  "POST",
                  base(),
                  Headers.EMPTY,
                  Lab.jsonBody(),
                  ApiRequest.Idempotency.CREATE,
                  route));
      assertThat(proxy.requests()).hasSize(1);
      assertThat(proxy.requests().get(0))
          .startsWith("CONNECT 127.0.0.1:" + origin.getPort() + " HTTP/1.1\r\n")
          .doesNotContain(Lab.SECRET)
          .doesNotContainIgnoringCase("authorization");
      assertThat(origin.takeRequest().getHeaders().get("Authorization")).contains(Lab.SECRET);
    }
  }

  @Test
  void thePasswordGoesToTheProxyAndNeverToTheServer() throws Exception {
    origin.enqueue(new MockResponse.Builder().body("{}").build());
    try (WireServer proxy = proxy(USER_AND_PASSWORD);
        Lab lab = lab("http://user:p%40ss:w%C3%B6rd@127.0.0.1:" + proxy.port())) {
      lab.transport().call(Lab.create(base(), Lab.jsonBody()));
      assertThat(proxy.requests()).allMatch(r -> !r.contains(Lab.SECRET));
      assertThat(proxy.requests()).anyMatch(r -> r.contains(basic(USER_AND_PASSWORD)));
      RecordedRequest request = origin.takeRequest();
      assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void aServerThatSays407ThroughTheTunnelDoesNotGetThePassword(String method) throws Exception {
    for (int i = 0; i < 3; i++) {
      origin.enqueue(new MockResponse.Builder().code(407).body("{}").build());
    }
    try (WireServer proxy = proxy(USER_AND_PASSWORD);
        Lab lab = lab("http://user:p%40ss:w%C3%B6rd@127.0.0.1:" + proxy.port())) {
      ApiRequest exchange =
          method.equals("GET")
              ? ApiRequest.get("list", base())
              : Lab.create(base(), Lab.jsonBody());
      assertThat(lab.transport().attempt(exchange)).isInstanceOf(Attempt.Answered.class);
      assertThat(origin.getRequestCount()).isEqualTo(1);
      assertThat(origin.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:5ecret@127.0.0.1:, refuses",
    "http://user@127.0.0.1:, refuses",
    "http://127.0.0.1:, asks for",
  })
  void aWrongOrMissingPasswordIsACleanErrorAtOnce(String url, String said) {
    try (WireServer proxy = proxy(USER_AND_PASSWORD);
        Lab lab = lab(url + proxy.port())) {
      UploaderException e = failure(lab);
      assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
      assertThat(e.getMessage()).contains(said).doesNotContain("5ecret");
      assertThat(lab.waits()).isEmpty();
      assertThat(proxy.requests()).hasSizeBetween(1, 2);
      assertThat(origin.getRequestCount()).isZero();
    }
  }

  @Test
  void aProxyThatCannotReachTheServerMeansNothingWasSent() {
    try (WireServer proxy = WireServer.answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
        Lab lab = lab("http://127.0.0.1:" + proxy.port())) {
      assertThat(failure(lab).kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(lab.waits()).hasSize(Lab.POLICY.retries());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://h:1",
        "https://me:5ecret@h:1",
        "http:///x",
        "http://me:5ecret",
        "http://h:1/5ecret",
        "http://a..b:1",
        "me:5ecret@h:99999",
        "",
      })
  void whatIsNoHttpProxyIsRefusedWithoutBeingShown(String proxy) {
    UploaderException e =
        catchThrowableOfType(UploaderException.class, () -> new ProxyRules(proxy, ""));
    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(e.getMessage() + e.hint()).contains("HTTPS_PROXY").doesNotContain("5ecret");
  }

  @ParameterizedTest
  @CsvSource({
    "h:1, http://h:1",
    "h, http://h:3128",
    "HTTP://h:1/, http://h:1",
    "[::1]:8, http://[::1]:8",
    "me:5ecret@h:1, http://***@h:1",
    "http://me:S3cr^t/word@h:1, http://***@h:1",
    "http://me:50%/off@h:1, http://***@h:1",
    "http://DOMAIN\\me:a@b@h:1, http://***@h:1",
  })
  void aProxyIsReadAsCurlReadsItAndShownWithoutItsPassword(String text, String shown) {
    assertThat(new ProxyRules(text, "")).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:50%/off", "user:S3cr^t/word", "DOMAIN\\user:x"})
  void anyPasswordReachesTheProxy(String userAndPassword) throws Exception {
    origin.enqueue(new MockResponse.Builder().body("{}").build());
    try (WireServer proxy = proxy(userAndPassword);
        Lab lab = lab(userAndPassword + "@127.0.0.1:" + proxy.port())) {
      lab.transport().call(Lab.create(base(), Lab.jsonBody()));
      assertThat(proxy.requests()).anyMatch(r -> r.contains(basic(userAndPassword)));
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamedAndTheServiceIsNot() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Lab lab = lab("127.0.0.1:" + port)) {
      UploaderException e = failure(lab);
      assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(e)
          .hasMessage(
              "could not make video: the proxy http://127.0.0.1:%d: could not connect: connection refused"
                  .formatted(port));
      assertThat(e.hint()).contains("--proxy or HTTPS_PROXY");
    }
  }

  @Test
  void aProxyWhoseNameNobodyKnowsIsNamed() {
    ProxyRules rules = new ProxyRules("http://me:5ecret@proxy", "");
    UnknownHostException unknown = new UnknownHostException("proxy: Name or service not known");

    assertThat(rules.named(base(), unknown))
        .hasMessage("the proxy http://***@proxy:3128: could not resolve the host name");
  }

  @ParameterizedTest
  @CsvSource({"403, USAGE, 0", "502, TRANSIENT, 3", "503, TRANSIENT, 3"})
  void whatAProxyAnswersIsToldAsThatAndOnlyARefusalIsFinal(int status, ErrorKind kind, int waits) {
    String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n";
    try (WireServer proxy = WireServer.answering(answer);
        Lab lab = lab("http://127.0.0.1:" + proxy.port())) {
      UploaderException e = failure(lab);
      assertThat(e.kind()).isEqualTo(kind);
      assertThat(e)
          .hasMessage(
              "could not make video: the proxy http://127.0.0.1:"
                  + proxy.port()
                  + " answers HTTP "
                  + status
                  + " to a connection to 127.0.0.1");
      assertThat(lab.waits()).hasSize(waits);
    }
  }

  @Test
  void aServerBehindTheTunnelIsNotCalledTheProxy() {
    try (WireServer proxy = proxy("");
        Lab lab =
            Lab.of(
                Lab.settings(base(), Duration.ofSeconds(5)).through("127.0.0.1:" + proxy.port()))) {
      assertThat(failure(lab)).hasMessageContaining("TLS failed").hasMessageNotContaining("proxy");
    }
  }

  @ParameterizedTest(name = "{0} for {1}: direct {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                    | https://a.example.com/  | false",
        "*                     | https://a.example.com/  | true",
        "example.com           | https://example.com/    | true",
        "example.com           | https://a.example.com/  | true",
        ".example.com          | https://a.example.com/  | true",
        ".example.com          | https://example.com/    | true",
        "*.example.com         | https://a.example.com/  | true",
        "EXAMPLE.com           | https://A.Example.COM/  | true",
        "example.com           | https://notexample.com/ | false",
        "example.com           | https://example.com.x/  | false",
        "example.com:443       | https://example.com/    | true",
        "example.com:8443      | https://example.com/    | false",
        "example.com:8443      | https://example.com:8443/ | true",
        "x.com, example.com    | https://example.com/    | true",
        "x.com example.com     | https://example.com/    | true",
        "x.com,,               | https://example.com/    | false",
        "10.0.0.1              | https://10.0.0.1/       | true",
        "::1                   | https://[::1]/          | true",
        "[::1]                 | https://[::1]/          | true",
        "'.'                   | https://example.com/    | false",
        "''                    | http://127.0.0.1/       | true",
      })
  void noProxyNamesWhatIsReachedDirectly(String noProxy, String url, boolean direct) {
    ProxyRules rules = new ProxyRules("http://proxy:3128", noProxy);
    assertThat(rules.select(URI.create(url)).get(0).type())
        .isEqualTo(direct ? Proxy.Type.DIRECT : Proxy.Type.HTTP);
  }

  private HttpUrl base() {
    return HttpUrl.get("https://127.0.0.1:" + origin.getPort() + "/");
  }

  private Lab lab(String proxy) {
    try {
      return Lab.of(
          Lab.settings(base(), Duration.ofSeconds(5))
              .trusting(CERTIFICATES.pem(folder))
              .through(proxy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UploaderException failure(Lab lab) {
    return catchThrowableOfType(
        UploaderException.class, () -> lab.transport().call(Lab.create(base(), Lab.jsonBody())));
  }

  private static String basic(String userAndPassword) {
    return Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  /** A proxy that lets in who has this user and password; empty: everybody. */
  private static WireServer proxy(String userAndPassword) {
    String wanted = "Proxy-Authorization: Basic " + basic(userAndPassword) + "\r\n";
    return new WireServer(
        connection -> {
          String head = connection.readHeadOnly();
          if (!userAndPassword.isEmpty() && !head.contains(wanted)) {
            connection.write(NOT_YOU);
            return;
          }
          int port = Integer.parseInt(head.replaceFirst("(?s)CONNECT [^:]+:(\\d+) .*", "$1"));
          try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.write("HTTP/1.1 200 Connected\r\n\r\n");
            Thread back = new Thread(() -> pump(onward, connection));
            back.setDaemon(true);
            back.start();
            connection.in().transferTo(onward.getOutputStream());
          }
        });
  }

  private static void pump(Socket from, WireServer.Connection to) {
    try {
      from.getInputStream().transferTo(to.out());
    } catch (IOException e) {
      // One of the two ends is gone: so is the tunnel.
    }
  }
}
