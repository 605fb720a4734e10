package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.ledger.Ledgers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger backup}: a copy that is whole. */
@Command(
    name = "backup",
    description = {
      "Copy a ledger to a new file: a consistent snapshot, even during a run.",
      "A copy made during a run lacks what the run does later: after restoring it, import with --adopt-existing.",
      "Do not copy the file itself during a run or after a kill: the copy would lack its newest rows."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope ledger backup videos.csv.ledger.db copy.db"})
final class LedgerBackupCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "LEDGER", description = "The ledger's file.")
  Path ledger = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "The new file, mode 0600.")
  Path copy = Path.of("");

  @Override
  public Integer call() {
    Ledgers.backup(ledger, copy, this::isInUse);
    return ExitCode.OK.code();
  }

  /** Asks the kernel, and lets go at once: a run may begin while the copy is made. */
  private boolean isInUse() {
    if (Files.exists(KeyLocks.file(ledger))) {
      try (KeyLocks locks = KeyLocks.beside(ledger)) {
        return !locks.arrive();
      }
    }
    if (!Files.exists(LedgerLock.file(ledger))) {
      return false;
    }
    try {
      LedgerLock.take(ledger, Duration.ZERO, Clock.systemUTC(), root().environment.stop().sleeper())
          .close();
      return false;
    } catch (UploaderException e) {
      return true; // it is held, or nobody can tell
    }
  }
}
