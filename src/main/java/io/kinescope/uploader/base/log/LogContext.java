package io.kinescope.uploader.base.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What all lines of this thread are about until it is closed, those of rooms included that know no
 * items. Does nothing while nothing is logged.
 */
public final class LogContext implements AutoCloseable {
  private final List<LogKey> keys = new ArrayList<>();

  /** Adds a value; null is left out. */
  public LogContext with(LogKey key, @Nullable Object value) {
    if (Logging.isOn() && value != null) {
      keys.add(key);
      MDC.put(key.id(), value.toString());
    }
    return this;
  }

  @Override
  public void close() {
    keys.forEach(key -> MDC.remove(key.id()));
  }
}
