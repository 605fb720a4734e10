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
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * An event as a line of text, or as one JSON object with the keys ts, level, logger, thread,
 * message, error, and those that were logged. The one place that every line passes: no secret is
 * left in it.
 */
final class LogLines extends PatternLayout {
  private final LogFormat format;

  LogLines(LoggerContext loggers, LogFormat format) {
    this.format = format;
    setContext(loggers);
    setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level [%thread] %logger{0}: %msg %kvp{NONE}%nopex");
    start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return Redaction.text(format == LogFormat.JSON ? json(event) : text(event)) + "\n";
  }

  /** One line, so that no message from outside can pass for another; a stack trace follows it. */
  private String text(ILoggingEvent event) {
    String line = SafeText.clean(super.doLayout(event)).stripTrailing();
    String trace = trace(event);
    return trace == null ? line : line + "\n" + SafeText.cleanLines(trace);
  }

  private static String json(ILoggingEvent event) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ts", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("thread", event.getThreadName());
    fields.put("message", String.valueOf(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.putIfAbsent(pair.key, value(pair.value)));
    }
    String trace = trace(event);
    if (trace != null) {
      fields.put("error", trace);
    }
    return Json.write((Object) fields);
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
