package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.ExchangeLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every exchange in the log at {@code -vv}, every repeat at {@code -v}. */
final class LoggedExchanges implements ExchangeLog {
  private final Logger logger = LoggerFactory.getLogger("io.kinescope.uploader.http");

  @Override
  public void exchange(String method, String url, String outcome, Duration took) {
    if (logger.isDebugEnabled()) {
      logger.debug("{} {} -> {} ({})", method, url, outcome, Durations.format(took));
    }
  }

  @Override
  public void retry(String reason, Duration wait) {
    logger.info("trying again in {}: {}", Durations.format(wait), reason);
  }
}
