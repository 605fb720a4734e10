package io.kinescope.uploader.cli;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger export}: every row, as it comes, in constant memory. */
@Command(
    name = "export",
    description = {
      "Write every row that the ledger knows, in the order in which they were first tried.",
      "For example: kinescope ledger export videos.csv.ledger.db -o csv > rows.csv",
      "In orphans: ids of videos that earlier attempts of the row made and no row needs (not in tables).",
      "With -o id, the keys of the rows."
    })
final class LedgerExportCommand extends BaseCommand {
  @Mixin LedgerFile file = new LedgerFile();

  @Override
  public Integer call() {
    Invocation invocation = invocation();
    OutputFormat format = invocation.options().output;
    try (Ledger ledger = file.inspect();
        RowPrinter printer = RowPrinter.of(format, out(), LedgerRows.exported(format))) {
      LedgerRows.print(
          ledger,
          Ledger.Listing.ALL,
          LedgerRows.withOrphans(ledger),
          printer,
          invocation.surroundings().stop());
    }
    return ExitCode.OK.code();
  }
}
