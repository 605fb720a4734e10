package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that goes wrong with one request. */
public sealed interface FaultAction {

  /**
   * Another answer than the right one.
   *
   * @param carriedOut whether the request is carried out first (its own answer is thrown away)
   */
  record Reply(int status, Map<String, String> headers, String body, boolean carriedOut)
      implements FaultAction {
    public Reply {
      headers = Map.copyOf(headers);
    }

    /** The same answer, but the request has its effect: a create call has made its video. */
    public Reply carryingOut() {
      return new Reply(status, headers, body, true);
    }

    /** The same answer with one more header. */
    public Reply withHeader(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body, carriedOut);
    }
  }

  /** The connection ends without a byte of an answer. */
  record Drop(Moment moment) implements FaultAction {}

  /** When the connection ends. */
  enum Moment {
    /** The body is not read; nothing is carried out. */
    BEFORE_READING,
    /** The whole request is read, and nothing is carried out. */
    AFTER_READING,
    /** The request is carried out; only its answer is lost. */
    AFTER_CARRYING_OUT
  }

  /**
   * The connection ends when so many bytes of the body were read. A Tus PATCH keeps them; a single
   * request leaves its junk video.
   */
  record DropAfterBytes(long bytes) implements FaultAction {}

  /** The request is carried out; its answer breaks off after so many bytes of its body. */
  record CutAnswer(int bytes) implements FaultAction {}

  /** Waits in real time, then does the next thing; null: answers as usual. */
  record Delay(Duration time, @Nullable FaultAction next) implements FaultAction {}

  /** Somebody does something while the request waits; then the next thing; null: as usual. */
  record Meanwhile(Runnable visitor, @Nullable FaultAction next) implements FaultAction {}

  /**
   * Somebody does something at a moment of the request, and then the connection ends: tests kill a
   * client there.
   *
   * @param bytes of the body that are read before; for {@link Stage#IN_BODY}
   */
  record Visit(Stage stage, long bytes, Runnable visitor) implements FaultAction {}

  /** The moments of a request that is carried out, wholly or in part. */
  enum Stage {
    /** In the middle of its body. */
    IN_BODY,
    /** It is carried out, and nobody knows yet. */
    BEFORE_ANSWER,
    /** Its answer is on its way. */
    AFTER_ANSWER
  }

  /** Reads the request and never answers, until the emulator closes. */
  record NeverAnswer(boolean carriedOut) implements FaultAction {}

  /**
   * From now on the upload link answers with this status.
   *
   * @param status 404, 410 or 403
   */
  record LinkGone(int status) implements FaultAction {}

  /** An error of the service: its envelope with a fitting code, nothing carried out. */
  static Reply status(int status) {
    Answer answer = Errors.ofStatus(status);
    return new Reply(status, Answer.JSON_TYPE, answer.body(), false);
  }

  /** 429 with {@code Retry-After} in whole seconds. */
  static Reply tooManyRequests(Duration retryAfter) {
    return status(Errors.TOO_MANY).withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  /** A proxy's HTML page. */
  static Reply html(int status) {
    return new Reply(
        status,
        Map.of("Content-Type", "text/html"),
        "<html><head><title>Error</title></head><body><h1>Error</h1><hr>nginx</body></html>",
        false);
  }

  /** A status and nothing else. */
  static Reply emptyBody(int status) {
    return new Reply(status, Map.of(), "", false);
  }

  /** JSON that breaks off, with a right Content-Length. */
  static Reply truncatedJson(int status) {
    return new Reply(status, Answer.JSON_TYPE, "{\"data\":{\"id\":\"0f6c", false);
  }

  /** Right JSON that says it is something else. */
  static Reply wrongContentType(int status) {
    return new Reply(
        status, Map.of("Content-Type", "image/png"), Errors.ofStatus(status).body(), false);
  }

  /** An HTML page of so many bytes. */
  static Reply hugeBody(int status, int bytes) {
    return new Reply(status, Map.of("Content-Type", "text/html"), "x".repeat(bytes), false);
  }

  /** The connection ends before the body is read. */
  static FaultAction dropBeforeReading() {
    return new Drop(Moment.BEFORE_READING);
  }

  /** The whole request is read, not carried out, and the connection ends. */
  static FaultAction dropAfterReading() {
    return new Drop(Moment.AFTER_READING);
  }

  /** The request is carried out and its answer is lost. */
  static FaultAction loseAnswer() {
    return new Drop(Moment.AFTER_CARRYING_OUT);
  }

  /** The connection ends after so many bytes of the body. */
  static FaultAction dropAfterBytes(long bytes) {
    return new DropAfterBytes(bytes);
  }

  /** The answer breaks off after so many bytes of its body. */
  static FaultAction cutAnswer(int bytes) {
    return new CutAnswer(bytes);
  }

  /** Somebody does something before the request is looked at. */
  static FaultAction meanwhile(Runnable visitor, FaultAction next) {
    return new Meanwhile(visitor, next);
  }

  /** Somebody does something when so many bytes of the body were read; the connection ends. */
  static FaultAction inBody(long bytes, Runnable visitor) {
    return new Visit(Stage.IN_BODY, bytes, visitor);
  }

  /** The request is carried out, somebody does something, and there is no answer. */
  static FaultAction beforeAnswer(Runnable visitor) {
    return new Visit(Stage.BEFORE_ANSWER, 0, visitor);
  }

  /** The request is answered, and right then somebody does something. */
  static FaultAction afterAnswer(Runnable visitor) {
    return new Visit(Stage.AFTER_ANSWER, 0, visitor);
  }

  /** A slow answer. */
  static FaultAction delay(Duration wait) {
    return new Delay(wait, null);
  }

  /** A pause before another fault. */
  static FaultAction delay(Duration wait, FaultAction next) {
    return new Delay(wait, next);
  }

  /** Nothing is carried out and nothing comes back. */
  static FaultAction neverAnswer() {
    return new NeverAnswer(false);
  }

  /** The request is carried out and nothing comes back. */
  static FaultAction carryOutAndNeverAnswer() {
    return new NeverAnswer(true);
  }

  /** The link is gone: 410 from now on. */
  static FaultAction linkGone() {
    return new LinkGone(410);
  }
}
