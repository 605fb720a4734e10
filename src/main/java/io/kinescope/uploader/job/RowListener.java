package io.kinescope.uploader.job;

import io.kinescope.uploader.source.csv.ManifestEntry;

/** Told of each row as it ends; from one thread at a time. */
@FunctionalInterface
public interface RowListener {
  /** One row ended. */
  void ended(ManifestEntry entry, RowOutcome outcome);
}
