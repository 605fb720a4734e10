package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.report.CsvFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where ledgers are, by their names: that of a list, of its failed rows, and the user's own. */
final class LedgerPlace {
  private LedgerPlace() {}

  /**
   * Where the ledger of a list is; null for one in memory.
   *
   * @param list null if its rows come through a pipe
   * @param named {@code --ledger}
   */
  static @Nullable Path ofList(App app, @Nullable Path list, @Nullable Path named) {
    if (named != null) {
      return app.ofShard(usable(named));
    }
    if (app.isSandbox()) {
      return null;
    }
    if (list == null) {
      throw UploaderException.usage(
          "rows from standard input need a ledger, or a second run would upload every video again",
          "use --ledger FILE");
    }
    return app.ofShard(beside(list));
  }

  /** Where that of {@code upload file} is; null for one in memory. */
  static @Nullable Path ofUser(App app, @Nullable Path named) {
    if (named != null) {
      return usable(named);
    }
    return app.isSandbox() ? null : Ledgers.uploadsFile(app.environment.env());
  }

  /** Refuses what can't be a ledger before anything of it, or beside it, is touched. */
  static Path usable(Path named) {
    if (Files.exists(named) && !Files.isRegularFile(named) && !Files.isDirectory(named)) {
      throw UploaderException.usage(
          "--ledger " + named + " is not a regular file",
          "use a permanent file: it keeps a second run from uploading every video again");
    }
    return named;
  }

  /**
   * The rows of a failed or results file are those of its list: with a ledger of their own, each
   * would become a second video.
   */
  private static Path beside(Path csv) {
    String name = CsvFiles.nameOf(csv);
    Path own = CsvFiles.beside(csv, CsvFiles.LEDGER);
    if (Files.isSymbolicLink(own)) {
      return real(own);
    }
    for (String ending : List.of(CsvFiles.FAILED, CsvFiles.RESULTS)) {
      if (name.endsWith(ending)) {
        String list = name.substring(0, name.length() - ending.length());
        Path ledger = list.isEmpty() ? null : beside(csv.resolveSibling(list));
        if (ledger != null && Files.exists(ledger)) {
          return ledger;
        }
      }
    }
    return own;
  }

  /** Behind a link: its lock is beside the file itself. One that leads nowhere stays. */
  private static Path real(Path ledger) {
    try {
      return ledger.toRealPath();
    } catch (IOException e) {
      return ledger;
    }
  }

  /** Whether the file is one that an import has written of its rows, by its name. */
  static boolean isReport(Path csv) {
    String name = CsvFiles.nameOf(csv);
    return name.endsWith(CsvFiles.FAILED) || name.endsWith(CsvFiles.RESULTS);
  }

  /** Whether the file is one of failed rows, by its name or by {@link #lead}. */
  static boolean isOfFailed(Path csv) {
    return CsvFiles.nameOf(csv).endsWith(CsvFiles.FAILED)
        || Files.isSymbolicLink(CsvFiles.beside(csv, CsvFiles.LEDGER));
  }

  /**
   * A failed file leads to its list's ledger, where {@code --ledger} or {@code --failed} have put
   * that out of its sight: by a link in the place of its own. The link goes with the file.
   */
  static void lead(Path failed, Path ledger) {
    Path own = CsvFiles.beside(failed, CsvFiles.LEDGER).toAbsolutePath();
    Path there = real(ledger);
    boolean written = Files.exists(failed);
    try {
      if (Files.isSymbolicLink(own) && real(own).equals(there) != written) {
        Files.delete(own);
      }
      if (written
          && !Files.exists(own, LinkOption.NOFOLLOW_LINKS)
          && !real(beside(failed)).equals(there)) {
        Path folder = own.resolveSibling(".").toRealPath();
        Files.createSymbolicLink(own, folder.relativize(there));
      }
    } catch (IOException | UnsupportedOperationException e) {
      LogLine.info(LoggerFactory.getLogger(LedgerPlace.class), LogEvent.OTHER)
          .say("no link to the ledger: {}", e.toString());
    }
  }
}
