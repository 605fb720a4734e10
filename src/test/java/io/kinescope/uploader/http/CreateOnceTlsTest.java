package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Over TLS, HTTP/1.1 and HTTP/2: however the connection ends, a create arrives once. */
@Tag("slow")
@Timeout(60)
class CreateOnceTlsTest {
  private static final int REFUSED_STREAM = 7;

  /** Far longer than any of these calls takes, also on a machine that is busy. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private static final Certificates CERTIFICATES = new Certificates();
  private static final List<Protocol> H1 = List.of(Protocol.HTTP_1_1);
  private static final List<Protocol> H2 = List.of(Protocol.HTTP_2, Protocol.HTTP_1_1);

  @TempDir static Path folder;

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.useHttps(CERTIFICATES.serverSockets());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Arguments> ends() throws IOException {
    Path file = Files.write(folder.resolve("video.mp4"), new byte[300_000]);
    record Body(String name, ApiRequest.BodyMaker maker) {}

    record End(List<Protocol> protocols, String how, MockResponse.Builder response) {}

    List<Body> bodies =
        List.of(
            new Body("JSON", Lab.jsonBody()),
            new Body("empty", Lab.emptyBody()),
            new Body("file", Lab.fileBody(file)));
    // What a server does before it reads a request over HTTP/1.1 is a matter of CreateOnceTest.
    return Stream.of(
            new End(H1, "closed after the request", response().onResponseStart(close())),
            new End(H1, "closed within the answer", response().onResponseBody(close())),
            new End(H2, "closed after the request", response().onResponseStart(close())),
            new End(H2, "stream closed", response().onResponseStart(reset(0))),
            new End(H2, "stream refused", response().onRequestStart(reset(REFUSED_STREAM))))
        .flatMap(
            end ->
                bodies.stream()
                    .map(
                        body ->
                            Arguments.of(
                                end.protocols(),
                                end.how(),
                                end.response(),
                                body.name(),
                                body.maker())));
  }

  @ParameterizedTest(name = "{0} {1} {3}")
  @MethodSource("ends")
  void aCreateWhoseConnectionEndsArrivesOnceAndIsAnUnknownOutcome(
      List<Protocol> protocols,
      String how,
      MockResponse.Builder end,
      String kind,
      ApiRequest.BodyMaker body)
      throws IOException, InterruptedException {
    server.setProtocols(protocols);
    server.enqueue(made());
    server.enqueue(end.build());
    server.enqueue(made());
    server.start(InetAddress.getLoopbackAddress(), 0);
    HttpUrl base = HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
    try (Lab lab = Lab.of(Lab.settings(base, PATIENT).trusting(pem()))) {
      // The first call opens the connection that the second one uses again.
      lab.transport().call(ApiRequest.get("list", base));
      UploaderException e =
          catchThrowableOfType(
              UploaderException.class, () -> lab.transport().call(Lab.create(base, body)));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(lab.waits()).isEmpty();
      // Taken, not counted: the server counts a stream that it refuses after it has refused it.
      assertThat(server.takeRequest(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(server.takeRequest(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(server.takeRequest(0, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void aConnectionThatTheServerShutsDownIsLeftAndTheCreateArrivesOnceOnANewOne()
      throws IOException {
    server.setProtocols(H2);
    server.enqueue(response().onResponseEnd(shutDown()).build());
    server.enqueue(made());
    server.start(InetAddress.getLoopbackAddress(), 0);
    HttpUrl base = HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
    try (Lab lab = Lab.of(Lab.settings(base, PATIENT).trusting(pem()))) {
      lab.transport().call(ApiRequest.get("list", base));
      Attempt attempt = lab.transport().attempt(Lab.create(base, Lab.jsonBody()));
      // Whether the GOAWAY was read before the create went out is a race; two arrivals never are.
      assertThat(server.getRequestCount()).isLessThanOrEqualTo(2);
      assertThat(attempt instanceof Attempt.Answered).isEqualTo(server.getRequestCount() == 2);
    }
  }

  @Test
  void aGoawayInPlaceOfAnAnswerIsAnUnknownOutcome() throws IOException {
    server.setProtocols(H2);
    server.enqueue(response().onResponseStart(shutDown()).build());
    server.enqueue(made());
    server.start(InetAddress.getLoopbackAddress(), 0);
    HttpUrl base = HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
    // An answer may still come after a GOAWAY (RFC 9113, 6.8): so long it is waited for.
    Duration idle = Duration.ofSeconds(3);
    try (Lab lab = Lab.of(Lab.settings(base, idle).trusting(pem()))) {
      UploaderException e =
          catchThrowableOfType(
              UploaderException.class,
              () -> lab.transport().call(Lab.create(base, Lab.jsonBody())));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(server.getRequestCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void anHttp408Or421IsNotFollowedByASecondCreate(List<Protocol> protocols) throws IOException {
    server.setProtocols(protocols);
    for (int status : new int[] {408, 421}) {
      server.enqueue(response().code(status).build());
    }
    server.start(InetAddress.getLoopbackAddress(), 0);
    HttpUrl base = HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
    try (Lab lab = Lab.of(Lab.settings(base, PATIENT).trusting(pem()))) {
      for (int calls = 1; calls <= 2; calls++) {
        Attempt attempt = lab.transport().attempt(Lab.create(base, Lab.jsonBody()));
        assertThat(attempt).isInstanceOf(Attempt.Answered.class);
        assertThat(server.getRequestCount()).isEqualTo(calls);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void aFileGoesOverHttp11AndAnApiCallOverWhatIsOffered(List<Protocol> protocols)
      throws IOException, InterruptedException {
    server.setProtocols(protocols);
    server.enqueue(made());
    server.enqueue(made());
    server.start(InetAddress.getLoopbackAddress(), 0);
    HttpUrl base = HttpUrl.get("https://127.0.0.1:" + server.getPort() + "/");
    try (Lab lab = Lab.of(Lab.settings(base, PATIENT).trusting(pem()))) {
      lab.transport().call(Lab.create(base, Lab.jsonBody()));
      ApiRequest file =
          new ApiRequest(
              "send file",
              "POST",
              base,
              Headers.EMPTY,
              Lab.fileBody(Files.write(folder.resolve("h1.mp4"), new byte[100_000])),
              ApiRequest.Idempotency.CREATE,
              ApiRequest.Route.API_BYTES);
      lab.transport().call(file);
      assertThat(server.takeRequest().getVersion())
          .isEqualTo(protocols.equals(H2) ? "HTTP/2" : "HTTP/1.1");
      assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/1.1");
    }
  }

  static Stream<List<Protocol>> protocols() {
    return Stream.of(H1, H2);
  }

  private static Path pem() throws IOException {
    return CERTIFICATES.pem(folder);
  }

  private static MockResponse made() {
    return response().body("{\"data\":{\"id\":\"v\"}}").build();
  }

  private static MockResponse.Builder response() {
    return new MockResponse.Builder().body("{\"data\":{\"id\":\"v\",\"title\":\"long enough\"}}");
  }

  private static SocketEffect close() {
    return new SocketEffect.CloseSocket();
  }

  private static SocketEffect shutDown() {
    return SocketEffect.ShutdownConnection.INSTANCE;
  }

  private static SocketEffect reset(int code) {
    return new SocketEffect.CloseStream(code);
  }
}
