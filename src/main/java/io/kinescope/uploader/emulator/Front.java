package io.kinescope.uploader.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The door of one host: counts, limits, plays faults, then lets the host's handler answer. */
final class Front implements HttpHandler {
  private final Host host;
  private final Handler handler;
  private final Desk desk;

  /** What the doors of the three hosts share. */
  record Desk(
      Counters counters,
      RateGate rate,
      FaultPlayer faults,
      Patience patience,
      Duration latency,
      Uploads uploads) {}

  Front(Host host, Handler handler, Desk desk) {
    this.host = host;
    this.handler = handler;
    this.desk = desk;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Call call = new Call(exchange);
    Operation operation = Operation.of(host, call.method(), call.path(), call.has("X-Video-URL"));
    desk.counters().arrived(operation);
    long wait = 0;
    if (host == Host.ENDPOINT) {
      if (call.has("Authorization")) {
        desk.counters().tokenSeenAtEndpoint();
      }
    } else if (!call.path().equals("/")) {
      wait = desk.rate().arrive();
    }
    desk.patience().pause(desk.latency());
    if (wait > 0) {
      call.send(Errors.tooMany(wait));
      return;
    }
    FaultAction fault = desk.faults().next(operation, call.method() + " " + call.path());
    play(fault, call);
  }

  private void play(@Nullable FaultAction fault, Call call) throws IOException {
    if (fault == null) {
      call.send(answer(call));
    } else if (fault instanceof FaultAction.Delay delay) {
      desk.patience().pause(delay.time());
      play(delay.next(), call);
    } else if (fault instanceof FaultAction.Reply reply) {
      if (reply.carriedOut()) {
        answer(call);
      }
      call.send(new Answer(reply.status(), reply.headers(), reply.body()));
    } else if (fault instanceof FaultAction.Drop drop) {
      throw drop(drop.moment(), call);
    } else if (fault instanceof FaultAction.DropAfterBytes cut) {
      call.body().dropAfter(cut.bytes());
      if (call.contentLength() != 0) {
        answer(call); // a refusal that reads no body still ends below
      }
      throw drop(FaultAction.Moment.AFTER_READING, call);
    } else if (fault instanceof FaultAction.Meanwhile meanwhile) {
      meanwhile.visitor().run();
      play(meanwhile.next(), call);
    } else if (fault instanceof FaultAction.Visit visit) {
      throw visited(visit, call);
    } else if (fault instanceof FaultAction.CutAnswer cut) {
      call.send(answer(call), cut.bytes());
    } else if (fault instanceof FaultAction.NeverAnswer never) {
      if (never.carriedOut()) {
        answer(call);
      }
      call.body().discard(Long.MAX_VALUE);
      throw desk.patience().untilClosed();
    } else if (fault instanceof FaultAction.LinkGone gone) {
      desk.uploads().remove(EndpointHandler.linkId(call), gone.status());
      call.send(answer(call));
    }
  }

  private Dropped drop(FaultAction.Moment moment, Call call) throws IOException {
    switch (moment) {
      case BEFORE_READING -> {}
      case AFTER_READING -> call.body().discard(Long.MAX_VALUE);
      case AFTER_CARRYING_OUT -> answer(call);
    }
    return new Dropped();
  }

  private Dropped visited(FaultAction.Visit visit, Call call) throws IOException {
    switch (visit.stage()) {
      case IN_BODY -> {
        call.body().dropAfter(visit.bytes(), visit.visitor());
        answer(call);
      }
      case BEFORE_ANSWER -> {
        answer(call);
        visit.visitor().run();
      }
      case AFTER_ANSWER -> {
        call.send(answer(call));
        visit.visitor().run();
      }
    }
    return new Dropped();
  }

  private Answer answer(Call call) throws IOException {
    try {
      if (call.path().equals("/") && call.method().equals("GET")) {
        return Answer.text(
            200,
            "This is an emulator of Kinescope's "
                + host.words()
                + " host, built into the kinescope uploader. It is not Kinescope: nothing that is"
                + " sent here is kept or published.\n");
      }
      return handler.handle(call);
    } catch (Problem e) {
      return e.answer();
    } catch (RuntimeException e) {
      desk.counters().internalError(e);
      return Errors.ofStatus(500);
    }
  }
}
