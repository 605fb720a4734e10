package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeaderBytesTest {
  @Test
  void aTitleArrivesAsItsOwnUtf8Bytes() {
    String title = "Лекция №1: «Введение», часть 2 😀";
    try (WireServer server = WireServer.answering(WireServer.json("200 OK", "{}"));
        Lab lab = Lab.of(server.url("/"))) {
      ApiRequest exchange =
          new ApiRequest(
              "make video",
              "POST",
              server.url("/v2/video"),
              new Headers.Builder().addUnsafeNonAscii("X-Video-Title", title).build(),
              Lab.emptyBody(),
              ApiRequest.Idempotency.CREATE,
              ApiRequest.Route.API);
      lab.transport().call(exchange);
      byte[] raw = server.requests().get(0).getBytes(StandardCharsets.ISO_8859_1);
      byte[] line = ("\r\nX-Video-Title: " + title + "\r\n").getBytes(StandardCharsets.UTF_8);
      // Latin-1 maps each byte to one char: the comparison below is one of bytes.
      assertThat(new String(raw, StandardCharsets.ISO_8859_1))
          .contains(new String(line, StandardCharsets.ISO_8859_1))
          .contains("\r\nContent-Length: 0\r\n")
          .contains("\r\nUser-Agent: kinescope-test\r\n");
    }
  }
}
