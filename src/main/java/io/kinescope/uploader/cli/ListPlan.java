package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.job.Planner;
import io.kinescope.uploader.job.Planner.Planned;
import io.kinescope.uploader.job.TextRepair;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an import would do, row by row; nothing is sent.
 *
 * @param items those that this process takes
 * @param place where their ledger is, or would be; null if there is none
 */
record ListPlan(App app, Job job, ItemSource items, @Nullable Path place) {
  @Nullable Ledger existing() {
    return OpenLedger.forecast(app, place, job.is(Flag.ADOPT_EXISTING));
  }

  /**
   * Plans all rows, and says what there is to say of their links.
   *
   * @return how many links have ended
   */
  long plan(BiConsumer<SourceEntry, Planned> told) {
    long[] ended = {0};
    try (Ledger known = existing()) {
      // Without a token nobody knows what it may; then the dry run says what it can.
      TextRepair rights =
          app.hasToken() ? new TextRepair(app.kinescope().videos(), app.console) : null;
      Planner planner = new Planner(job, known, rights, items, Instant.now(), app.rate());
      items.read(
          some -> {
            for (SourceEntry entry : some) {
              if (app.stop().requested()) {
                throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while planning");
              }
              Planned planned = planner.planned(entry);
              ended[0] += entry instanceof Item && planned.isInvalid() ? 1 : 0;
              told.accept(entry, planned);
            }
          });
      String late = planner.lateLinks();
      if (late != null) {
        app.console.warn(late);
      }
    }
    return ended[0];
  }

  /** Tells of rows that can't be sent, but not of those that the failed file has brought home. */
  ItemSource.Checked checked(ImportReport report) {
    List<Planner> planners = new ArrayList<>(1); // a ledger is opened for the first such row
    List<Ledger> known = new ArrayList<>(1);
    try {
      ItemSource.Checked checked =
          items.check(
              entry -> {
                if (entry instanceof ItemError && planners.isEmpty()) {
                  Ledger ledger = existing();
                  Stream.ofNullable(ledger).forEach(known::add);
                  planners.add(new Planner(job, ledger, null, items, Instant.now(), app.rate()));
                }
                if (entry instanceof ItemError row && planners.get(0).mended(row) == null) {
                  report.sayFault(row);
                }
              });
      return checked.without(planners.stream().mapToLong(Planner::mended).sum());
    } finally {
      known.forEach(Ledger::close);
    }
  }
}
