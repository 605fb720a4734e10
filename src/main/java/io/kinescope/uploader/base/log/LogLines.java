package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * An event as a line of text, or as one JSON object with the keys of {@link LogKey}. The one place
 * that every line passes: no secret is left in it.
 */
final class LogLines extends PatternLayout {
  private static final Set<String> NUMBERS = Set.of(LogKey.ROW.id(), LogKey.LINE.id());

  private final LogFormat format;

  LogLines(LoggerContext loggers, LogFormat format) {
    this.format = format;
    setContext(loggers);
    setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level [%thread] %logger{0}: %msg%nopex"); // the message
    // says what
    // the keys do
    start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return (format == LogFormat.JSON ? json(event) : Redaction.text(text(event))) + "\n";
  }

  /** One line, so that no message from outside can pass for another; a stack trace follows it. */
  private String text(ILoggingEvent event) {
    String line = SafeText.clean(super.doLayout(event)).stripTrailing();
    String trace = trace(event);
    return trace == null ? line : line + "\n" + SafeText.cleanLines(trace);
  }

  private static String json(ILoggingEvent event) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(LogKey.TIME.id(), Instant.ofEpochMilli(event.getTimeStamp()).toString());
    fields.put(LogKey.LEVEL.id(), event.getLevel().toString());
    fields.put(LogKey.EVENT.id(), LogEvent.OTHER.id());
    fields.put(LogKey.MESSAGE.id(), String.valueOf(event.getFormattedMessage()));
    fields.put(LogKey.LOGGER.id(), event.getLoggerName());
    fields.put(LogKey.THREAD.id(), event.getThreadName());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> put(fields, pair.key, value(pair.value)));
    }
    event.getMDCPropertyMap().forEach((key, text) -> put(fields, key, inContext(key, text)));
    String trace = trace(event);
    if (trace != null) {
      fields.put(LogKey.STACK_TRACE.id(), trace);
    }
    // Before it is JSON: "bearer"} has no secret behind it.
    fields.replaceAll((key, value) -> value instanceof String said ? Redaction.text(said) : value);
    return Json.write((Object) fields);
  }

  /** What every line has is not replaced, but for the event. */
  private static void put(Map<String, @Nullable Object> fields, String key, Object value) {
    if (key.equals(LogKey.EVENT.id())) {
      fields.put(key, value);
    } else {
      fields.putIfAbsent(key, value);
    }
  }

  /** A context holds text only. */
  private static Object inContext(String key, String text) {
    return NUMBERS.contains(key) ? (Object) Long.valueOf(text) : text;
  }

  private static Object value(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }

  private static @Nullable String trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? null
        : ThrowableProxyUtil.asString(event.getThrowableProxy())
            .replace("\r\n", "\n")
            .stripTrailing();
  }
}
