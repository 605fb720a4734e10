package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/** One thing that goes wrong with one request: answers it, or throws to end its connection. */
@FunctionalInterface
public interface FaultAction {
  /** Of the emulator's own: other rooms put actions together from those below. */
  void play(Front front, Call call) throws IOException;

  /** The same, but the request has its effect: a create call has made its video. */
  default FaultAction carryingOut() {
    return (front, call) -> {
      front.carryOut(call);
      play(front, call);
    };
  }

  /** Another answer than the right one; nothing is carried out. */
  static FaultAction answer(int status, Map<String, String> headers, String body) {
    return answer(new Reply(status, Map.copyOf(headers), body));
  }

  private static FaultAction answer(Reply reply) {
    return (front, call) -> call.send(reply);
  }

  /** An error of the service: its envelope with a fitting code. */
  static FaultAction status(int status) {
    return answer(Problem.ofStatus(status));
  }

  /** The same with {@code Retry-After} in whole seconds. */
  static FaultAction status(int status, Duration retryAfter) {
    return answer(Problem.ofStatus(status).with("Retry-After", retryAfter.toSeconds() + ""));
  }

  /** A proxy's HTML page. */
  static FaultAction html(int status) {
    return answer(
        status,
        Map.of("Content-Type", "text/html"),
        "<html><head><title>Error</title></head><body><h1>Error</h1><hr>nginx</body></html>");
  }

  static FaultAction emptyBody(int status) {
    return answer(Reply.bare(status));
  }

  /** JSON that breaks off, with a right Content-Length. */
  static FaultAction truncatedJson(int status) {
    return answer(Reply.json(status, "").withBody("{\"data\":{\"id\":\"0f6c"));
  }

  /** The connection ends before the body is read; nothing is carried out. */
  static FaultAction dropBeforeReading() {
    return (front, call) -> {
      throw new BodyStream.Dropped();
    };
  }

  /** The whole request is read, not carried out, and the connection ends. */
  static FaultAction dropAfterReading() {
    return (front, call) -> {
      call.body.transferTo(OutputStream.nullOutputStream());
      throw new BodyStream.Dropped();
    };
  }

  /** The request is carried out and its answer is lost: the connection ends without a byte. */
  static FaultAction loseAnswer() {
    return dropBeforeReading().carryingOut();
  }

  /**
   * The connection ends when so many bytes of the body were read. A Tus PATCH keeps them; a single
   * request leaves its junk video.
   */
  static FaultAction dropAfterBytes(long bytes) {
    return (front, call) -> {
      call.body.dropAfter(bytes);
      if (call.contentLength != 0) {
        front.carryOut(call); // a refusal that reads no body still ends below
      }
      dropAfterReading().play(front, call);
    };
  }

  /** The request is carried out; its answer breaks off after so many bytes of its body. */
  static FaultAction cutAnswer(int bytes) {
    return (front, call) -> call.send(front.carryOut(call), bytes);
  }

  /** The request is carried out; its answer has no links yet, as was observed of uploads. */
  static FaultAction withoutLinks() {
    return (front, call) -> {
      Reply reply = front.carryOut(call);
      String links = "\"(play_link|embed_link)\":\"[^\"]*\"";
      call.send(reply.withBody(reply.body().replaceAll(links, "\"$1\":\"\"")));
    };
  }

  /** Reads the request and never answers, until the emulator closes. */
  static FaultAction neverAnswer() {
    return (front, call) -> {
      call.body.transferTo(OutputStream.nullOutputStream());
      front.pause(Duration.ofDays(36_500));
    };
  }

  /** From now on the upload link answers with this status: 404, 410 or 403. */
  static FaultAction linkGone(int status) {
    return (front, call) -> {
      front.removeLink(call, status);
      call.send(front.carryOut(call));
    };
  }

  static FaultAction delay(Duration wait) {
    return delay(wait, (front, call) -> call.send(front.carryOut(call)));
  }

  /** A pause, in real time, before another fault. */
  static FaultAction delay(Duration wait, FaultAction next) {
    return (front, call) -> {
      front.pause(wait);
      next.play(front, call);
    };
  }
}
