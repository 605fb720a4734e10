package io.kinescope.uploader.base.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.SubstituteLogger;

class DeferredLoggersTest {
  @Test
  void aLoggerIsSilentAndNotLogbacksUntilThatIsAskedFor() {
    ILoggerFactory loggers = new DeferredLogback().getLoggerFactory();

    Logger logger = loggers.getLogger("io.kinescope.X");
    logger.error("dropped");

    assertThat(logger)
        .isInstanceOf(SubstituteLogger.class)
        .isSameAs(loggers.getLogger("io.kinescope.X"));
    assertThat(logger.isErrorEnabled()).isFalse();
    assertThat(((SubstituteLogger) logger).isDelegateNull()).isTrue();
  }

  @Test
  void logbackFindsOurConfigurator() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(LogbackConfigurator.class);
  }

  @Test
  void aSetupAppliesToLogbackHoweverItWasStarted() {
    List<String> console = new ArrayList<>();
    LoggerContext context = new LoggerContext();

    new LogSetup(new LogSettings(1, null, LogFormat.TEXT), console::add, null).applyTo(context);
    context.getLogger("io.kinescope.X").info("heard");
    LogSetup.OFF.applyTo(context);
    context.getLogger("io.kinescope.X").error("not heard");

    assertThat(console).hasSize(1);
    assertThat(console.get(0)).endsWith("X: heard");
  }
}
