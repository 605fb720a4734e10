package io.kinescope.uploader.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A server at socket level on 127.0.0.1: a test decides, byte by byte, what each connection does.
 * Requests are kept as they came.
 */
final class WireServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket socket;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;

  /** What a connection does; it is closed when this returns. */
  @FunctionalInterface
  interface Script {
    void run(Connection connection) throws IOException;
  }

  WireServer(Script script) {
    try {
      this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.script = script;
    this.acceptor = daemon(this::accept);
    acceptor.start();
  }

  /** A server that reads each request whole and answers it with these bytes. */
  static WireServer answering(String answer) {
    return new WireServer(
        connection -> {
          while (connection.readRequest()) {
            connection.write(answer);
          }
        });
  }

  /** An answer with a JSON body. */
  static String json(String statusAndHeaders, String body) {
    return "HTTP/1.1 "
        + statusAndHeaders
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  HttpUrl url(String path) {
    return HttpUrl.get("http://127.0.0.1:" + port() + path);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The requests so far, each char one byte. */
  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        open.add(accepted);
        daemon(() -> serve(accepted)).start();
      } catch (IOException e) {
        return; // closed: the test is over
      }
    }
  }

  private void serve(Socket accepted) {
    try (accepted) {
      script.run(new Connection(accepted));
    } catch (IOException e) {
      // The client went away, as some tests want it to.
    } finally {
      open.remove(accepted);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wire-server");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket each : open) {
        each.close();
      }
      acceptor.join(TimeUnit.SECONDS.toMillis(5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One accepted connection. */
  final class Connection {
    private final InputStream in;
    private final OutputStream out;

    private String lastRequest = "";

    private Connection(Socket socket) throws IOException {
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /**
     * Reads one request with its whole body; one that breaks off is not kept.
     *
     * @return false if the client closed the connection before its end
     */
    boolean readRequest() throws IOException {
      String head = readHead();
      if (head == null) {
        return false;
      }
      byte[] body = in.readNBytes(contentLength(head));
      if (body.length < contentLength(head)) {
        return false;
      }
      lastRequest = head + new String(body, StandardCharsets.ISO_8859_1);
      requests.add(lastRequest);
      return true;
    }

    /** Reads a request's head and leaves the body. */
    String readHeadOnly() throws IOException {
      String head = readHead();
      if (head == null) {
        throw new EOFException();
      }
      requests.add(head);
      return head;
    }

    private @Nullable String readHead() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        head.write(next);
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int contentLength(String head) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          return Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      return 0;
    }

    /** The bytes that follow, as many as there are until this many came. */
    long skip(long bytes) throws IOException {
      long left = bytes;
      byte[] buffer = new byte[8192];
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      return bytes - left;
    }

    /** The last request that was read whole. */
    String lastRequest() {
      return lastRequest;
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    InputStream in() {
      return in;
    }

    OutputStream out() {
      return out;
    }

    /** Does nothing until the client closes its end. */
    void waitForTheEnd() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
