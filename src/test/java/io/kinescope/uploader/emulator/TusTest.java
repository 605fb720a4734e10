package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TusTest {
  private static final byte[] FILE = "0123456789abcdefghij".getBytes(StandardCharsets.UTF_8);

  @Test
  void aFileInPiecesIsTheSameFile() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      assertThat(head(link.endpoint()).header("Upload-Offset")).isEqualTo("0");
      assertThat(head(link.endpoint()).header("Upload-Length")).isEqualTo("20");
      Wire.Reply first = patch(link.endpoint(), 0, Arrays.copyOf(FILE, 7));
      assertThat(first.status()).isEqualTo(204);
      assertThat(first.header("Upload-Offset")).isEqualTo("7");
      assertThat(first.header("Tus-Resumable")).isEqualTo("1.0.0");
      assertThat(account.only().status()).isEqualTo("uploading");
      assertThat(head(link.endpoint()).header("Upload-Offset")).isEqualTo("7");
      assertThat(patch(link.endpoint(), 7, Arrays.copyOfRange(FILE, 7, 20)).status())
          .isEqualTo(204);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
      assertThat(head(link.endpoint()).header("Upload-Offset")).isEqualTo("20");
    }
  }

  @Test
  void theBytesOfABrokenPatchAreKept() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      account.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.TUS_PATCH).nth(1).then(FaultAction.dropAfterBytes(9))));
      assertThat(patch(link.endpoint(), 0, FILE).status()).isZero();
      assertThat(head(link.endpoint()).header("Upload-Offset")).isEqualTo("9");
      assertThat(patch(link.endpoint(), 9, Arrays.copyOfRange(FILE, 9, 20)).status())
          .isEqualTo(204);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
    }
  }

  @Test
  void aPatchThatCompletedTheFileCountsThoughItsAnswerIsLost() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.TUS_PATCH).then(FaultAction.dropAfterBytes(20))));
      assertThat(patch(link.endpoint(), 0, FILE).status()).isZero();
      assertThat(head(link.endpoint()).header("Upload-Offset")).isEqualTo("20");
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
    }
  }

  @Test
  void aSecondPatchAtTheSameTimeIsLockedOut() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      try (Socket socket = Wire.open(link.endpoint())) {
        socket.getOutputStream().write(Wire.head("PATCH", link.endpoint(), tus("0"), FILE.length));
        socket.getOutputStream().write(FILE, 0, 10);
        socket.getOutputStream().flush();
        while (account.only().bytesReceived() < 1) {
          Thread.onSpinWait();
        }
        assertThat(patch(link.endpoint(), 10, FILE).status()).isEqualTo(423);
        assertThat(head(link.endpoint()).status()).isEqualTo(423);
        socket.getOutputStream().write(FILE, 10, 10);
        assertThat(Wire.read(socket).status()).isEqualTo(204);
      }
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
    }
  }

  @Test
  void theSpecificationsRefusals() throws Exception {
    try (Account account = new Account()) {
      URI endpoint = account.link("a", FILE.length).endpoint();
      assertThat(patch(endpoint, 3, FILE).status()).isEqualTo(409);
      assertThat(patch(endpoint, 0, new byte[21]).status()).isEqualTo(413);
      assertThat(send("PATCH", endpoint, Map.of("Content-Type", "video/mp4")).status())
          .isEqualTo(415);
      assertThat(send("PATCH", endpoint, Map.of("Upload-Offset", "-1")).status()).isEqualTo(400);
      Wire.Reply version = send("PATCH", endpoint, Map.of("Tus-Resumable", "0.2.2"));
      assertThat(version.status()).isEqualTo(412);
      assertThat(version.header("Tus-Version")).isEqualTo("1.0.0");
      assertThat(send("HEAD", URI.create(endpoint + "x"), Map.of()).status()).isEqualTo(404);
      assertThat(account.only().bytesReceived()).isZero();
    }
  }

  /** Without a size at init a PATCH has to tell it; until then the file has no end. */
  @Test
  void theSizeMayBeDeferredToAPatch() throws Exception {
    try (Account account = new Account()) {
      URI endpoint = URI.create(account.init(account.video("a")).data().text("endpoint") + "");
      assertThat(head(endpoint).header("Upload-Defer-Length")).isEqualTo("1");
      assertThat(head(endpoint).header("Upload-Length")).isEmpty();
      assertThat(patch(endpoint, 0, FILE).header("Upload-Offset")).isEqualTo("20");
      assertThat(account.only().md5()).isNull();
      assertThat(declare(endpoint, "no number").status()).isEqualTo(400);
      assertThat(declare(endpoint, "20").status()).isEqualTo(204);
      assertThat(head(endpoint).header("Upload-Length")).isEqualTo("20");
      assertThat(head(endpoint).header("Upload-Defer-Length")).isEmpty();
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
      assertThat(declare(endpoint, "20").status()).isEqualTo(400);
    }
  }

  private static Wire.Reply declare(URI endpoint, String size) throws IOException {
    Map<String, String> headers = new HashMap<>(tus("20"));
    headers.put("Upload-Length", size);
    return Wire.send("PATCH", endpoint, headers, new byte[0]);
  }

  @Test
  void optionsTellVersionAndExtensions() throws Exception {
    try (Account account = new Account()) {
      Wire.Reply options =
          Wire.send("OPTIONS", account.link("a", 20).endpoint(), Map.of(), new byte[0]);
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("Tus-Version")).isEqualTo("1.0.0");
      assertThat(options.header("Tus-Extension")).isEqualTo("creation-defer-length,expiration");
    }
  }

  @Test
  void aScriptCanTakeTheLinkAway() throws Exception {
    try (Account account = new Account()) {
      URI endpoint = account.link("a", FILE.length).endpoint();
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.TUS_HEAD).nth(2).then(FaultAction.linkGone(410))));
      assertThat(head(endpoint).status()).isEqualTo(200);
      assertThat(head(endpoint).status()).isEqualTo(410);
      assertThat(patch(endpoint, 0, FILE).status()).isEqualTo(410);
    }
  }

  private static Map<String, String> tus(String offset) {
    return Map.of(
        "Tus-Resumable",
        "1.0.0",
        "Upload-Offset",
        offset,
        "Content-Type",
        "application/offset+octet-stream");
  }

  private static Wire.Reply head(URI endpoint) throws IOException {
    return Wire.send("HEAD", endpoint, Map.of("Tus-Resumable", "1.0.0"), new byte[0]);
  }

  private static Wire.Reply patch(URI endpoint, long offset, byte[] chunk) throws IOException {
    return Wire.send("PATCH", endpoint, tus(Long.toString(offset)), chunk);
  }

  private static Wire.Reply send(String method, URI endpoint, Map<String, String> other)
      throws IOException {
    Map<String, String> headers = new HashMap<>(tus("0"));
    headers.putAll(other);
    return Wire.send(method, endpoint, headers, method.equals("HEAD") ? new byte[0] : FILE);
  }
}
