package io.kinescope.uploader.http;

import java.time.Duration;

/**
 * Told of every exchange; what it gets holds no secrets. Kept as an interface so that no logger is
 * loaded before it is asked for.
 */
public interface ExchangeLog {
  /** Tells nobody. */
  ExchangeLog NONE = new ExchangeLog() {};

  /** One attempt ended; {@code outcome} is the status and request id, or why there is none. */
  default void exchange(String method, String url, String outcome, Duration took) {}

  /** The call waits and is then sent again. */
  default void retry(String reason, Duration wait) {}
}
