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

  final Operation.Host host;
  private final HttpExchange exchange;
  final Operation operation;
  final String method;
  final String path;
  final BodyStream body;

  /** The length of the body, or -1 when only its end will tell. */
  final long contentLength;

  Call(Operation.Host host, HttpExchange exchange) {
    this.host = host;
    this.exchange = exchange;
    String override = exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override"); // Tus has it
    method = (override == null ? exchange.getRequestMethod() : override).toUpperCase(Locale.ROOT);
    path = exchange.getRequestURI().getPath();
    operation = Operation.of(host, method, path, has("X-Video-URL"));
    contentLength = lengthOf(exchange);
    body = new BodyStream(exchange.getRequestBody(), contentLength);
  }

  /** The path's end: an id. */
  String lastSegment() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The first value of a query parameter, or null. */
  @Nullable String query(String name) {
    List<String> values = queryParameters().get(name);
    return values == null ? null : values.get(0);
  }

  /** All values of a list parameter: {@code name[]=a&name[]=b}, or {@code name=a}. */
  List<String> queryList(String name) {
    Map<String, List<String>> query = queryParameters();
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
    String text = utf8(new String(bytes, StandardCharsets.ISO_8859_1));
    JsonObject object = text == null ? null : Json.parseObject(text);
    if (object == null) {
      throw Errors.jsonSyntax();
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
    body.discard(DRAIN);
    exchange.close();
  }

  private Map<String, List<String>> queryParameters() {
    String raw = exchange.getRequestURI().getRawQuery();
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (raw == null) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      String[] both = pair.split("=", 2);
      String value = both.length < 2 ? "" : decoded(both[1]);
      query.computeIfAbsent(decoded(both[0]), n -> new ArrayList<>()).add(value);
    }
    return query;
  }

  private static String decoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Errors.unexpectedValue("query");
    }
  }

  /**
   * The text of a header. The JDK's server hands over every byte as the character of the same
   * number; the service reads the bytes as UTF-8.
   *
   * @return null if they are not UTF-8
   */
  static @Nullable String utf8(String bytesAsChars) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null;
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
