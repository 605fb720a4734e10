package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The door of all hosts: counts, limits, plays faults, checks tokens and hands requests on. */
class Front {
  private static final String SCHEME = "Bearer ";

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Set<Right>> rights;
  private final RateGate rate;
  final CreateCalls creates;
  volatile FaultScript.Player faults;

  Front(String token, EmulatorSettings settings, CreateCalls creates) {
    rights = new HashMap<>(settings.extraTokens);
    rights.put(token, EnumSet.allOf(Right.class));
    faults = new FaultScript.Player(settings.faults);
    rate = new RateGate(settings.perSecond, settings.perMinute, settings.clock);
    this.creates = creates;
  }

  void handle(Operation.Host host, HttpExchange exchange) throws IOException {
    Call call = new Call(host, exchange);
    FaultAction fault = fault(host, call);
    if (fault == null) {
      call.send(carryOut(call));
    } else {
      fault.play(this, call);
    }
  }

  /** What goes wrong: too many requests, or what the script says; null if nothing does. */
  @Nullable FaultAction fault(Operation.Host host, Call call) {
    boolean limited = host != Operation.Host.ENDPOINT && !call.path.equals("/");
    long wait = limited ? rate.arrive() : 0;
    return wait > 0
        ? FaultAction.status(429, Duration.ofSeconds(wait))
        : faults.next(call.operation);
  }

  /** Does what the request asks for, and gives its answer, which may be a refusal. */
  Reply carryOut(Call call) throws IOException {
    try {
      demand(call);
      return reply(call);
    } catch (Reply.Refusal e) {
      return e.reply;
    } catch (RuntimeException e) {
      return Problem.INTERNAL.with(e.toString()).reply;
    }
  }

  private Reply reply(Call call) throws IOException {
    return switch (call.operation) {
      case PROJECT_LIST -> creates.projects().list(call);
      case PROJECT_GET -> creates.projects().get(call);
      case FOLDER_LIST -> creates.projects().listFolders(call);
      case FOLDER_GET -> creates.projects().getFolder(call);
      case FOLDER_CREATE -> creates.projects().createFolder(call);
      case FOLDER_PUT -> creates.projects().putFolder(call);
      case FOLDER_DELETE -> creates.projects().deleteFolder(call);
      case VIDEO_LIST -> creates.videos().list(call);
      case VIDEO_GET -> creates.videos().get(call);
      case VIDEO_PATCH -> creates.videos().patch(call);
      case VIDEO_MOVE -> creates.projects().moveVideo(call);
      case VIDEO_DELETE -> creates.links().deleteVideo(call);
      case INIT -> creates.init(call);
      case SINGLE, URL -> creates.video(call);
      case LINK_POST -> creates.links().post(call);
      case TUS_HEAD, TUS_PATCH, TUS_OPTIONS -> creates.links().tus(call);
      case OTHER -> other(call);
    };
  }

  private void demand(Call call) {
    Right right = call.operation.right;
    if (right == null) {
      return;
    }
    String authorization = call.rawHeader("Authorization");
    if (authorization == null || authorization.isBlank()) {
      throw Problem.NO_AUTHORIZATION.with(null);
    }
    Set<Right> granted =
        authorization.startsWith(SCHEME)
            ? rights.get(authorization.substring(SCHEME.length()))
            : null;
    if (granted == null) {
      boolean uuid =
          authorization.matches("(?!" + SCHEME + ").*|.*\\p{XDigit}{8}(-\\p{XDigit}+){4}");
      throw (uuid ? Problem.UNAUTHORIZED : Problem.NO_UUID).with(null);
    }
    if (!granted.contains(right)) {
      throw Problem.ACCESS_DENIED.with(null);
    }
  }

  private static Reply other(Call call) {
    if (!call.path.equals("/") || !call.method.equals("GET")) {
      throw Problem.NOT_FOUND.with("path");
    }
    return Reply.text(
        200,
        "This is an emulator, built into the kinescope uploader. It is not Kinescope: nothing that"
            + " is sent here is kept or published.\n");
  }

  /** An upload link that a fault takes away. */
  void removeLink(Call call, int status) {
    creates.links().remove(call.lastSegment(), status);
  }

  /** Waits in real time; throws if the emulator closes meanwhile. */
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

  void close() {
    closing.countDown();
  }
}
