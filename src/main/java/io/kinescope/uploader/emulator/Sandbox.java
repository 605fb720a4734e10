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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running emulator of Kinescope: three origins on 127.0.0.1. It keeps everything in memory, and
 * of the files only their sizes and hashes.
 */
public final class Sandbox implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  static {
    // Without it every answer on a kept connection waits 40 ms for a delayed acknowledgement.
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    // A kept connection that the server ends just as the next create call uses it is an unknown
    // outcome; those are to come from scripts, not by chance.
    setUnlessGiven("sun.net.httpserver.idleInterval", "3600");
    setUnlessGiven("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final List<HttpServer> servers = new ArrayList<>();
  private final Map<Host, URI> urls = new EnumMap<>(Host.class);
  private final Patience patience = new Patience();
  private final Counters counters = new Counters();
  private final ExecutorService threads;
  private final String token;
  private final Projects projects;
  private final Videos videos;
  private final Uploads uploads;
  private final RateGate rate;
  private final FaultPlayer faults = new FaultPlayer();

  private Sandbox(SandboxSettings settings) {
    String given = settings.token();
    token = given == null ? Ids.uuid() : given;
    projects = new Projects(settings.clock());
    videos = new Videos(settings.clock(), settings.processingTime());
    uploads = new Uploads(settings.clock(), settings.linkLifetime());
    rate = new RateGate(settings.rate(), settings.clock());
    faults.play(settings.faults());
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "sandbox-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts an emulator.
   *
   * @throws UploaderException if the port is taken
   */
  public static Sandbox start(SandboxSettings settings) {
    Sandbox sandbox = new Sandbox(settings);
    try {
      sandbox.open(settings);
      return sandbox;
    } catch (IOException e) {
      sandbox.close();
      throw new UploaderException(
          ErrorKind.LOCAL_IO,
          "the emulator can't listen on 127.0.0.1 port " + settings.port() + ": " + e.getMessage(),
          "choose another port, or 0 for any free one",
          null,
          null,
          e);
    }
  }

  /** The API host, without a path: the client appends {@code /v1/...}. */
  public URI apiUrl() {
    return url(Host.API);
  }

  /** The uploader host, without a path: the client appends {@code /v2/...}. */
  public URI uploaderUrl() {
    return url(Host.UPLOADER);
  }

  /** The host of the upload links, without a path. */
  public URI endpointUrl() {
    return url(Host.ENDPOINT);
  }

  /** The token that may do everything. */
  public String token() {
    return token;
  }

  /** The id of the first project. */
  public String defaultParentId() {
    return projects.all().get(0).id();
  }

  /** What has happened so far. */
  public SandboxState state() {
    return new SandboxState(
        videos.all().stream().map(videos::snapshot).toList(),
        uploads.attachments(),
        counters.requests(),
        rate.mostInSecond(),
        rate.refused(),
        counters.isTokenSeenAtEndpoint(),
        faults.played(),
        counters.internalErrors());
  }

  /** From now on this goes wrong instead; every rule counts from zero. */
  public void play(FaultScript script) {
    faults.play(script);
  }

  /** Stops at once: open connections break, and requests that wait for an answer get none. */
  @Override
  public void close() {
    patience.close();
    for (HttpServer server : servers) {
      server.stop(0);
    }
    threads.shutdownNow();
  }

  private void open(SandboxSettings settings) throws IOException {
    Accounts accounts = new Accounts(token, settings.extraTokens());
    Front.Desk desk = new Front.Desk(counters, rate, faults, patience, settings.latency(), uploads);
    TusHandler tus = new TusHandler(uploads, settings.tusMaxSize(), settings.maxPatchBytes());
    Map<String, Handler> api =
        Map.of(
            "/v1/projects", new ProjectsHandler(projects, videos, accounts),
            "/v1/videos", new VideosHandler(videos, uploads, accounts, settings.listLag()));
    Map<String, Handler> uploader =
        Map.of(
            "/v2/init",
            new InitHandler(projects, videos, uploads, accounts, this::endpointUrl),
            "/v2/video",
            new SingleRequestHandler(projects, videos, accounts));
    listen(Host.API, settings.port(), call -> route(api, call), desk);
    listen(Host.UPLOADER, 0, call -> route(uploader, call), desk);
    listen(Host.ENDPOINT, 0, new EndpointHandler(uploads, videos, tus), desk);
    servers.forEach(HttpServer::start);
  }

  private void listen(Host host, int port, Handler handler, Front.Desk desk) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
    servers.add(server);
    server.setExecutor(threads);
    server.createContext("/", new Front(host, handler, desk));
    urls.put(host, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /** By the first two segments: what is below them is the handler's. */
  private static Answer route(Map<String, Handler> handlers, Call call) throws IOException {
    List<String> path = call.segments();
    Handler handler = path.size() < 2 ? null : handlers.get("/" + path.get(0) + "/" + path.get(1));
    if (handler == null) {
      throw Errors.notFound("path");
    }
    return handler.handle(call);
  }

  private URI url(Host host) {
    return Objects.requireNonNull(urls.get(host));
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
