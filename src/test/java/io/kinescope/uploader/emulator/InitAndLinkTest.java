package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitAndLinkTest {
  private static final byte[] FILE = "moving pictures".getBytes(StandardCharsets.UTF_8);

  @Test
  void aLinkIsMadeBeforeAnyByteAndTakesTheFileOnce() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("Первая\nстрока", FILE.length);
      assertThat(account.only().status()).isEqualTo("pending");
      assertThat(account.only().id()).isEqualTo(link.videoId());
      assertThat(account.only().title()).isEqualTo("Первая\nстрока");
      assertThat(link.endpoint().getPort())
          .isNotEqualTo(account.sandbox.apiUrl().getPort())
          .isNotEqualTo(account.sandbox.uploaderUrl().getPort());

      assertThat(post(link.endpoint(), FILE).status()).isEqualTo(200);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
      assertThat(account.only().status()).isEqualTo("pre-processing");
      assertThat(post(link.endpoint(), FILE).status()).isEqualTo(410);
      assertThat(account.sandbox.state().tokenSeenAtEndpoint()).isFalse();
    }
  }

  /** {@code init_id} is not documented. */
  @Test
  void anIdThatIsAskedForIsIgnoredHonoredOrRefused() throws Exception {
    String id = "9F2DBB1E-88E4-5B67-BB0B-C481CA71F548";
    for (InitIdRule rule : InitIdRule.values()) {
      EmulatorSettings settings = EmulatorSettings.defaults().unlimited().initIds(rule);
      try (Account account = new Account(settings.keepDeletedIds())) {
        Map<String, Object> fields = new LinkedHashMap<>(account.video("a"));
        fields.put("init_id", id);
        Wire.Reply first = account.init(fields);
        if (rule == InitIdRule.REFUSED) {
          assertThat(first.status()).isEqualTo(400);
          assertThat(first.body()).contains("400400", "init_id");
          continue;
        }
        boolean honored = rule == InitIdRule.HONORED;
        assertThat(id.equalsIgnoreCase(first.data().text("id"))).isEqualTo(honored);
        assertThat(account.init(fields).status()).isEqualTo(honored ? 400 : 200);
        if (honored) {
          assertThat(account.init(fields).body()).contains("400201", "already exists");
          assertThat(account.api("DELETE", "/v1/videos/" + first.data().text("id"), "").status())
              .isEqualTo(200);
          assertThat(account.init(fields).status()).isEqualTo(400);
          fields.put("init_id", "no uuid");
          assertThat(account.init(fields).body()).contains("400301");
        }
      }
    }
  }

  @Test
  void aTokenAtTheLinkIsNoticed() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      Wire.send("POST", link.endpoint(), account.authorized(), FILE);
      assertThat(account.sandbox.state().tokenSeenAtEndpoint()).isTrue();
    }
  }

  @Test
  void statusGoesThroughProcessingToDoneAndThenTellsTheOriginal() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      post(link.endpoint(), FILE);
      assertThat(account.only().status()).isEqualTo("pre-processing");
      account.clock.advance(Account.PROCESSING.dividedBy(2));
      JsonObject processing = account.get("/v1/videos/" + link.videoId()).data();
      assertThat(processing.text("status")).isEqualTo("processing");
      assertThat(processing.objects("assets")).isEmpty();
      account.clock.advance(Account.PROCESSING);
      JsonObject done = account.get("/v1/videos/" + link.videoId()).data();
      assertThat(done.text("status")).isEqualTo("done");
      JsonObject original = done.objects("assets").get(0);
      assertThat(original.text("quality")).isEqualTo("original");
      assertThat(original.number("file_size")).isEqualTo(FILE.length);
      assertThat(original.text("md5")).isEqualTo(Wire.md5(FILE));
      assertThat(done.text("play_link")).matches("https://kinescope.io/[0-9A-Za-z]{22}");
      assertThat(done.text("embed_link")).startsWith("https://kinescope.io/embed/");
      assertThat(Objects.requireNonNull(done.object("poster")).text("lg"))
          .endsWith("/poster/lg.jpg");
    }
  }

  @Test
  void aBrokenPostLeavesTheLinkGood() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      try (Socket socket = Wire.open(link.endpoint())) {
        socket.getOutputStream().write(Wire.head("POST", link.endpoint(), Map.of(), FILE.length));
        socket.getOutputStream().write(FILE, 0, 5);
        socket.shutdownOutput();
        assertThat(Wire.read(socket).status()).isZero();
      }
      assertThat(account.only().bytesReceived()).isZero();
      assertThat(post(link.endpoint(), FILE).status()).isEqualTo(200);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(FILE));
    }
  }

  @Test
  void aLinkRefusesAnEmptyBodyAndAnotherSizeThanInitSaid() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", 3);
      assertThat(post(link.endpoint(), new byte[0]).code()).isEqualTo(1);
      assertThat(post(link.endpoint(), FILE).code()).isEqualTo(400400);
      assertThat(post(URI.create(link.endpoint() + "x"), FILE).status()).isEqualTo(404);
    }
  }

  @Test
  void aLinkEndsWithItsLifetimeAndWithItsVideo() throws Exception {
    try (Account account = new Account()) {
      Account.Link old = account.link("a", FILE.length);
      account.clock.advance(Duration.ofDays(2));
      assertThat(post(old.endpoint(), FILE).status()).isEqualTo(410);
      Account.Link deleted = account.link("b", FILE.length);
      account.api("DELETE", "/v1/videos/" + deleted.videoId(), "");
      assertThat(post(deleted.endpoint(), FILE).status()).isEqualTo(404);
    }
  }

  @Test
  void attachmentsAndReplacementsBelongToAVideo() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", FILE.length);
      post(link.endpoint(), FILE);
      byte[] other = "notes".getBytes(StandardCharsets.UTF_8);
      for (String type : new String[] {"attachment", "replace"}) {
        JsonObject made =
            account.init(Map.of("type", type, "video_id", link.videoId(), "filesize", 5)).data();
        assertThat(link.videoId().equals(made.text("id"))).isEqualTo(type.equals("replace"));
        assertThat(post(URI.create(made.text("endpoint") + ""), other).status()).isEqualTo(200);
      }
      assertThat(account.sandbox.state().attachments())
          .containsExactly(new EmulatorState.Attachment(link.videoId(), 5, Wire.md5(other)));
      assertThat(account.only().version()).isEqualTo(2);
      assertThat(account.only().md5()).isEqualTo(Wire.md5(other));
    }
  }

  static Stream<Arguments> wrongInits() {
    return Stream.of(
        Arguments.of("type", null, 422, 402402),
        Arguments.of("type", "film", 400, 400400),
        Arguments.of("parent_id", null, 422, 402402),
        Arguments.of("parent_id", "no-such-parent", 400, 400301),
        Arguments.of("parent_id", UUID.randomUUID().toString(), 404, 404404),
        Arguments.of("title", null, 422, 402402),
        Arguments.of("title", "  ", 422, 402402),
        Arguments.of("title", 5, 400, 400102),
        Arguments.of("title", "я".repeat(141), 422, 402402),
        Arguments.of("subtitle", "я".repeat(141), 422, 402402),
        Arguments.of("filesize", 0, 422, 402402),
        Arguments.of("filesize", "12", 400, 400102),
        Arguments.of("client_ip", "example.com", 422, 402402),
        Arguments.of("preview", "x", 400, 400102),
        Arguments.of("preview", Map.of("start", 0, "length", 5, "quality", "4k"), 422, 402402),
        Arguments.of("preview", Map.of("start", 0, "quality", "720p"), 422, 402402));
  }

  @ParameterizedTest
  @MethodSource("wrongInits")
  void aWrongInitMakesNothing(String field, @Nullable Object value, int status, long code)
      throws Exception {
    try (Account account = new Account()) {
      Map<String, Object> fields = new LinkedHashMap<>(account.video("a"));
      if (value == null) {
        fields.remove(field);
      } else {
        fields.put(field, value);
      }
      Wire.Reply reply = account.init(fields);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.code()).isEqualTo(code);
      assertThat(account.sandbox.state().videos()).isEmpty();
    }
  }

  @Test
  void everyFieldOfInitIsKept() throws Exception {
    try (Account account = new Account()) {
      Map<String, Object> fields = account.video("a");
      fields.put("subtitle", "s");
      fields.put("description", "d");
      fields.put("filename", "f.mp4");
      fields.put("client_ip", "2001:db8::1");
      fields.put("filesize", 6_000_000_000L);
      fields.put("preview", Map.of("start", 0, "length", 5, "quality", "720p"));
      assertThat(account.init(fields).status()).isEqualTo(200);
      EmulatorVideo video = account.only();
      assertThat(video.draft().subtitle()).isEqualTo("s");
      assertThat(video.description()).isEqualTo("d");
      assertThat(video.draft().filename()).isEqualTo("f.mp4");
      assertThat(video.draft().clientIp()).isEqualTo("2001:db8::1");
      assertThat(video.draft().declaredSize()).isEqualTo(6_000_000_000L);
      assertThat(video.draft().preview()).contains("720p");
    }
  }

  @Test
  void brokenJsonAndNoJsonHaveTheirCodes() throws Exception {
    try (Account account = new Account()) {
      URI init = URI.create(account.sandbox.uploaderUrl() + "/v2/init");
      assertThat(Wire.send("POST", init, account.authorized(), "{\"type\":").code())
          .isEqualTo(400101);
      assertThat(Wire.send("POST", init, account.authorized(), "").code()).isEqualTo(1);
      assertThat(account.init(Map.of("type", "attachment", "video_id", "nothing")).code())
          .isEqualTo(404404);
    }
  }

  private static Wire.Reply post(URI endpoint, byte[] body) throws IOException {
    return Wire.send("POST", endpoint, Map.of("Content-Type", "video/mp4"), body);
  }
}
