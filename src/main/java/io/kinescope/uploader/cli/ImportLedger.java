package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.report.CsvFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one import, locked and open. With the emulator, and no name given, it lives in a
 * temporary folder and goes with the run.
 *
 * @param path null where it is temporary
 */
record ImportLedger(
    @Nullable Path path, Ledger ledger, LedgerLock lock, @Nullable Path temporaryFolder)
    implements AutoCloseable {

  /** Where the ledger of an input is; null for one that is temporary. */
  static @Nullable Path place(App session, CsvInput input, @Nullable Path named) {
    if (named != null) {
      return usable(named);
    }
    if (session.isSandbox()) {
      return null;
    }
    Path original = input.original();
    if (original == null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "rows from standard input need a ledger, or a second run would make every video again",
          "give --ledger FILE");
    }
    return beside(original);
  }

  /** Refuses what can't be a ledger before anything of it, or beside it, is touched. */
  static Path usable(Path named) {
    if (named.toString().isEmpty()) {
      throw UploaderException.withHint(
          ErrorKind.USAGE, "--ledger '' is no file's name", "is a variable not set?");
    }
    if (Files.exists(named) && !Files.isRegularFile(named) && !Files.isDirectory(named)) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "--ledger " + named + " is not a regular file",
          "the ledger is a file that stays: it is what keeps a second run from making every video"
              + " again");
    }
    return named;
  }

  /**
   * The rows of a failed or results file are those of its list: with a ledger of their own, each
   * would become a second video.
   */
  private static Path beside(Path csv) {
    String name = String.valueOf(csv.getFileName());
    for (String ending : List.of(CsvFiles.FAILED, CsvFiles.RESULTS)) {
      if (name.endsWith(ending)) {
        String list = name.substring(0, name.length() - ending.length());
        Path ledger = list.isEmpty() ? null : beside(csv.resolveSibling(list));
        if (ledger != null && Files.exists(ledger)) {
          return ledger;
        }
      }
    }
    return CsvFiles.ledger(csv);
  }

  /**
   * Takes the lock and opens the ledger.
   *
   * @param wait how long to wait for another run
   */
  static ImportLedger open(App session, @Nullable Path path, Duration wait) {
    Path folder = path == null ? temporary() : null;
    Path file =
        path == null
            ? Objects.requireNonNull(folder, "made just now").resolve("sandbox.ledger.db")
            : path;
    Clock clock = Clock.systemUTC();
    Environment surroundings = session.invocation().surroundings();
    LedgerLock lock = LedgerLock.take(file, wait, clock, surroundings.stop().sleeper());
    try {
      return new ImportLedger(
          path,
          surroundings.ledgers().open(file, session.apiUrl(), App.program(), clock),
          lock,
          folder);
    } catch (UploaderException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The ledger as it is, for a dry run: nothing is locked, and nothing made. Null if there is none.
   */
  static @Nullable Ledger existing(App session, @Nullable Path path) {
    return path == null || !Files.exists(path) ? null : Ledgers.inspect(path, session.apiUrl());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("kinescope-sandbox");
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "no temporary folder can be made: " + IoWords.of(e), e);
    }
  }

  @Override
  public void close() {
    ledger.close();
    lock.close();
    if (temporaryFolder != null) {
      remove(temporaryFolder);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "temporary folder " + folder + " can't be removed", e);
    }
  }
}
