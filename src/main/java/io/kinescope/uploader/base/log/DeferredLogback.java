package io.kinescope.uploader.base.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Stands between SLF4J and Logback, so that a command without {@code -v} and {@code --log-file}
 * never loads Logback. Measured for one silent {@code info()} call, class-data archive on: 31 ms of
 * CPU instead of 148. Chosen by SLF4J's own property, which {@link Logging} sets; where a logger
 * was made before that (a test of another room), SLF4J finds Logback by itself and all works the
 * same.
 */
public final class DeferredLogback implements SLF4JServiceProvider {
  private static final String SLF4J_LINE = "2.0.99";

  private final DeferredLoggers loggers = new DeferredLoggers();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter noContext = new NOPMDCAdapter();

  /** For SLF4J, by reflection. */
  public DeferredLogback() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return noContext;
  }

  @Override
  public String getRequestedApiVersion() {
    return SLF4J_LINE;
  }

  @Override
  public void initialize() {}
}
