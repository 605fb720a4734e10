package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingleRequestTest {
  private static final String TITLE = "Лекция №1: «Введение», часть 2 😀";
  private static final byte[] FILE = "moving pictures".getBytes(StandardCharsets.UTF_8);

  @Test
  void utf8BytesOfATitleArriveAsTheyWereSent() throws Exception {
    try (Account account = new Account()) {
      Wire.Reply reply =
          account.single(Map.of("X-Video-Title", TITLE, "X-Video-Description", "Ё"), FILE);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.data().text("title")).isEqualTo(TITLE);
      assertThat(reply.data().text("description")).isEqualTo("Ё");
      assertThat(account.only().title()).isEqualTo(TITLE);
      assertThat(account.get("/v1/videos/" + account.only().id()).data().text("title"))
          .isEqualTo(TITLE);
    }
  }

  @Test
  void aLatin1TitleIsRefused() throws Exception {
    try (Account account = new Account()) {
      URI uri = URI.create(account.sandbox.uploaderUrl() + "/v2/video");
      String request =
          "POST /v2/video HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n"
              + "Authorization: Bearer "
              + account.sandbox.token()
              + "\r\nX-Parent-ID: "
              + account.sandbox.defaultParentId()
              + "\r\nX-Video-Title: caf\u00e9\r\n\r\nx";
      try (Socket socket = Wire.open(uri)) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Wire.read(socket).code()).isEqualTo(402402);
      }
      assertThat(account.sandbox.state().videos()).isEmpty();
    }
  }

  @Test
  void theFileIsCountedAndHashedAndItsHeadersKept() throws Exception {
    try (Account account = new Account()) {
      account.single(
          Map.of(
              "X-File-Name", "фильм.mp4",
              "Content-Type", "video/mp4",
              "X-Video-Trim", "{\"start\":1,\"length\":2}"),
          FILE);
      EmulatorVideo video = account.only();
      assertThat(video.bytesReceived()).isEqualTo(FILE.length);
      assertThat(video.md5()).isEqualTo(Wire.md5(FILE));
      assertThat(video.draft().filename()).isEqualTo("фильм.mp4");
      assertThat(video.contentType()).isEqualTo("video/mp4");
      assertThat(video.draft().trim()).isEqualTo("{\"start\":1,\"length\":2}");
    }
  }

  @Test
  void aBodyWithoutLengthIsTakenToo() throws Exception {
    try (Account account = new Account()) {
      URI uri = URI.create(account.sandbox.uploaderUrl() + "/v2/video");
      Map<String, String> headers = new HashMap<>(account.authorized());
      headers.put("X-Parent-ID", account.sandbox.defaultParentId());
      headers.put("X-Video-Title", "chunks");
      headers.put("Transfer-Encoding", "chunked");
      try (Socket socket = Wire.open(uri)) {
        String head =
            new String(Wire.head("POST", uri, headers, 0), StandardCharsets.UTF_8)
                .replace("Content-Length: 0\r\n", "");
        socket
            .getOutputStream()
            .write((head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(Wire.read(socket).status()).isEqualTo(200);
      }
      assertThat(account.only().md5())
          .isEqualTo(Wire.md5("abcde".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void anInterruptedRequestLeavesAJunkVideo() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.SINGLE).then(FaultAction.dropAfterBytes(5))));
      assertThat(account.single(Map.of(), FILE).status()).isZero();
      assertThat(account.only().status()).isEqualTo("suspended");
      assertThat(account.only().bytesReceived()).isLessThanOrEqualTo(5);
      assertThat(account.get("/v1/videos/" + account.only().id()).data().number("duration"))
          .isZero();
    }
  }

  @Test
  void replacingKeepsTheVideo() throws Exception {
    try (Account account = new Account()) {
      account.single(Map.of(), FILE);
      String id = account.only().id();
      byte[] other = "another cut".getBytes(StandardCharsets.UTF_8);
      assertThat(
              account
                  .single(Map.of("X-Replace-Video-ID", id, "X-Video-Title", "New"), other)
                  .data()
                  .text("id"))
          .isEqualTo(id);
      assertThat(account.only().version()).isEqualTo(2);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(other));
      assertThat(account.only().title()).isEqualTo("New");
      assertThat(account.single(Map.of("X-Replace-Video-ID", "nothing"), FILE).code())
          .isEqualTo(404404);
    }
  }

  @Test
  void anEmptyBodyIsAnIoError() throws Exception {
    try (Account account = new Account()) {
      Wire.Reply reply = account.single(Map.of(), new byte[0]);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.code()).isEqualTo(1);
      assertThat(account.sandbox.state().videos()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Parent-ID   | ''                              | 422 | 402402",
        "X-Parent-ID   | 11111111-1111-1111-1111-111111111111 | 404 | 404404",
        "X-Video-Title | ''                              | 422 | 402402",
        "X-Video-Trim  | {\"start\":-1}                  | 422 | 402402",
        "X-Video-Trim  | {\"start\":1,\"length\":0}      | 422 | 402402",
        "X-Video-Trim  | 1,2                             | 422 | 402402",
        "X-Video-URL   | ftp://example.com/a.mp4         | 422 | 402402",
        "X-Video-URL   | /a.mp4                          | 422 | 402402",
      })
  void aWrongHeaderIsRefused(String header, String value, int status, long code) throws Exception {
    try (Account account = new Account()) {
      Wire.Reply reply = account.single(Map.of(header, value), FILE);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.code()).isEqualTo(code);
      assertThat(account.sandbox.state().videos()).isEmpty();
    }
  }

  @Test
  void aTitleMayHave140CharactersAndNoMore() throws Exception {
    try (Account account = new Account()) {
      assertThat(account.single(Map.of("X-Video-Title", "😀".repeat(140)), FILE).status())
          .isEqualTo(200);
      Wire.Reply reply = account.single(Map.of("X-Video-Title", "😀".repeat(141)), FILE);
      assertThat(reply.code()).isEqualTo(402402);
      assertThat(reply.body()).contains("invalid_params").contains("X-Video-Title");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a.mp4",
        "http://example.com:8080/a.mp4?x=1",
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "https://пример.рф/видео.mp4",
      })
  void aUrlIsTakenAndProcessed(String url) throws Exception {
    try (Account account = new Account()) {
      assertThat(account.url(url).data().text("status")).isEqualTo("pending");
      assertThat(account.only().draft().sourceUrl()).isEqualTo(url);
      account.clock.advance(Account.PROCESSING);
      assertThat(account.only().status()).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.com/dead/a.mp4", "https://nowhere.invalid/a.mp4"})
  void aDeadUrlShowsAsTheVideosStatus(String url) throws Exception {
    try (Account account = new Account()) {
      assertThat(account.url(url).status()).isEqualTo(200);
      account.clock.advance(Account.PROCESSING);
      Wire.Reply reply = account.get("/v1/videos/" + account.only().id());
      assertThat(reply.data().text("status")).isEqualTo("error");
      assertThat(reply.body()).contains("610100");
    }
  }
}
