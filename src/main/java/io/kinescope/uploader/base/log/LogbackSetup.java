package io.kinescope.uploader.base.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.OwnerOnly;
import io.kinescope.uploader.base.log.Logging.LogSettings;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Logback finds it through META-INF/services, which keeps it from looking for configuration files
 * and from logging to standard output until {@link #apply}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogbackSetup extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.kinescope.uploader";

  /** Whose INFO {@code -v} shows: the run, each item's end, and why something takes longer. */
  private static final List<String> ONE_LINE_AN_ITEM =
      List.of(OURS + ".cli.", OURS + ".job.JobRunner", OURS + ".job.VideoSearch", OURS + ".http.");

  /** Whose warnings the screen has anyway, in words for people. */
  private static final Set<String> SAID = Set.of(OURS + ".cli.Console", OURS + ".job.JobRunner");

  static final long MAX_FILE_BYTES = 10L << 20;
  private static final int MAX_OLDER_FILES = 4;

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Libraries are heard only when something is wrong with them. */
  static void apply(LogSettings settings, Consumer<String> screen) {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    loggers.reset();
    Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(settings.isOff() ? Level.OFF : Level.WARN);
    if (settings.isOff()) {
      return;
    }
    loggers.getLogger(OURS).setLevel(settings.verbosity() > 1 ? Level.DEBUG : Level.INFO);
    Path path = settings.logFile();
    if (path != null) {
      root.addAppender(file(path, settings.format(), loggers));
      if (!settings.quiet()) {
        loggers.getStatusManager().add(new Gaps(path, screen));
      }
    }
    if (settings.onScreen()) {
      root.addAppender(screen(loggers, settings.verbosity() > 1, screen));
    }
  }

  /** Makes the file with mode 0600; one that is there keeps its mode. */
  private static void touch(Path path) throws IOException {
    Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    FileChannel.open(path, append, OwnerOnly.file(path)).close();
  }

  /**
   * Appends each line at once, so that a killed process has logged all that it did. When the disk
   * is full the log has a gap, and the upload goes on.
   */
  private static FileAppender<ILoggingEvent> file(
      Path path, LogFormat format, LoggerContext loggers) {
    try {
      touch(path);
    } catch (IOException e) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "could not write the log file " + path + ": " + IoWords.ofWriting(path, e),
          "use --log-file with a file in a folder that exists and that you may write to",
          e);
    }
    boolean rolls = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS); // no device, and no link
    FileAppender<ILoggingEvent> appender = rolls ? new Rolling() : new FileAppender<>();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(loggers);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(new LogLines(loggers, format));
    encoder.start();
    appender.setContext(loggers);
    appender.setEncoder(encoder);
    appender.setFile(path.toAbsolutePath().toString());
    if (appender instanceof Rolling rolling) {
      rolling.keepFiles();
    }
    appender.start();
    return appender;
  }

  /** Logback's own, with each new file for its owner alone. */
  private static final class Rolling extends RollingFileAppender<ILoggingEvent> {
    void keepFiles() {
      Numbered files = new Numbered();
      files.setContext(getContext());
      files.setParent(this);
      files.start();
      SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
      size.setContext(getContext());
      size.setMaxFileSize(new FileSize(MAX_FILE_BYTES));
      size.setCheckIncrement(Duration.buildByMilliseconds(0)); // the default looks once a minute
      size.start();
      setRollingPolicy(files);
      setTriggeringPolicy(size);
    }

    @Override
    public void openFile(String name) throws IOException {
      touch(Path.of(name));
      super.openFile(name);
    }
  }

  /** FILE becomes FILE.1, and that FILE.2: not by Logback's pattern, which would read a % in it. */
  private static final class Numbered extends RollingPolicyBase {
    @Override
    public void rollover() {
      try {
        for (int i = MAX_OLDER_FILES; i > 0; i--) {
          Path from = Path.of(i == 1 ? getActiveFileName() : getActiveFileName() + "." + (i - 1));
          if (Files.exists(from)) {
            Files.move(
                from, Path.of(getActiveFileName() + "." + i), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      } catch (IOException e) { // the file grows on
        throw new RolloverFailure("could not rename " + getActiveFileName(), e);
      }
    }

    @Override
    public String getActiveFileName() {
      return getParentsRawFileProperty();
    }
  }

  /** Says once that the log is not whole: of its own trouble Logback tells nobody. */
  private static final class Gaps implements StatusListener {
    private final AtomicBoolean said = new AtomicBoolean();
    private final Path path;
    private final Consumer<String> screen;

    Gaps(Path path, Consumer<String> screen) {
      this.path = path;
      this.screen = screen;
    }

    @Override
    public void addStatusEvent(Status status) {
      Throwable why = status.getThrowable();
      if (why != null && status.getEffectiveLevel() >= Status.WARN && !said.getAndSet(true)) {
        String reason = why instanceof IOException e ? IoWords.of(e) : why.getMessage();
        screen.accept("warning: the log " + path + " has gaps or is not rotated: " + reason);
      }
    }
  }

  /** Gives each event, as a finished line, to whoever writes lines. */
  private static AppenderBase<ILoggingEvent> screen(
      LoggerContext loggers, boolean everything, Consumer<String> printer) {
    LogLines lines = new LogLines(loggers, LogFormat.TEXT);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            boolean bad = event.getLevel().isGreaterOrEqual(Level.WARN);
            String by = event.getLoggerName();
            if (!(bad && SAID.contains(by))
                && (everything || bad || ONE_LINE_AN_ITEM.stream().anyMatch(by::startsWith))) {
              printer.accept(lines.doLayout(event).stripTrailing());
            }
          }
        };
    appender.setContext(loggers);
    appender.start();
    return appender;
  }
}
