package io.kinescope.uploader.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A plain socket that keeps the very bytes that came; each byte is one char. */
final class RawServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket socket;
  private final String status;
  private final UnaryOperator<String> answers;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * @param answers the JSON for a request line
   */
  RawServer(UnaryOperator<String> answers) {
    this("200 OK", answers);
  }

  /** One that sends every request elsewhere. */
  static RawServer redirecting(int status, String to) {
    return new RawServer(status + " Go\r\nLocation: " + to, line -> "{}");
  }

  private RawServer(String status, UnaryOperator<String> answers) {
    this.status = status;
    try {
      this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.answers = answers;
    Thread thread = new Thread(this::accept, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** The requests whose line begins so. */
  List<String> requests(String start) {
    return requests.stream().filter(request -> request.startsWith(start)).toList();
  }

  /** One request for each connection: the answer closes it. */
  private void accept() {
    while (!socket.isClosed()) {
      try (Socket accepted = socket.accept()) {
        String request = read(new BufferedInputStream(accepted.getInputStream()));
        requests.add(request);
        byte[] body =
            answers
                .apply(request.substring(0, request.indexOf('\r')))
                .getBytes(StandardCharsets.UTF_8);
        String head =
            "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                .formatted(status, body.length);
        accepted.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        accepted.getOutputStream().write(body);
      } catch (IOException e) {
        // Closed, or the client went away: the loop looks.
      }
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client closed");
      }
      bytes.write(next);
      head = bytes.toString(StandardCharsets.ISO_8859_1);
    }
    int length = 0;
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    bytes.write(in.readNBytes(length));
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
