package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.units.Durations;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Hands files on, but for those that may still be written; counts them. */
final class FoundFiles {
  private final Consumer<Path> consumer;
  private final Duration minAge;
  private final Clock clock;
  private final Notices notices;
  private long count;

  FoundFiles(Consumer<Path> consumer, Duration minAge, Clock clock, Notices notices) {
    this.consumer = consumer;
    this.minAge = minAge;
    this.clock = clock;
    this.notices = notices;
  }

  /** A regular file. */
  void offer(Path file, BasicFileAttributes attributes) {
    if (minAge.isZero()) {
      pass(file);
      return;
    }
    Instant modified = attributes.lastModifiedTime().toInstant();
    Duration age = Duration.between(modified, clock.instant());
    if (age.compareTo(minAge) >= 0) {
      pass(file);
      return;
    }
    String when =
        age.isNegative()
            ? "modified in the future (" + modified + ")"
            : "modified " + Durations.format(age) + " ago";
    notices.warn(
        "file %s left out: %s, still being written? (--min-age %s)"
            .formatted(file, when, Durations.format(minAge)));
  }

  /** Whatever it is: the one who takes it says what is wrong with it. */
  void pass(Path file) {
    count++;
    consumer.accept(file);
  }

  long count() {
    return count;
  }
}
