package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers of any size from a real socket. */
@Timeout(60)
class AnswerBoundsTest {
  @Test
  void anErrorOf5MiBGivesAShortErrorWithTheRequestIdAndNoVerdict() {
    String huge = "{\"error\":{\"message\":\"" + "y".repeat(5 << 20) + "\"}}";
    UploaderException e = failureOf(WireServer.json("400 Bad\r\nX-Request-ID: r-9", huge));
    assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(e.getMessage()).hasSizeLessThan(600);
    assertThat(e.requestId()).isEqualTo("r-9");
  }

  @Test
  void anErrorWhoseBodyBreaksOffIsNoVerdict() {
    UploaderException e =
        failureOf(
            "HTTP/1.1 402 Pay\r\nX-Request-ID: r-9\r\nConnection: close\r\n"
                + "Content-Length: 0999\r\n\r\n{\"error\":");
    assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(e).hasMessageContaining("HTTP 402");
    assertThat(e.requestId()).isEqualTo("r-9");
  }

  @Test
  void aSuccessBeyondAllReasonIsNotKept() {
    String huge = "{\"data\":\"" + "z".repeat(17 << 20) + "\"}";
    UploaderException e = failureOf(WireServer.json("200 OK", huge));
    assertThat(e).hasMessageContaining("too large");
    assertThat(e.getMessage()).hasSizeLessThan(600);
  }

  private static UploaderException failureOf(String answer) {
    WireServer.Script script =
        connection -> {
          connection.readRequest();
          connection.write(answer);
        };
    try (WireServer server = new WireServer(script);
        Lab lab = Lab.of(server.url("/"))) {
      return catchThrowableOfType(
          UploaderException.class,
          () -> lab.transport().call(ApiRequest.get("list", server.url("/v1/projects"))));
    }
  }
}
