package io.kinescope.uploader.importing;

import io.kinescope.uploader.manifest.ManifestEntry;

/** Told of each row as it ends; from one thread at a time. */
@FunctionalInterface
public interface RowListener {
  /** One row ended. */
  void ended(ManifestEntry entry, RowOutcome outcome);
}
