package io.kinescope.uploader.cli;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The ledger that a {@code ledger} command reads. */
final class LedgerFile {
  @Parameters(
      index = "0",
      paramLabel = "LEDGER",
      description = "The ledger's file, such as videos.csv.ledger.db.")
  Path path = Path.of("");

  /** Opens it to read, of whatever service it is. */
  Ledger inspect() {
    return Ledgers.inspect(path, null);
  }
}
