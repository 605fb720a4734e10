package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;

/** Gives each event, as a finished line, to whoever writes lines; one event at a time. */
final class LineAppender extends AppenderBase<ILoggingEvent> {
  private final LogLines lines;
  private final Consumer<String> sink;

  LineAppender(LogLines lines, Consumer<String> sink) {
    this.lines = lines;
    this.sink = sink;
  }

  @Override
  protected void append(ILoggingEvent event) {
    sink.accept(lines.of(event));
  }
}
