package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.ListColumn;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and ledgers for the tests of this room. */
final class Rows {
  /** As a list's file is sent. */
  static final Demands OF_MANY =
      new Demands(
          Demands.MethodChoice.AUTO, Demands.LARGEST_SINGLE_OF_MANY, null, null, null, null);

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
    Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
    values.put(ListColumn.TITLE, title);
    if (url != null) {
      values.put(ListColumn.URL, url);
    }
    if (file != null) {
      values.put(ListColumn.FILE, String.valueOf(file.getFileName()));
    }
    if (id != null) {
      values.put(ListColumn.ID, id);
    }
    return new ManifestRow(
        "videos.csv",
        2,
        2,
        List.of(),
        values,
        file,
        url == null ? null : UrlIdentity.USUAL.of(url),
        null);
  }

  static Item item(ManifestRow row) {
    Path file = row.file();
    Content content =
        file == null
            ? UrlIdentity.USUAL.of(String.valueOf(row.url()))
            : new Content.LocalFile(file, String.valueOf(row.fileText()));
    return new Item(
        String.valueOf(row.key(PARENT)),
        row,
        content,
        new Destination.NewVideo(PARENT),
        new Metadata(
            String.valueOf(row.effectiveTitle()),
            null,
            null,
            file == null ? null : String.valueOf(file.getFileName())),
        OF_MANY,
        0);
  }

  static Ledger ledger(Path folder) {
    return Ledgers.open(
        folder.resolve("test.ledger.db"), "https://api", "test", Clock.systemUTC(), KeyForm.KEPT);
  }
}
