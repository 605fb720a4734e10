package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpExchange;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request with its way back. */
final class Call {
  /** The documented limit of API request bodies. */
  private static final int MAX_JSON = 10 * 1024 * 1024;

  /** So much of an unread body is taken after the answer, so that a client can still read it. */
  private static final int DRAIN = 8 * 1024 * 1024;

  private final HttpExchange exchange;
  final Operation operation;
  final String method;
  final String path;
  final BodyStream body;
  final long contentLength; // -1 when only the body's end will tell

  Call(Operation.Host host, HttpExchange exchange) {
    this.exchange = exchange;
    String override = rawHeader("X-HTTP-Method-Override"); // Tus has it
    method = (override == null ? exchange.getRequestMethod() : override).toUpperCase(Locale.ROOT);
    path = exchange.getRequestURI().getPath();
    operation = Operation.of(host, method, path, rawHeader("X-Video-URL") != null);
    String length = rawHeader("Content-Length"); // the server has checked it
    contentLength =
        rawHeader("Transfer-Encoding") != null
            ? -1
            : length == null ? 0 : Long.parseLong(length.strip());
    body = new BodyStream(exchange.getRequestBody(), contentLength);
  }

  String lastSegment() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The first value of a query parameter; null if there is none, or an empty one. */
  @Nullable String query(String name) {
    return queryList(name).stream().filter(value -> !value.isBlank()).findFirst().orElse(null);
  }

  /** All values of a list parameter: {@code name[]=a&name[]=b}, or {@code name=a}. */
  List<String> queryList(String name) {
    String raw = exchange.getRequestURI().getRawQuery();
    List<String> values = new ArrayList<>();
    for (String pair : (raw == null ? "" : raw).split("&", -1)) {
      String[] both = pair.split("=", 2);
      String key = decoded(both[0]);
      if (key.equals(name) || key.equals(name + "[]")) {
        values.add(both.length < 2 ? "" : decoded(both[1]));
      }
    }
    return values;
  }

  /** A header as it came, every byte a character; null if there is none. */
  @Nullable String rawHeader(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  JsonObject json() throws IOException {
    byte[] bytes = body.readNBytes(MAX_JSON + 1);
    if (bytes.length > MAX_JSON) {
      throw tooLarge();
    }
    if (bytes.length == 0) {
      throw noBody();
    }
    String text = utf8(new String(bytes, StandardCharsets.ISO_8859_1));
    JsonObject object = text == null ? null : Json.parseObject(text);
    if (object == null) {
      throw Problem.JSON_SYNTAX.with(null);
    }
    return object;
  }

  void send(Reply reply) throws IOException {
    send(reply, Integer.MAX_VALUE);
  }

  /** Sends the answer, and ends the connection after so many bytes of its body. */
  void send(Reply reply, int dropAt) throws IOException {
    exchange.getResponseHeaders().set("X-Request-ID", UUID.randomUUID().toString());
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes, 0, Math.min(bytes.length, dropAt));
    out.flush();
    if (dropAt < bytes.length) {
      throw new BodyStream.Dropped();
    }
    body.readNBytes(DRAIN);
    exchange.close();
  }

  static Reply.Refusal noBody() {
    return Problem.NO_BODY.with("the request has no body");
  }

  static Reply.Refusal tooLarge() {
    return Problem.UNEXPECTED_VALUE.with(413, "the request body is too large");
  }

  private static String decoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.UNEXPECTED_VALUE.with("query");
    }
  }

  /**
   * The text of a header, or null if it is not UTF-8, which the service reads; the JDK's server
   * hands over every byte as the character of the same number.
   */
  static @Nullable String utf8(String bytesAsChars) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
