package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpExchange;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request with its way back. */
final class Call {
  /** The documented limit of API request bodies. */
  private static final int MAX_JSON = 10 * 1024 * 1024;

  /** So much of an unread body is taken after the answer, so that a client can still read it. */
  private static final long DRAIN = 8L * 1024 * 1024;

  private final HttpExchange exchange;
  private final String method;
  private final String path;
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final BodyStream body;
  private final long contentLength;

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    String override = exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override"); // Tus has it
    method = (override == null ? exchange.getRequestMethod() : override).toUpperCase(Locale.ROOT);
    path = exchange.getRequestURI().getPath();
    contentLength = lengthOf(exchange);
    body = new BodyStream(exchange.getRequestBody(), contentLength);
    parseQuery(exchange.getRequestURI().getRawQuery());
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  /** The path's segments: {@code /v1/videos/x} has three. */
  List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }

  /** The first value of a query parameter, or null. */
  @Nullable String query(String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.get(0);
  }

  /** All values of a list parameter: {@code name[]=a&name[]=b}, or {@code name=a}. */
  List<String> queryList(String name) {
    List<String> all = new ArrayList<>(query.getOrDefault(name + "[]", List.of()));
    all.addAll(query.getOrDefault(name, List.of()));
    return all;
  }

  boolean has(String header) {
    return exchange.getRequestHeaders().containsKey(header);
  }

  /** A header as it came, every byte a character; null if there is none. */
  @Nullable String rawHeader(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /** The body's length, or -1 when only its end will tell. */
  long contentLength() {
    return contentLength;
  }

  BodyStream body() {
    return body;
  }

  /** The body as one JSON object. */
  JsonObject json() throws IOException {
    if (contentLength > MAX_JSON) {
      throw Errors.bodyTooLarge();
    }
    byte[] bytes = body.readNBytes(MAX_JSON + 1);
    if (bytes.length > MAX_JSON) {
      throw Errors.bodyTooLarge();
    }
    if (bytes.length == 0) {
      throw Errors.noBody();
    }
    String text = RawText.utf8(new String(bytes, StandardCharsets.ISO_8859_1));
    JsonObject object = text == null ? null : Json.parseObject(text);
    if (object == null) {
      throw Errors.jsonSyntax();
    }
    return object;
  }

  void send(Answer answer) throws IOException {
    send(answer, Integer.MAX_VALUE);
  }

  /** Sends the answer, and ends the connection after so many bytes of its body. */
  void send(Answer answer, int dropAt) throws IOException {
    exchange.getResponseHeaders().set("X-Request-ID", UUID.randomUUID().toString());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes, 0, Math.min(bytes.length, dropAt));
    out.flush();
    if (dropAt < bytes.length) {
      throw new Dropped();
    }
    body.discard(DRAIN);
    exchange.close();
  }

  private void parseQuery(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = RawText.ofQuery(equals < 0 ? pair : pair.substring(0, equals));
      String value = RawText.ofQuery(equals < 0 ? "" : pair.substring(equals + 1));
      if (name != null && value != null) {
        query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
  }

  private static long lengthOf(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
      return -1;
    }
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return length == null ? 0 : Long.parseLong(length.strip()); // the server has checked it
  }
}
