package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.csv.ListSource;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows and ledgers for the tests of this room. */
final class Rows {
  static final String PARENT = "p";

  private Rows() {}

  static ManifestRow url(String url, String title) {
    return row(url, null, title, null);
  }

  static ManifestRow file(Path file, String title) {
    return row(null, file, title, null);
  }

  static ManifestRow row(
      @Nullable String url, @Nullable Path file, String title, @Nullable String id) {
    String name = file == null ? null : String.valueOf(file.getFileName());
    return new ManifestRow(2, 1, List.of(), url, file, name, title, null, null, null, null, id);
  }

  static Item item(ManifestRow row) {
    return ListSource.item("videos.csv", row, PARENT, Demands.OF_MANY, 0);
  }

  static Ledger ledger(Path folder) {
    return Ledgers.open(folder.resolve("test.ledger.db"), "https://api", "test", Clock.systemUTC());
  }
}
