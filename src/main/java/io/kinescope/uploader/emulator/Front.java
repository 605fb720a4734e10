package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The door of all hosts: counts, limits, plays faults, checks tokens and hands requests on. */
final class Front {
  private static final String SCHEME = "Bearer ";

  private final Map<Operation, Long> requests = new ConcurrentHashMap<>();
  private final List<String> internalErrors = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Set<Right>> rights;
  private final RateGate rate;
  private final FaultScript.Player faults;
  private final Service service;
  private volatile boolean tokenSeenAtEndpoint;

  /** Those who carry requests out. */
  record Service(Projects projects, VideoStore videos, CreateCalls creates, UploadLinks links) {}

  Front(String token, EmulatorSettings settings, Service service) {
    rights = new HashMap<>(settings.extraTokens);
    rights.put(token, Right.ALL);
    faults = new FaultScript.Player(settings.faults);
    rate = new RateGate(settings.perSecond, settings.perMinute, settings.clock);
    this.service = service;
  }

  void handle(Operation.Host host, HttpExchange exchange) throws IOException {
    Call call = new Call(host, exchange);
    requests.merge(call.operation, 1L, Long::sum);
    if (host == Operation.Host.ENDPOINT) {
      if (call.has("Authorization")) {
        tokenSeenAtEndpoint = true;
      }
    } else if (!call.path.equals("/")) {
      long wait = rate.arrive();
      if (wait > 0) {
        call.send(Errors.tooMany(wait));
        return;
      }
    }
    FaultAction fault = faults.next(call.operation);
    if (fault == null) {
      call.send(carryOut(call));
    } else {
      fault.play(this, call);
    }
  }

  /** Does what the request asks for, and gives its answer, which may be a refusal. */
  Reply carryOut(Call call) throws IOException {
    try {
      return reply(call);
    } catch (Reply.Refusal e) {
      return e.reply();
    } catch (RuntimeException e) {
      internalErrors.add(e.toString());
      return Errors.ofStatus(500);
    }
  }

  private Reply reply(Call call) throws IOException {
    Operation operation = call.operation;
    demand(call, operation);
    return switch (operation) {
      case PROJECT_LIST -> service.projects().list(call);
      case FOLDER_LIST -> service.projects().listFolders(call);
      case FOLDER_CREATE -> service.projects().createFolder(call);
      case VIDEO_LIST -> service.videos().list(call);
      case VIDEO_GET -> service.videos().get(call);
      case VIDEO_PATCH -> service.videos().patch(call);
      case VIDEO_DELETE -> service.links().deleteVideo(call);
      case INIT -> service.creates().init(call);
      case SINGLE, URL -> service.creates().video(call);
      case LINK_POST -> service.links().post(call);
      case TUS_HEAD, TUS_PATCH, TUS_OPTIONS -> service.links().tus(call);
      case OTHER -> other(call);
    };
  }

  /** Refuses the request unless its token may do this. */
  private void demand(Call call, Operation operation) {
    if (operation.right() == null) {
      return;
    }
    String authorization = call.rawHeader("Authorization");
    if (authorization == null || authorization.isBlank()) {
      throw Errors.noAuthorization();
    }
    Set<Right> granted =
        authorization.startsWith(SCHEME)
            ? rights.get(authorization.substring(SCHEME.length()))
            : null;
    if (granted == null) {
      throw Errors.unauthorized();
    }
    if (!granted.contains(operation.right())) {
      throw Errors.accessDenied();
    }
  }

  private static Reply other(Call call) {
    if (!call.path.equals("/") || !call.method.equals("GET")) {
      throw Errors.notFound("path");
    }
    return Reply.text(
        200,
        "This is an emulator of Kinescope's "
            + call.host.words
            + " host, built into the kinescope uploader. It is not Kinescope: nothing that is"
            + " sent here is kept or published.\n");
  }

  /** An upload link that a fault takes away. */
  void removeLink(Call call, int status) {
    service.links().remove(call.lastSegment(), status);
  }

  /**
   * Waits in real time.
   *
   * @throws BodyStream.Dropped if the emulator closes meanwhile
   */
  void pause(Duration wait) throws BodyStream.Dropped {
    try {
      if (!wait.isZero() && closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BodyStream.Dropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BodyStream.Dropped();
    }
  }

  /** Ends all waits. */
  void close() {
    closing.countDown();
  }

  void play(FaultScript script) {
    faults.play(script);
  }

  EmulatorState state() {
    return new EmulatorState(
        service.videos().all(),
        service.links().attachments(),
        Map.copyOf(requests),
        rate.mostInSecond(),
        rate.refused(),
        tokenSeenAtEndpoint,
        faults.played(),
        List.copyOf(internalErrors));
  }
}
