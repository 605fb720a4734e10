package io.kinescope.uploader.job;

import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.ListSource;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Fills a ledger as an import would have that brought every row home. */
public final class DoneLedger {
  /** Many, so that many writes share a commit. */
  private static final int THREADS = 128;

  private DoneLedger() {}

  /** Records every row of the CSV as uploaded and processed. */
  public static void fill(Path csv, Path file, String service, String parent) {
    Path folder = Objects.requireNonNull(csv.toAbsolutePath().getParent());
    ListSource list =
        new ListSource(
            new ListSource.Input(csv, "bench.csv", folder),
            new ManifestOptions(null, null, Map.of(), UrlIdentity.USUAL),
            parent,
            Rows.OF_MANY,
            () -> false,
            warning -> {});
    try (Ledger ledger = Ledgers.open(file, service, "bench", Clock.systemUTC(), KeyForm.KEPT);
        WorkerPool pool = new WorkerPool("fill", THREADS)) {
      list.check(
          entry -> {
            if (entry instanceof Item item) {
              pool.submit(WorkerPool.Weight.LIGHT, () -> done(ledger, item));
            }
          });
    }
  }

  private static void done(Ledger ledger, Item item) {
    FileSource source = KnownItems.sourceIfReadable(item);
    UploadMethod method = source == null ? UploadMethod.URL : UploadMethod.SINGLE;
    long bytes = source == null ? 0 : source.size();
    int unused = ledger.intend(ItemJournal.intent(item, source, method));
    String id = UUID.randomUUID().toString();
    Stored stored =
        new Stored(
            id,
            item.title(),
            "https://kinescope.io/" + id,
            "https://kinescope.io/embed/" + id,
            method.id(),
            bytes,
            bytes,
            0,
            null,
            null);
    ledger.settle(item.key(), new Outcome.Uploaded(stored, Processing.ready("done")));
  }
}
