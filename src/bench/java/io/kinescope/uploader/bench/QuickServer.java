package io.kinescope.uploader.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * As little of a server as url imports need: every POST makes a video that is done at once. It
 * costs some 30 µs a request, so that the client is what is measured; its own process where even
 * that matters. A request arrives after half of the latency.
 */
final class QuickServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int HEAD_BYTES = 8 << 10;
  private static final int ID_DIGITS = 12;
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final String TITLE = "\r\nx-video-title:";

  private final ServerSocket socket;
  private final Latency latency;
  private final LongPredicate arrival;
  private final AtomicLong made = new AtomicLong();

  /** A round trip takes this long, and up to so much more, both at random halves of the way. */
  record Latency(long nanos, long jitterNanos) {
    static Latency ofMillis(long millis, long jitterMillis) {
      return new Latency(
          TimeUnit.MILLISECONDS.toNanos(millis), TimeUnit.MILLISECONDS.toNanos(jitterMillis));
    }

    private void half() throws InterruptedException {
      long more = jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos);
      TimeUnit.NANOSECONDS.sleep((nanos + more) / 2);
    }
  }

  /** Starts it on any free port. */
  QuickServer(Latency latency, LongPredicate arrival) throws IOException {
    this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    this.latency = latency;
    this.arrival = arrival;
    thread(this::accept, "accept");
  }

  /** Arguments: the latency in milliseconds. Prints the port; ends when standard input does. */
  public static void main(String[] args) throws IOException {
    try (QuickServer server =
        new QuickServer(Latency.ofMillis(Long.parseLong(args[0]), 0), now -> true)) {
      System.out.println(server.socket.getLocalPort());
      System.in.transferTo(OutputStream.nullOutputStream()); // nobody writes
    }
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  private static void thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        thread(() -> serve(connection), "connection");
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream(), HEAD_BYTES);
        OutputStream out = connection.getOutputStream()) {
      while (true) {
        String head = head(in);
        latency.half();
        boolean accepted = arrival.test(System.nanoTime());
        String answer = accepted ? made(head) : refusal();
        latency.half();
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (EOFException | SocketException | InterruptedException e) {
      return; // the client has gone
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A url import has no body. */
  private static String head(InputStream in) throws IOException {
    byte[] bytes = new byte[HEAD_BYTES];
    int length = 0;
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      bytes[length++] = (byte) next;
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private String made(String head) {
    int at = head.toLowerCase(Locale.ROOT).indexOf(TITLE) + TITLE.length();
    String title = head.substring(at, head.indexOf('\r', at)).strip();
    String id =
        "0f6c0f6c-0000-4000-8000-" + HexFormat.of().toHexDigits(made.incrementAndGet(), ID_DIGITS);
    return answer(
        "200 OK",
        "{\"data\":{\"id\":\""
            + id
            + "\",\"title\":\""
            + title
            + "\",\"status\":\"done\",\"play_link\":\"https://kinescope.io/"
            + id
            + "\",\"embed_link\":\"https://kinescope.io/embed/"
            + id
            + "\"}}");
  }

  private static String refusal() {
    return answer("429 Too Many Requests", "{\"error\":{\"code\":429,\"message\":\"slow down\"}}");
  }

  private static String answer(String status, String json) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Such a server as a process of its own. */
  static final class Elsewhere implements AutoCloseable {
    private final Process process;
    private final String url;

    Elsewhere(int latencyMillis) throws IOException {
      this.process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  QuickServer.class.getName(),
                  Integer.toString(latencyMillis))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      this.url = "http://127.0.0.1:" + process.inputReader().readLine();
    }

    String url() {
      return url;
    }

    /** What it used of the CPU so far, in seconds. */
    double cpuSeconds() throws IOException {
      return Launched.cpuSeconds(process);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  /**
   * Accepts 10 a second and 300 a minute, in windows that slide and take in both of their ends, and
   * counts refused requests as well: stricter than anybody would be.
   */
  static final class Strict implements LongPredicate {
    private static final int PER_SECOND = 10;
    private static final int PER_MINUTE = 300;
    private final Deque<Long> second = new ArrayDeque<>();
    private final Deque<Long> minute = new ArrayDeque<>();
    private final List<Long> arrivals = new ArrayList<>();
    private int mostInSecond;
    private int mostInMinute;
    private long refused;

    @Override
    public synchronized boolean test(long now) {
      arrivals.add(now);
      mostInSecond = Math.max(mostInSecond, count(second, now, TimeUnit.SECONDS.toNanos(1)));
      mostInMinute = Math.max(mostInMinute, count(minute, now, TimeUnit.MINUTES.toNanos(1)));
      boolean accepted = second.size() <= PER_SECOND && minute.size() <= PER_MINUTE;
      refused += accepted ? 0 : 1;
      return accepted;
    }

    private static int count(Deque<Long> window, long now, long period) {
      while (!window.isEmpty() && window.getFirst() < now - period) {
        window.removeFirst();
      }
      window.addLast(now);
      return window.size();
    }

    synchronized int mostInSecond() {
      return mostInSecond;
    }

    synchronized int mostInMinute() {
      return mostInMinute;
    }

    synchronized long refused() {
      return refused;
    }

    /** When each request arrived, by {@link System#nanoTime()}. */
    synchronized List<Long> arrivals() {
      return List.copyOf(arrivals);
    }
  }
}
