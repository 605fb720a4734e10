package io.kinescope.uploader.cli;

import picocli.CommandLine.Command;

/** {@code ledger}: what the ledger of an import knows. */
@Command(
    name = "ledger",
    description = {
      "Look into the ledger of an import, FILE.ledger.db.",
      "Only reads: it works while a run is going on, and needs no token."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LedgerShowCommand.class, LedgerExportCommand.class, LedgerExplainCommand.class})
final class LedgerCommand extends BaseCommand {
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
