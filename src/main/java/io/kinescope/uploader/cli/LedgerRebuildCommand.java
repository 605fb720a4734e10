package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.report.LedgerRebuild;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger rebuild}: what a results file knows, in a ledger again. */
@Command(
    name = "rebuild",
    description = {
      "Record in a ledger, new or old, the rows that a results file calls done, so that the next import skips them.",
      "Rows are identified by the results' own columns: id, else url or file and parent_id; give --parent and --map as in the import.",
      "Failed rows whose video may exist are left for you to decide (--adopt-existing, --retry-unknown); the next import uploads the other rows.",
      "With a token that may read, it looks for each video, and leaves a row whose video is not there for you to decide."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope ledger rebuild new.ledger.db --from videos.csv.results.csv"})
final class LedgerRebuildCommand extends BaseCommand.Online {
  private static final int ASKED_TOGETHER = 100;

  private static final List<Column> COLUMNS =
      Column.fields("ledger recorded known_already not_done not_found");

  @Parameters(
      index = "0",
      paramLabel = "LEDGER",
      description = "The ledger; created if it does not exist.")
  Path ledger = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "RESULTS",
      required = true,
      description = "The results file of an import: FILE.results.csv.")
  Path results = Path.of("");

  @Option(
      names = "--no-check",
      description = "Do not ask Kinescope whether the videos are there: one call for 100 of them.")
  boolean noCheck;

  private boolean blind;

  @Mixin CsvOptions csv = new CsvOptions();

  /** It is used where there is one. */
  @Override
  boolean needsToken() {
    return !noCheck;
  }

  @Override
  void stopWith(App app) {
    Signals.finishOnRequest(app, Signals.ONE_CALL);
  }

  @Override
  ExitCode run(App app) {
    Shard shard = Shard.of(ledger);
    LedgerRebuild rebuild =
        new LedgerRebuild(results, csv.toManifest(), app.parent(), shard, ids -> absent(app, ids));
    Instant last = rebuild.lastDone();
    Clock clock = Clock.systemUTC();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ledger", ledger.toString());
    try (LedgerLock lock = LedgerLock.take(ledger, Duration.ZERO, clock, app.stop().sleeper());
        Ledger open =
            app.environment
                .ledgers()
                .open(ledger, app.apiUrl(), UploaderCommand.program(), clock)) {
      ShardLedgers.mark(open, ledger, shard);
      fields.putAll(rebuild.into(open, last));
      assert lock != null;
    }
    RowPrinter.printOne(format(), out(), COLUMNS, new JsonObject(fields));
    return ExitCode.OK;
  }

  /** Those that the service says it does not have; none where it may not be asked. */
  private Set<String> absent(App app, Set<String> ids) {
    Set<String> absent = new HashSet<>();
    List<String> all = List.copyOf(ids);
    try {
      for (int from = 0; app.hasToken() && !blind && from < all.size(); from += ASKED_TOGETHER) {
        List<String> some = all.subList(from, Math.min(from + ASKED_TOGETHER, all.size()));
        VideoWatcher.lookOnce(app.kinescope().videos(), some)
            .forEach(
                (id, sight) -> {
                  if (sight instanceof Sight.Gone) {
                    absent.add(id);
                  }
                });
      }
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      blind = true;
      app.console.warn("whether the videos are in Kinescope was not checked: " + e.getMessage());
    }
    return absent;
  }
}
