package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One thing that goes wrong with one request. */
public final class FaultAction {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final int GONE = 410;

  private final Step step;

  /** Answers the request, or throws to end its connection. */
  private interface Step {
    void play(Front front, Call call) throws IOException;
  }

  private FaultAction(Step step) {
    this.step = step;
  }

  void play(Front front, Call call) throws IOException {
    step.play(front, call);
  }

  /** The same, but the request has its effect: a create call has made its video. */
  public FaultAction carryingOut() {
    return new FaultAction(
        (front, call) -> {
          front.carryOut(call);
          play(front, call);
        });
  }

  /** Another answer than the right one; nothing is carried out. */
  public static FaultAction answer(int status, Map<String, String> headers, String body) {
    Reply reply = new Reply(status, Map.copyOf(headers), body);
    return new FaultAction((front, call) -> call.send(reply));
  }

  private static FaultAction answer(Reply reply) {
    return answer(reply.status(), reply.headers(), reply.body());
  }

  /** An error of the service: its envelope with a fitting code. */
  public static FaultAction status(int status) {
    return answer(Errors.ofStatus(status));
  }

  /** An error of the service with {@code Retry-After} in whole seconds. */
  public static FaultAction status(int status, Duration retryAfter) {
    String seconds = Long.toString(retryAfter.toSeconds());
    return answer(Errors.ofStatus(status).with("Retry-After", seconds));
  }

  /** 429 with {@code Retry-After} in whole seconds. */
  public static FaultAction tooManyRequests(Duration retryAfter) {
    return status(Errors.TOO_MANY, retryAfter);
  }

  /** A proxy's HTML page. */
  public static FaultAction html(int status) {
    return answer(
        status,
        Map.of("Content-Type", "text/html"),
        "<html><head><title>Error</title></head><body><h1>Error</h1><hr>nginx</body></html>");
  }

  /** A status and nothing else. */
  public static FaultAction emptyBody(int status) {
    return answer(Reply.bare(status));
  }

  /** JSON that breaks off, with a right Content-Length. */
  public static FaultAction truncatedJson(int status) {
    return answer(status, Reply.JSON_TYPE, "{\"data\":{\"id\":\"0f6c");
  }

  /** Right JSON that says it is something else. */
  public static FaultAction wrongContentType(int status) {
    return answer(Errors.ofStatus(status).with("Content-Type", "image/png"));
  }

  /** An HTML page of so many bytes. */
  public static FaultAction hugeBody(int status, int bytes) {
    return answer(status, Map.of("Content-Type", "text/html"), "x".repeat(bytes));
  }

  /** The connection ends before the body is read; nothing is carried out. */
  public static FaultAction dropBeforeReading() {
    return new FaultAction(
        (front, call) -> {
          throw new BodyStream.Dropped();
        });
  }

  /** The whole request is read, not carried out, and the connection ends. */
  public static FaultAction dropAfterReading() {
    return new FaultAction(
        (front, call) -> {
          call.body().discard(Long.MAX_VALUE);
          throw new BodyStream.Dropped();
        });
  }

  /** The request is carried out and its answer is lost: the connection ends without a byte. */
  public static FaultAction loseAnswer() {
    return dropBeforeReading().carryingOut();
  }

  /**
   * The connection ends when so many bytes of the body were read. A Tus PATCH keeps them; a single
   * request leaves its junk video.
   */
  public static FaultAction dropAfterBytes(long bytes) {
    return new FaultAction(
        (front, call) -> {
          call.body().dropAfter(bytes, () -> {});
          if (call.contentLength() != 0) {
            front.carryOut(call); // a refusal that reads no body still ends below
          }
          call.body().discard(Long.MAX_VALUE);
          throw new BodyStream.Dropped();
        });
  }

  /** The request is carried out; its answer breaks off after so many bytes of its body. */
  public static FaultAction cutAnswer(int bytes) {
    return new FaultAction((front, call) -> call.send(front.carryOut(call), bytes));
  }

  /** The request is carried out; its answer has no links yet, as was observed of uploads. */
  public static FaultAction withoutLinks() {
    return new FaultAction(
        (front, call) -> {
          Reply reply = front.carryOut(call);
          String body =
              reply.body().replaceAll("\"(play_link|embed_link)\":\"[^\"]*\"", "\"$1\":\"\"");
          call.send(new Reply(reply.status(), reply.headers(), body));
        });
  }

  /** Reads the request and never answers, until the emulator closes. */
  public static FaultAction neverAnswer() {
    return new FaultAction(
        (front, call) -> {
          call.body().discard(Long.MAX_VALUE);
          front.pause(FOR_EVER);
        });
  }

  /** The link is gone: 410 from now on. */
  public static FaultAction linkGone() {
    return linkGone(GONE);
  }

  /**
   * From now on the upload link answers with this status.
   *
   * @param status 404, 410 or 403
   */
  public static FaultAction linkGone(int status) {
    return new FaultAction(
        (front, call) -> {
          front.removeLink(call, status);
          call.send(front.carryOut(call));
        });
  }

  /** A slow answer. */
  public static FaultAction delay(Duration wait) {
    return delay(wait, new FaultAction((front, call) -> call.send(front.carryOut(call))));
  }

  /** A pause, in real time, before another fault. */
  public static FaultAction delay(Duration wait, FaultAction next) {
    return new FaultAction(
        (front, call) -> {
          front.pause(wait);
          next.play(front, call);
        });
  }

  /** Somebody does something before the request is looked at; then the next thing. */
  public static FaultAction meanwhile(Runnable visitor, FaultAction next) {
    return new FaultAction(
        (front, call) -> {
          visitor.run();
          next.play(front, call);
        });
  }

  /**
   * Somebody does something when so many bytes of the body were read, and the connection ends:
   * tests kill a client there.
   */
  public static FaultAction inBody(long bytes, Runnable visitor) {
    return new FaultAction(
        (front, call) -> {
          call.body().dropAfter(bytes, visitor);
          front.carryOut(call);
          throw new BodyStream.Dropped();
        });
  }

  /** The request is carried out, somebody does something, and there is no answer. */
  public static FaultAction beforeAnswer(Runnable visitor) {
    return meanwhile(visitor, dropBeforeReading()).carryingOut();
  }

  /** The request is answered, and right then somebody does something. */
  public static FaultAction afterAnswer(Runnable visitor) {
    return new FaultAction(
        (front, call) -> {
          call.send(front.carryOut(call));
          visitor.run();
          throw new BodyStream.Dropped();
        });
  }
}
