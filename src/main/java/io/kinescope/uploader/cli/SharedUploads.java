package io.kinescope.uploader.cli;

import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.UploadKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code uploads.db} and the ledgers of its shards know of each other's items: before a run, and
 * again when an item was claimed, since another process may have had it in between.
 *
 * @param file where the run's own ledger is
 */
record SharedUploads(App app, Path file, Ledger own) {
  /** Before a run. */
  void settle(ItemSource source) {
    if (whole() != null || !others().isEmpty()) {
      source.read(
          some ->
              settle(
                  some.stream()
                      .flatMap(e -> e instanceof Item item ? Stream.of(item.key()) : Stream.of())
                      .toList()));
    }
  }

  /** The same for these items. */
  void settle(List<String> keys) {
    Path whole = whole();
    if (whole != null) {
      try (LedgerReader all = Ledgers.inspect(whole, null, LandedKeys::of)) {
        int unused = own.takeOver(all, keys, UploadKey::replaces);
      }
    }
    for (Path other : others()) {
      try (LedgerReader theirs = Ledgers.inspect(other, null, LandedKeys::of)) {
        ShardLedgers.requireKnown(own, file, theirs, other, keys);
      }
    }
  }

  /** That of runs without shards, if this is a shard's; null if there is none. */
  private @Nullable Path whole() {
    Path whole = Shard.whole(file);
    return app.shard != null && Files.exists(whole) ? whole : null;
  }

  private List<Path> others() {
    return ShardLedgers.others(file, app.shard);
  }
}
