package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.report.LedgerRebuild;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Needs no token."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope ledger rebuild new.ledger.db --from videos.csv.results.csv"})
final class LedgerRebuildCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS =
      Column.fields("ledger recorded known_already not_done");

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

  @Mixin CsvOptions csv = new CsvOptions();

  @Override
  boolean needsToken() {
    return false;
  }

  @Override
  void stopWith(App app) {
    Signals.finishOnRequest(app);
  }

  @Override
  ExitCode run(App app) {
    LedgerRebuild rebuild = new LedgerRebuild(results, csv.toManifest(), app.parent());
    Clock clock = Clock.systemUTC();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ledger", ledger.toString());
    try (LedgerLock lock = LedgerLock.take(ledger, Duration.ZERO, clock, app.stop().sleeper());
        Ledger open =
            app.environment
                .ledgers()
                .open(ledger, app.apiUrl(), UploaderCommand.program(), clock)) {
      fields.putAll(rebuild.into(open));
      assert lock != null;
    }
    RowPrinter.printOne(format(), out(), COLUMNS, new JsonObject(fields));
    return ExitCode.OK;
  }
}
