package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/1.1 over a bare socket: nothing is repeated, encoded or hidden on the way. One
 * connection a request.
 */
final class Wire {
  private static final int PATIENCE_MILLIS = 10_000;

  private Wire() {}

  /** What came back; status 0: the connection ended without a byte. */
  record Reply(int status, Map<String, String> headers, String body) {
    JsonObject json() {
      JsonObject object = Json.parseObject(body);
      if (object == null) {
        throw new AssertionError("not JSON: " + body);
      }
      return object;
    }

    JsonObject data() {
      JsonObject data = json().object("data");
      if (data == null) {
        throw new AssertionError("no data: " + body);
      }
      return data;
    }

    /** {@code error.code}. */
    @Nullable Long code() {
      JsonObject error = json().object("error");
      return error == null ? null : error.number("code");
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Sends a request with a text body; header values go out as UTF-8. */
  static Reply send(String method, URI uri, Map<String, String> headers, String body)
      throws IOException {
    return send(method, uri, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  static Reply send(String method, URI uri, Map<String, String> headers, byte[] body)
      throws IOException {
    try (Socket socket = open(uri)) {
      socket.getOutputStream().write(head(method, uri, headers, body.length));
      try {
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
      } catch (SocketException e) {
        // the server may end the connection before it has read all; its answer can still be there
      }
      return read(socket);
    }
  }

  /** A connection on which a test goes on by itself. */
  static Socket open(URI uri) throws IOException {
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  static byte[] head(String method, URI uri, Map<String, String> headers, long length) {
    StringBuilder head = new StringBuilder();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getAuthority()).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (length > 0 || !method.equals("GET")) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads until the server ends the connection. */
  static Reply read(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      int read = in.read(buffer);
      while (read >= 0) {
        all.write(buffer, 0, read);
        read = in.read(buffer);
      }
    } catch (SocketException e) {
      // reset: what came before counts
    }
    String text = all.toString(StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply(0, headers, text);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Reply(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
