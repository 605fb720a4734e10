package io.kinescope.uploader.cli;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.output.OutputFormat;
import io.kinescope.uploader.output.RowPrinter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger export}: every row, as it comes, in constant memory. */
@Command(
    name = "export",
    description = {
      "Write every row that the ledger knows, in the order in which they were first tried.",
      "For example: kinescope ledger export videos.csv.ledger.db -o csv > rows.csv",
      "With -o id, the keys of the rows."
    })
final class LedgerExportCommand extends BaseCommand {
  @Parameters(
      paramLabel = "LEDGER",
      description = "The ledger's file, such as videos.csv.ledger.db.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    Invocation invocation = invocation();
    OutputFormat format = invocation.options().output;
    try (Ledger ledger = Ledgers.inspect(file, null);
        RowPrinter printer =
            RowPrinter.of(format, out(), LedgerRows.columns(format, LedgerRows.ALL))) {
      LedgerRows.print(
          ledger, Listing.ALL, LedgerRows.plain(), printer, invocation.surroundings().stop());
    }
    return ExitCode.OK.code();
  }
}
