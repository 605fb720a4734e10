package io.kinescope.uploader.base.progress;

import java.time.Duration;

/**
 * Calls that wait at this moment.
 *
 * @param left until the first of them goes on
 */
public record Pause(Reason reason, Duration left) {
  /** Why they wait. */
  public enum Reason {
    /** Kinescope's limit, by our own count or since it said so. */
    RATE_LIMIT("rate-limit"),
    /** A call failed, and is going to be repeated. */
    RETRY("retry");

    private final String id;

    Reason(String id) {
      this.id = id;
    }

    /** The name in JSON. */
    public String id() {
      return id;
    }
  }
}
