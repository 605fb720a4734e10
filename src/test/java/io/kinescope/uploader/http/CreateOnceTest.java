package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a plain socket: whatever the server does, a create arrives as often as we meant it to. */
@Timeout(60)
class CreateOnceTest {
  private static final String MADE = WireServer.json("200 OK", "{\"data\":{\"id\":\"v\"}}");

  @TempDir static Path folder;

  static Stream<Arguments> bodies() throws IOException {
    Path file = Files.write(folder.resolve("video.mp4"), new byte[300_000]);
    return Stream.of(
        Arguments.of("JSON", Lab.jsonBody()),
        Arguments.of("empty", Lab.emptyBody()),
        Arguments.of("file", Lab.fileBody(file)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aServerThatReadsTheRequestAndClosesGetsItOnce(String name, ApiRequest.BodyMaker body) {
    try (WireServer server = new WireServer(WireServer.Connection::readRequest);
        Lab lab = Lab.of(server.url("/"))) {
      UploaderException e = failure(lab, Lab.create(server.url("/v2/video"), body));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(e).hasMessageContaining("without an answer");
      assertThat(server.requests()).hasSize(1);
      assertThat(lab.waits()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void alsoOnAConnectionThatWasUsedBefore(String name, ApiRequest.BodyMaker body) {
    try (WireServer server = new WireServer(answersOnceThenCloses(MADE));
        Lab lab = Lab.of(server.url("/"))) {
      lab.transport().call(ApiRequest.get("list", server.url("/first")));
      UploaderException e = failure(lab, Lab.create(server.url("/v2/video"), body));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(server.requests()).hasSize(2);
    }
  }

  /** Takes a second request on the same connection, and closes it instead of an answer. */
  private static WireServer.Script answersOnceThenCloses(String answer) {
    return connection -> {
      connection.readRequest();
      connection.write(answer);
      connection.readRequest();
    };
  }

  /** It closes after each answer without saying so (RFC 9112, 9.3). */
  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aServerThatSpeaksHttp10GetsEachCreateOnANewConnection(
      String name, ApiRequest.BodyMaker body) {
    String old = MADE.replace("HTTP/1.1", "HTTP/1.0");
    try (WireServer server = new WireServer(answersOnceThenCloses(old));
        Lab lab = Lab.of(server.url("/"))) {
      lab.transport().call(ApiRequest.get("list", server.url("/first")));
      for (int i = 0; i < 3; i++) {
        ApiResponse answer = lab.transport().call(Lab.create(server.url("/v2/video"), body));
        assertThat(answer.status()).isEqualTo(200);
      }
      assertThat(server.requests()).hasSize(4);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aPooledConnectionThatTheServerHasClosedNeverDoublesACreate(
      String name, ApiRequest.BodyMaker body) {
    WireServer.Script oneAnswerAConnection =
        connection -> {
          connection.readRequest();
          connection.write(MADE);
        };
    try (WireServer server = new WireServer(oneAnswerAConnection);
        Lab lab = Lab.of(server.url("/"))) {
      for (int i = 0; i < 20; i++) {
        ApiRequest create = Lab.create(server.url("/create/" + i + "/"), body);
        Attempt attempt = lab.transport().attempt(create);
        String path = "POST /create/" + i + "/ ";
        long arrived = server.requests().stream().filter(r -> r.startsWith(path)).count();
        // Whether the close was seen before the request went out is a race; two arrivals never are.
        assertThat(arrived).isLessThanOrEqualTo(1);
        assertThat(attempt instanceof Attempt.Answered).isEqualTo(arrived == 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 404, 405, 407, 408, 413, 421, 422, 425, 500, 502, 504})
  void theseAnswersAreNotFollowedByASecondCreate(int status) {
    String answer = WireServer.json(status + " Whatever\r\nRetry-After: 0", "{}");
    try (WireServer server = WireServer.answering(answer);
        Lab lab = Lab.of(server.url("/"))) {
      assertThatThrownBy(
              () -> lab.transport().call(Lab.create(server.url("/v2/init"), Lab.jsonBody())))
          .isInstanceOf(Exception.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "99999999999999999999999", "soon", "-1"})
  void a503IsRepeatedByUsAloneWhateverRetryAfterSays(String retryAfter) {
    String busy = WireServer.json("503 Busy\r\nRetry-After: " + retryAfter, "{}");
    try (WireServer server = WireServer.answering(busy);
        Lab lab = Lab.of(server.url("/"))) {
      UploaderException e = failure(lab, Lab.create(server.url("/v2/init"), Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(server.requests()).hasSize(1 + Lab.POLICY.retries());
      assertThat(lab.waits()).hasSize(Lab.POLICY.retries());
      assertThat(lab.waits()).allMatch(wait -> wait.compareTo(Duration.ofSeconds(30)) <= 0);
    }
  }

  @Test
  void aCreateThatWas429AndThenDoneIsDoneOnce() {
    AtomicInteger calls = new AtomicInteger();
    WireServer.Script script =
        connection -> {
          while (connection.readRequest()) {
            connection.write(
                calls.incrementAndGet() == 1
                    ? WireServer.json("429 Slow down\r\nRetry-After: 7", "{}")
                    : MADE);
          }
        };
    try (WireServer server = new WireServer(script);
        Lab lab = Lab.of(server.url("/"))) {
      ApiResponse answer = lab.transport().call(Lab.create(server.url("/v2/init"), Lab.jsonBody()));
      assertThat(answer.successful()).isTrue();
      assertThat(server.requests()).hasSize(2);
      assertThat(lab.waits()).containsExactly(Duration.ofSeconds(7));
    }
  }

  @Test
  void a429FromAnUploadHostIsWaitedOutToo() {
    String busy = WireServer.json("429 Slow down\r\nRetry-After: 7", "{}");
    try (WireServer server = WireServer.answering(busy);
        Lab lab = Lab.of(server.url("/"))) {
      ApiRequest send =
          new ApiRequest(
              "send file",
              "POST",
              server.url("/v2/upload/x"),
              Headers.EMPTY,
              Lab.emptyBody(),
              ApiRequest.Idempotency.SAFE,
              ApiRequest.Route.LINK);
      assertThat(failure(lab, send).kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(lab.waits()).hasSize(3).containsOnly(Duration.ofSeconds(7));
    }
  }

  @Test
  void aRefusedConnectionIsTriedAgain() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    HttpUrl url = HttpUrl.get("http://127.0.0.1:" + port + "/v2/init");
    try (Lab lab = Lab.of(url)) {
      UploaderException e = failure(lab, Lab.create(url, Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
      assertThat(e).hasMessageContaining("could not connect").hasMessageContaining("127.0.0.1");
      assertThat(lab.waits()).hasSize(Lab.POLICY.retries());
    }
  }

  @Test
  void anAnswerThatComesWhileTheBodyIsStillGoingOutIsHeard() throws IOException {
    Path big = Files.write(folder.resolve("big.mp4"), new byte[32 << 20]);
    WireServer.Script refuseEarly =
        connection -> {
          connection.readHeadOnly();
          connection.write(
              WireServer.json(
                  "413 Too large\r\nConnection: close",
                  "{\"error\":{\"code\":1,\"message\":\"file is too large\"}}"));
          connection.skip(32 << 20);
        };
    try (WireServer server = new WireServer(refuseEarly);
        Lab lab = Lab.of(server.url("/"))) {
      UploaderException e = failure(lab, Lab.create(server.url("/v2/video"), Lab.fileBody(big)));
      assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED);
      assertThat(e).hasMessageContaining("file is too large");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aServerThatAnswersEarlyAndHangsUpGetsTheRequestOnce() throws IOException {
    Path big = Files.write(folder.resolve("big2.mp4"), new byte[32 << 20]);
    WireServer.Script hangUp =
        connection -> {
          connection.readHeadOnly();
          connection.write(
              WireServer.json("503 Busy\r\nRetry-After: 0\r\nConnection: close", "{}"));
        };
    try (WireServer server = new WireServer(hangUp);
        Lab lab = Lab.of(server.url("/"))) {
      Attempt attempt =
          lab.transport().attempt(Lab.create(server.url("/v2/video"), Lab.fileBody(big)));
      // The reset may eat the answer; either way there was one request, and it counts as sent.
      assertThat(server.requests()).hasSize(1);
      if (attempt instanceof Attempt.Broken broken) {
        assertThat(broken.sent()).isTrue();
      }
    }
  }

  @Test
  void anAnswerThatBreaksOffInTheMiddleIsAnUnknownOutcome() {
    List<String> answers =
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":",
            "HTTP/1.1 200 OK\r\nConn",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"data\":\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
            "SMTP ready\r\n\r\n");
    for (String answer : answers) {
      WireServer.Script script =
          connection -> {
            connection.readRequest();
            connection.write(answer);
          };
      try (WireServer server = new WireServer(script);
          Lab lab = Lab.of(server.url("/"))) {
        UploaderException e = failure(lab, Lab.create(server.url("/v2/init"), Lab.jsonBody()));
        assertThat(e.kind()).as(answer).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
        assertThat(server.requests()).as(answer).hasSize(1);
      }
    }
  }

  /** OkHttp repeats a body that allows it on 408 by itself, and on a connection that broke. */
  @Test
  void aBodyThatOkHttpCouldRepeatIsSentOnceAllTheSame() {
    RequestBody repeatable = RequestBody.create(new byte[1], null);
    WireServer.Script timesOutAndCloses =
        connection -> {
          connection.readRequest();
          connection.write(WireServer.json("408 Request Timeout\r\nConnection: close", "{}"));
        };
    try (WireServer server = new WireServer(timesOutAndCloses);
        Lab lab = Lab.of(server.url("/"))) {
      ApiRequest create = Lab.create(server.url("/v2/init"), trace -> repeatable);
      assertThat(failure(lab, create).kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aStoppedTransportSendsNothing() {
    try (WireServer server = WireServer.answering(MADE);
        Lab lab = Lab.of(server.url("/"))) {
      lab.transport().stop();
      UploaderException e = failure(lab, Lab.create(server.url("/v2/init"), Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aCreateThatIsStoppedWhileItWaitsForItsAnswerIsAnUnknownOutcome() {
    AtomicInteger seen = new AtomicInteger();
    Runnable[] stop = new Runnable[1];
    WireServer.Script script =
        connection -> {
          connection.readRequest();
          seen.incrementAndGet();
          stop[0].run();
          connection.waitForTheEnd();
        };
    try (WireServer server = new WireServer(script);
        Lab lab = Lab.of(server.url("/"))) {
      stop[0] = lab.transport()::stop;
      UploaderException e = failure(lab, Lab.create(server.url("/v2/init"), Lab.jsonBody()));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(seen).hasValue(1);
    }
  }

  private static UploaderException failure(Lab lab, ApiRequest exchange) {
    return catchThrowableOfType(UploaderException.class, () -> lab.transport().call(exchange));
  }
}
