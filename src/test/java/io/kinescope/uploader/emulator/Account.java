package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** An emulator with its clock, and the requests that tests make most, with the token. */
final class Account implements AutoCloseable {
  static final Duration PROCESSING = Duration.ofSeconds(8);

  final TestClock clock = new TestClock();
  final Emulator sandbox;

  /** Without limits, on a clock that stands still. */
  Account() {
    this(EmulatorSettings.defaults().unlimited());
  }

  Account(EmulatorSettings settings) {
    sandbox = Emulator.start(settings.clock(clock).processingTime(PROCESSING));
  }

  Map<String, String> authorized() {
    return Map.of("Authorization", "Bearer " + sandbox.token());
  }

  Wire.Reply api(String method, String path, String body) throws IOException {
    return Wire.send(method, URI.create(sandbox.apiUrl() + path), authorized(), body);
  }

  Wire.Reply get(String path) throws IOException {
    return api("GET", path, "");
  }

  Wire.Reply init(Map<String, ?> fields) throws IOException {
    return Wire.send(
        "POST", URI.create(sandbox.uploaderUrl() + "/v2/init"), authorized(), Json.write(fields));
  }

  /** Fields of a video's init that the service accepts. */
  Map<String, Object> video(String title) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", "video");
    fields.put("parent_id", sandbox.defaultParentId());
    fields.put("title", title);
    return fields;
  }

  /** A new link for a file of this size. */
  Link link(String title, long size) throws IOException {
    Map<String, Object> fields = video(title);
    fields.put("filesize", size);
    JsonObject data = init(fields).data();
    return new Link(
        Objects.requireNonNull(data.text("id")),
        URI.create(Objects.requireNonNull(data.text("endpoint"))));
  }

  record Link(String videoId, URI endpoint) {}

  /** A single request with these headers beside the required ones. */
  Wire.Reply single(Map<String, String> headers, byte[] body) throws IOException {
    Map<String, String> all = new HashMap<>(authorized());
    all.put("X-Parent-ID", sandbox.defaultParentId());
    all.put("X-Video-Title", "Title");
    all.putAll(headers);
    all.values().removeIf(String::isEmpty);
    return Wire.send("POST", URI.create(sandbox.uploaderUrl() + "/v2/video"), all, body);
  }

  Wire.Reply url(String url) throws IOException {
    return single(Map.of("X-Video-URL", url), new byte[0]);
  }

  EmulatorVideo only() {
    EmulatorState state = sandbox.state();
    if (state.videos().size() != 1) {
      throw new AssertionError("not one video but " + state.videos());
    }
    return state.videos().get(0);
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
