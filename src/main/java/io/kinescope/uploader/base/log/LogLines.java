package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.kinescope.uploader.base.json.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An event as text or as one JSON object, without secrets; no line break at the end. */
final class LogLines {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u2028\u2029]");
  private static final Pattern CONTROL_IN_TRACE =
      Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u2028\u2029&&[^\n\t]]");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
  private static final String REPLACEMENT = "\uFFFD";

  private final LogFormat format;
  private final ZoneId zone;

  LogLines(LogFormat format, ZoneId zone) {
    this.format = format;
    this.zone = zone;
  }

  String of(ILoggingEvent event) {
    return Redaction.mask(
        switch (format) {
          case TEXT -> text(event);
          case JSON -> json(event);
        });
  }

  /** One line, so that no message from outside can pass for another; a stack trace follows it. */
  private String text(ILoggingEvent event) {
    String line =
        TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone))
            + " "
            + event.getLevel()
            + " ["
            + event.getThreadName()
            + "] "
            + shortName(event.getLoggerName())
            + ": "
            + message(event);
    String trace = trace(event);
    String cleaned = CONTROL.matcher(line).replaceAll(REPLACEMENT);
    return trace == null
        ? cleaned
        : cleaned + "\n" + CONTROL_IN_TRACE.matcher(trace).replaceAll(REPLACEMENT);
  }

  private static String json(ILoggingEvent event) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ts", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("thread", event.getThreadName());
    fields.put("message", message(event));
    String trace = trace(event);
    if (trace != null) {
      fields.put("error", trace);
    }
    return Json.write((Object) fields);
  }

  private static String message(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return message == null ? "null" : message;
  }

  private static @Nullable String trace(ILoggingEvent event) {
    IThrowableProxy error = event.getThrowableProxy();
    return error == null
        ? null
        : ThrowableProxyUtil.asString(error).replace("\r\n", "\n").stripTrailing();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
