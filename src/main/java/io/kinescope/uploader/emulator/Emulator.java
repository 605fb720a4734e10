package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpServer;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running emulator of Kinescope: three origins on 127.0.0.1. It keeps everything in memory, and
 * of the files only their sizes and hashes.
 */
public final class Emulator implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  static {
    // Without it every answer on a kept connection waits 40 ms for a delayed acknowledgement.
    System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    // A kept connection that the server ends just as the next create call uses it is an unknown
    // outcome; those are to come from scripts, not by chance.
    System.getProperties().putIfAbsent("sun.net.httpserver.idleInterval", "3600");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final List<HttpServer> servers = new ArrayList<>();
  private final Map<Operation.Host, URI> urls = new EnumMap<>(Operation.Host.class);
  private final ExecutorService threads;
  private final String token = UUID.randomUUID().toString();
  private final Projects projects;
  private final Front front;

  private Emulator(EmulatorSettings settings) {
    VideoStore videos = new VideoStore(settings);
    projects = new Projects(videos);
    UploadLinks links = new UploadLinks(videos, this::endpointUrl);
    front = new Front(token, settings, new CreateCalls(projects, videos, links));
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "emulator");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts one; throws LOCAL_IO if the port is taken. */
  public static Emulator start(EmulatorSettings settings) {
    Emulator emulator = new Emulator(settings);
    try {
      emulator.listen(Operation.Host.API, settings.port);
      emulator.listen(Operation.Host.UPLOADER, 0);
      emulator.listen(Operation.Host.ENDPOINT, 0);
      emulator.servers.forEach(HttpServer::start);
      return emulator;
    } catch (IOException e) {
      emulator.close();
      throw UploaderException.of(
              ErrorKind.LOCAL_IO,
              "the emulator can't listen on 127.0.0.1 port "
                  + settings.port
                  + ": "
                  + e.getMessage())
          .hint("choose another port, or 0 for any free one")
          .cause(e)
          .build();
    }
  }

  /** The API host, without a path: the client appends {@code /v1/...}. */
  public URI apiUrl() {
    return url(Operation.Host.API);
  }

  /** The uploader host, without a path: the client appends {@code /v2/...}. */
  public URI uploaderUrl() {
    return url(Operation.Host.UPLOADER);
  }

  public URI endpointUrl() {
    return url(Operation.Host.ENDPOINT);
  }

  public String token() {
    return token;
  }

  public String defaultParentId() {
    return projects.firstId();
  }

  public EmulatorState state() {
    return front.state();
  }

  /** From now on this goes wrong instead; every rule counts from zero. */
  public void play(FaultScript script) {
    front.faults = new FaultScript.Player(script);
  }

  /** Stops at once: open connections break, and requests that wait for an answer get none. */
  @Override
  public void close() {
    front.close();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private void listen(Operation.Host host, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
    servers.add(server);
    server.setExecutor(threads);
    server.createContext("/", exchange -> front.handle(host, exchange));
    urls.put(host, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private URI url(Operation.Host host) {
    return Objects.requireNonNull(urls.get(host));
  }
}
