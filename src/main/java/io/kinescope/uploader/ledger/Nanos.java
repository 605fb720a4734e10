package io.kinescope.uploader.ledger;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** File times as one number, to the nanosecond; far-off years end at 1677 and 2262. */
final class Nanos {
  private static final long PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private Nanos() {}

  static long of(Instant time) {
    return FileTime.from(time).to(TimeUnit.NANOSECONDS); // saturates where multiplying overflows
  }

  static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }
}
