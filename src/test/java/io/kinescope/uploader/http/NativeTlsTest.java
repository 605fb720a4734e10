package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connections of files keep every check that those of API calls have. */
@Timeout(60)
class NativeTlsTest {
  private static final Certificates CERTIFICATES = new Certificates();
  private static final long FAR_MORE_THAN_ALL_BUFFERS = 256L << 20;

  @TempDir Path folder;

  @Test
  void filesGoByNativeTlsAndApiCallsByTheJdks() throws IOException {
    HttpUrl base = HttpUrl.get("https://api.kinescope.io/");
    try (HttpClients clients = new HttpClients(trusting(base, CERTIFICATES).build())) {
      OkHttpClient bytes = clients.client(true, true);
      OkHttpClient calls = clients.client(true, false);
      assertThat(Conscrypt.isConscrypt(bytes.sslSocketFactory())).isTrue();
      assertThat(Conscrypt.isConscrypt(calls.sslSocketFactory())).isFalse();
      assertThat(bytes.x509TrustManager()).isSameAs(calls.x509TrustManager());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatNobodyTrustsGetsNothing(ApiRequest.Route route) throws IOException {
    try (MockWebServer server = server(CERTIFICATES);
        Lab lab = Lab.of(base(server))) {
      assertThat(failure(lab, route, base(server)).hint()).contains("--ca-cert");
      assertThat(lab.waits()).isEmpty();
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerUnderAnotherNameGetsNothing(ApiRequest.Route route) throws IOException {
    Certificates another = new Certificates("example.com");
    try (MockWebServer server = server(another);
        Lab lab = Lab.of(trusting(base(server), another))) {
      failure(lab, route, base(server));
      assertThat(lab.waits()).isEmpty();
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTrustedServerGetsAllOfIt(ApiRequest.Route route) throws Exception {
    Path file = FileBodyTest.sparse(folder.resolve("film.mp4"), 1_000_003);
    try (MockWebServer server = server(CERTIFICATES);
        Lab lab = Lab.of(trusting(base(server), CERTIFICATES))) {
      server.enqueue(new MockResponse.Builder().body("{}").build());
      lab.transport().call(send(route, base(server), Lab.fileBody(file)));
      assertThat(server.takeRequest().getBodySize()).isEqualTo(1_000_003);
    }
  }

  @Test
  void aServerThatStopsReadingIsGivenUpAfterTheIdleTime() throws Exception {
    Path file = FileBodyTest.sparse(folder.resolve("big.mp4"), FAR_MORE_THAN_ALL_BUFFERS);
    try (SSLServerSocket listening = CERTIFICATES.listen()) {
      HttpUrl url = HttpUrl.get("https://127.0.0.1:" + listening.getLocalPort() + "/upload/x");
      CountDownLatch given = new CountDownLatch(1);
      Thread server = new Thread(() -> readOneMiB(listening, given));
      server.setDaemon(true);
      server.start();
      try (Lab lab = Lab.of(Lab.settings(url, Duration.ofSeconds(1)).trusting(pem(CERTIFICATES)))) {
        Attempt attempt =
            lab.transport().attempt(send(ApiRequest.Route.LINK, url, Lab.fileBody(file)));
        assertThat(attempt).isInstanceOf(Attempt.Broken.class);
        assertThat(((Attempt.Broken) attempt).cause())
            .isInstanceOf(IoReasons.StalledException.class);
      } finally {
        given.countDown();
      }
      server.join();
    }
  }

  /** Reads no further, and keeps the connection until the client has given up. */
  private static void readOneMiB(SSLServerSocket listening, CountDownLatch given) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.getInputStream().skipNBytes(1 << 20);
      given.await();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MockWebServer server(Certificates certificates) throws IOException {
    MockWebServer server = new MockWebServer();
    server.useHttps(certificates.serverSockets());
    server.start(InetAddress.getLoopbackAddress(), 0);
    return server;
  }

  private static HttpUrl base(MockWebServer server) {
    return HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
  }

  private Lab.Setup trusting(HttpUrl base, Certificates certificates) throws IOException {
    return Lab.settings(base, Duration.ofSeconds(30)).trusting(pem(certificates));
  }

  private Path pem(Certificates certificates) throws IOException {
    return certificates.pem(folder);
  }

  private static UploaderException failure(Lab lab, ApiRequest.Route route, HttpUrl url) {
    ApiRequest send = send(route, url, Lab.jsonBody());
    UploaderException e =
        catchThrowableOfType(UploaderException.class, () -> lab.transport().call(send));
    assertThat(e).hasMessageContaining("TLS failed");
    return e;
  }

  private static ApiRequest send(ApiRequest.Route route, HttpUrl url, ApiRequest.BodyMaker body) {
    return new ApiRequest(
        "send file", "POST", url, Headers.EMPTY, body, ApiRequest.Idempotency.CREATE, route);
  }
}
