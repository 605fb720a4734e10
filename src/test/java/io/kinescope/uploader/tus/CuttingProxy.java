package io.kinescope.uploader.tus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A line that breaks as scripted: passes TCP on to a server, cuts the connection at a given byte of
 * a given request or of its answer, and writes down what it saw of both sides. It knows so much of
 * HTTP/1.1 as to tell heads from bodies; requests come one after another, never pipelined.
 */
public final class CuttingProxy implements AutoCloseable {
  /** Where a connection is cut. */
  public enum Where {
    /** After so many bytes of the request's head. */
    REQUEST_HEAD,
    /** After so many bytes of the request's body; after its head, if it has none. */
    REQUEST_BODY,
    /** When the server has answered, after so many bytes of the answer: 0 is "body, no answer". */
    ANSWER
  }

  /**
   * One break.
   *
   * @param reset with RST, which may take sent bytes with it, instead of FIN
   */
  public record Cut(Where where, long bytes, boolean reset) {}

  /**
   * One request as the proxy saw it; -1 is "not seen".
   *
   * @param arrived bytes of the body that came from the client, those beyond a cut included
   * @param passedOn bytes of the body that went to the server
   * @param answerOffset the answer's {@code Upload-Offset}, also where the client never got it
   */
  public record Seen(
      String method,
      long offset,
      long length,
      long arrived,
      long passedOn,
      boolean cut,
      int status,
      long answerOffset) {}

  private static final String HEAD_END = "\r\n\r\n";
  private static final int BUFFER_BYTES = 64 << 10;

  private final ServerSocket listener;
  private final int upstreamPort;
  private final Map<Integer, Cut> cuts;
  private final long dropEvery;
  private final AtomicLong sinceDrop = new AtomicLong();
  private final List<ApiRequest> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

  /**
   * A proxy to a server on this machine.
   *
   * @param cuts by the number of the request, from 0
   */
  public CuttingProxy(int upstreamPort, Map<Integer, Cut> cuts) throws IOException {
    this(upstreamPort, cuts, Long.MAX_VALUE);
  }

  /** A proxy that hangs up each time so many bytes went to the server. */
  public CuttingProxy(int upstreamPort, long dropEvery) throws IOException {
    this(upstreamPort, Map.of(), dropEvery);
  }

  private CuttingProxy(int upstreamPort, Map<Integer, Cut> cuts, long dropEvery)
      throws IOException {
    this.upstreamPort = upstreamPort;
    this.dropEvery = dropEvery;
    this.cuts = cuts;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon("proxy-accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** All requests so far. */
  public List<Seen> seen() {
    synchronized (seen) {
      return seen.stream().map(ApiRequest::seen).toList();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), upstreamPort));
        lines.add(line);
        daemon("proxy-up", () -> line.quietly(line::up));
        daemon("proxy-down", () -> line.quietly(line::down));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (lines) {
      lines.forEach(line -> line.hangUp(false));
    }
  }

  private interface Pump {
    void run() throws IOException;
  }

  /** One connection. */
  private final class Line {
    private final Socket client;
    private final Socket server;
    private volatile @Nullable ApiRequest current;

    Line(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void quietly(Pump pump) {
      try {
        pump.run();
      } catch (IOException e) {
        // one side is gone: the other one hears of it below
      }
      hangUp(false);
    }

    void hangUp(boolean reset) {
      for (Socket socket : List.of(client, server)) {
        try {
          if (reset) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          // closed already
        }
      }
    }

    /** Client to server. */
    void up() throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int at = 0; at < read; ) {
          ApiRequest exchange = current;
          if (exchange == null || exchange.requestDone()) {
            exchange = begin();
          }
          at += exchange.up(buffer, at, read - at, out);
          if (exchange.isCut) {
            hangUp(exchange.reset());
            return;
          }
        }
        if (sinceDrop.addAndGet(read) >= dropEvery) {
          sinceDrop.set(0);
          return; // and so hangs up
        }
      }
    }

    private ApiRequest begin() {
      ApiRequest exchange;
      synchronized (seen) {
        exchange = new ApiRequest(cuts.get(seen.size()));
        seen.add(exchange);
      }
      current = exchange;
      return exchange;
    }

    /** Server to client. */
    void down() throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ApiRequest exchange = current;
        if (exchange == null) {
          return;
        }
        exchange.down(buffer, read, out);
        if (exchange.isCut) {
          hangUp(exchange.reset());
          return;
        }
      }
    }
  }

  /**
   * One request with its answer on a line. Two threads carry it, so its numbers change under its
   * monitor, and before the bytes go on: nobody then knows of bytes that are not yet counted.
   */
  private static final class ApiRequest {
    private final @Nullable Cut cut;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private Seen seen = new Seen("", -1, 0, 0, 0, false, -1, -1);
    private int endSeen;
    private boolean inBody;
    private boolean answerPassed;
    private volatile boolean isCut;

    ApiRequest(@Nullable Cut cut) {
      this.cut = cut;
    }

    synchronized Seen seen() {
      return seen;
    }

    boolean reset() {
      return cut != null && cut.reset();
    }

    boolean requestDone() {
      return inBody && seen().arrived() == seen().length();
    }

    /** After how many bytes of that part the line is cut; far beyond its end if it is not. */
    private long cutAt(Where where) {
      return cut != null && cut.where() == where ? cut.bytes() : Long.MAX_VALUE;
    }

    private synchronized void cutNow() {
      seen =
          new Seen(
              seen.method,
              seen.offset,
              seen.length,
              seen.arrived,
              seen.passedOn,
              true,
              seen.status,
              seen.answerOffset);
      isCut = true;
    }

    private synchronized void begun(String text) {
      String method = text.substring(0, text.indexOf(' '));
      long offset = header(text, "upload-offset", -1);
      long length = header(text, "content-length", 0);
      seen = new Seen(method, offset, length, 0, 0, seen.cut, seen.status, seen.answerOffset);
    }

    private synchronized void moved(long came, long went) {
      seen =
          new Seen(
              seen.method,
              seen.offset,
              seen.length,
              seen.arrived + came,
              seen.passedOn + went,
              seen.cut,
              seen.status,
              seen.answerOffset);
    }

    private synchronized void answered(String text) {
      seen =
          new Seen(
              seen.method,
              seen.offset,
              seen.length,
              seen.arrived,
              seen.passedOn,
              seen.cut,
              Integer.parseInt(text.split(" ", 3)[1]),
              header(text, "upload-offset", -1));
    }

    /** Takes what belongs to this request; returns how many bytes that were. */
    int up(byte[] buffer, int at, int length, OutputStream out) throws IOException {
      return inBody ? body(buffer, at, length, out) : head(buffer, at, length, out);
    }

    private int head(byte[] buffer, int at, int length, OutputStream out) throws IOException {
      int taken = 0;
      while (taken < length && !inBody) {
        if (head.size() == cutAt(Where.REQUEST_HEAD)) {
          out.write(buffer, at, taken);
          cutNow();
          return taken;
        }
        byte next = buffer[at + taken++];
        head.write(next);
        inBody = ended(next);
      }
      if (inBody) {
        begun(head.toString(StandardCharsets.ISO_8859_1));
      }
      out.write(buffer, at, taken);
      if (inBody && seen().length() == 0 && cutAt(Where.REQUEST_BODY) < Long.MAX_VALUE) {
        cutNow();
      }
      return taken;
    }

    private int body(byte[] buffer, int at, int length, OutputStream out) throws IOException {
      Seen before = seen();
      long limit = Math.min(cutAt(Where.REQUEST_BODY), before.length());
      long taken = Math.min(length, before.length() - before.arrived());
      long passes = Math.min(taken, limit - before.passedOn());
      moved(taken, passes);
      out.write(buffer, at, (int) passes);
      if (before.passedOn() + passes == limit && cutAt(Where.REQUEST_BODY) < Long.MAX_VALUE) {
        cutNow();
      }
      return (int) taken;
    }

    void down(byte[] buffer, int read, OutputStream out) throws IOException {
      if (answerPassed) {
        out.write(buffer, 0, read);
        return;
      }
      answer.write(buffer, 0, read); // held back until the head is whole, so that it is known
      String text = answer.toString(StandardCharsets.ISO_8859_1);
      if (!text.contains(HEAD_END)) {
        return;
      }
      answered(text);
      answerPassed = true;
      byte[] bytes = answer.toByteArray();
      long limit = cutAt(Where.ANSWER);
      out.write(bytes, 0, (int) Math.min(limit, bytes.length));
      if (limit < Long.MAX_VALUE) {
        cutNow();
      }
    }

    /** Whether the blank line that ends a head is there with this byte. */
    private boolean ended(byte next) {
      boolean expected = next == HEAD_END.charAt(endSeen);
      endSeen = expected ? endSeen + 1 : next == '\r' ? 1 : 0;
      return endSeen == HEAD_END.length();
    }

    private static long header(String head, String name, long otherwise) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          return Long.parseLong(line.substring(name.length() + 1).strip());
        }
      }
      return otherwise;
    }
  }
}
