package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settings with the file open, ready to be applied to Logback. */
record LogSetup(LogSettings settings, Consumer<String> console, @Nullable LogFile file)
    implements AutoCloseable {
  static final LogSetup OFF = new LogSetup(LogSettings.OFF, line -> {}, null);

  private static final String OURS = "io.kinescope";

  static LogSetup of(LogSettings settings, Consumer<String> console) {
    Path path = settings.logFile();
    return new LogSetup(settings, console, path == null ? null : LogFile.open(path));
  }

  /** Libraries are heard only when something is wrong with them. */
  void applyTo(LoggerContext context) {
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(settings.isOff() ? Level.OFF : Level.WARN);
    context.getLogger(OURS).setLevel(level());
    ZoneId zone = ZoneId.systemDefault();
    if (settings.verbosity() > 0) {
      attach(
          context, root, "console", new LineAppender(new LogLines(LogFormat.TEXT, zone), console));
    }
    LogFile opened = file;
    if (opened != null) {
      LogLines lines = new LogLines(settings.format(), zone);
      attach(context, root, "file", new LineAppender(lines, opened::write));
    }
  }

  private Level level() {
    if (settings.isOff()) {
      return Level.OFF;
    }
    return settings.verbosity() > 1 ? Level.DEBUG : Level.INFO;
  }

  private static void attach(
      LoggerContext context, Logger root, String name, LineAppender appender) {
    appender.setContext(context);
    appender.setName(name);
    appender.start();
    root.addAppender(appender);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
