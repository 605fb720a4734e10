package io.kinescope.uploader.job;

import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;

/** Fills a ledger as an import would have that brought every row home. */
public final class DoneLedger {
  /** Many, so that many writes share a commit. */
  private static final int THREADS = 128;

  private DoneLedger() {}

  /** Records every row of the CSV as uploaded and processed. */
  public static void fill(Path csv, Path file, String service, String parent) {
    try (Ledger ledger = Ledgers.open(file, service, "bench", Clock.systemUTC());
        ManifestReader reader = ManifestReader.open(csv, ManifestOptions.DEFAULT);
        WorkerPool pool = new WorkerPool("fill", THREADS)) {
      while (reader.hasNext()) {
        RowJob job = new RowJob((ManifestRow) reader.next(), parent);
        pool.submit(WorkerPool.Weight.LIGHT, () -> done(ledger, job));
      }
    }
  }

  private static void done(Ledger ledger, RowJob job) {
    FileSource source = job.source();
    boolean url = source == null;
    ledger.intend(
        new Intent(
            job.key(),
            url ? CreateCall.URL : CreateCall.SINGLE,
            String.valueOf(job.row().source()),
            job.parent(),
            job.title(),
            job.fingerprint(),
            source == null ? null : source.size(),
            source == null ? null : source.modified()));
    String id = UUID.randomUUID().toString();
    Stored stored =
        new Stored(
            id,
            job.title(),
            "https://kinescope.io/" + id,
            "https://kinescope.io/embed/" + id,
            url ? "url" : "single",
            source == null ? 0 : source.size(),
            source == null ? 0 : source.size(),
            0,
            null,
            null);
    ledger.settle(job.key(), new Outcome.Uploaded(stored, Processing.ready("done")));
  }
}
