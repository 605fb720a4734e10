package io.kinescope.uploader.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The emulator's time: the real one until it is put ahead. */
final class EmulatorClock extends Clock {
  private Duration ahead = Duration.ZERO;

  synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public synchronized Instant instant() {
    return Clock.systemUTC().instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
