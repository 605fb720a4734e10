package io.kinescope.uploader.http;

import java.util.Objects;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * What is known of one attempt while it runs; travels as the request's tag. {@code sent} decides
 * whether a failed create may be repeated, so it turns true before the first byte of the request
 * can have left.
 */
public final class CallTrace {
  /** Keeps each call's trace up to date; one listener serves all calls. */
  static final EventListener LISTENER =
      new EventListener() {
        @Override
        public void requestHeadersStart(Call call) {
          CallTrace trace = of(call);
          trace.sent = true;
          trace.moved();
        }

        @Override
        public void requestBodyEnd(Call call, long byteCount) {
          of(call).bodyEnd();
        }
      };

  volatile boolean stalled;

  private final Thread owner = Thread.currentThread();

  /** Whether any byte of the request may have left this machine. */
  volatile boolean sent;

  /** Whether the whole request was written: from here the read time-out watches. */
  volatile boolean bodySent;

  private volatile boolean held;
  private final LongSupplier nanoClock;
  private volatile long lastMoved;

  public CallTrace() {
    this(System::nanoTime);
  }

  CallTrace(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastMoved = nanoClock.getAsLong();
  }

  public void moved() {
    lastMoved = nanoClock.getAsLong();
  }

  /** Held back by the bandwidth limit from here on: not a stall, however long it takes. */
  void holding() {
    held = true;
  }

  void released() {
    moved();
    held = false;
  }

  private static CallTrace of(Call call) {
    return Objects.requireNonNull(call.request().tag(CallTrace.class));
  }

  void bodyEnd() {
    bodySent = true;
    moved();
  }

  long idleNanos() {
    return held ? 0 : nanoClock.getAsLong() - lastMoved;
  }

  /** Whether the thread that waits for the answer was interrupted: nobody wants it any more. */
  boolean abandoned() {
    return owner.isInterrupted();
  }
}
