package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.report.CsvFiles;
import io.kinescope.uploader.report.LedgerPrune;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger prune}: what is over and gone, out of the ledger. */
@Command(
    name = "prune",
    description = {
      "Forget items that ended long ago and that nothing asks for any more, and make the ledger's file smaller.",
      "Of an import: rows that the list no longer has. Of uploads.db: files that are no longer where they were, and URLs.",
      "What is forgotten would be uploaded again: a row that comes back into the list, a file that is put back, a URL."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = "  kinescope ledger prune videos.csv.ledger.db --older-than 365d --dry-run")
final class LedgerPruneCommand extends BaseCommand {
  private static final List<Column> COLUMNS = Column.fields("ledger forgotten rows");

  @Parameters(index = "0", paramLabel = "LEDGER", description = "The ledger's file.")
  Path file = Path.of("");

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      required = true,
      description = "Forget only what has not changed for this long, such as 365d.")
  Duration age = Duration.ZERO;

  @Option(
      names = "--list",
      paramLabel = "CSV",
      description = "The list whose rows stay (default: the ledger's name without .ledger.db).")
  @Nullable Path list;

  @Option(
      names = "--dry-run",
      description = "Say how many rows would be forgotten; change nothing.")
  boolean dryRun;

  @Mixin CsvOptions csv = new CsvOptions();

  @Override
  public Integer call() {
    Instant before = Instant.now().minus(age);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ledger", file.toString());
    try (LedgerHold hold = new LedgerHold(root().environment.stop().sleeper())) {
      boolean uploads;
      try (Ledger seen = Ledgers.inspect(file, null, LandedKeys::of)) {
        uploads = seen.service().isEmpty();
      }
      LedgerPrune prune =
          uploads
              ? LedgerPrune.ofUploads(before)
              : LedgerPrune.of(list(), csv.toManifest(), before);
      if (dryRun) {
        try (Ledger seen = Ledgers.inspect(file, null, LandedKeys::of)) {
          told(prune, seen, fields);
        }
      } else {
        hold.take(file, uploads);
        try (Ledger ledger =
            root()
                .environment
                .ledgers()
                .open(file, null, UploaderCommand.program(), Clock.systemUTC())) {
          ledger.requireWhole(false);
          told(prune, ledger, fields);
        }
      }
    }
    RowPrinter.printOne(format(), out(), COLUMNS, new JsonObject(fields));
    return ExitCode.OK.code();
  }

  private void told(LedgerPrune prune, Ledger ledger, Map<String, @Nullable Object> fields) {
    fields.put("forgotten", prune.from(ledger, !dryRun));
    fields.put("rows", ledger.counts().values().stream().mapToLong(Long::longValue).sum());
  }

  private Input list() {
    String name = String.valueOf(Shard.whole(file).getFileName());
    Path usual =
        name.endsWith(CsvFiles.LEDGER)
            ? file.resolveSibling(name.substring(0, name.length() - CsvFiles.LEDGER.length()))
            : null;
    Path csvFile = list == null ? usual : list;
    if (csvFile == null || !Files.isRegularFile(csvFile)) {
      throw UploaderException.usage(
          "the list of " + file + " is not there" + (csvFile == null ? "" : ": " + csvFile),
          "name it with --list CSV: rows that it still has are not forgotten");
    }
    Path folder = csvFile.toAbsolutePath().getParent();
    return new Input(csvFile, csvFile.toString(), folder == null ? csvFile : folder);
  }
}
