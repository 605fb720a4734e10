package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Opens a ledger to be looked at: whatever it is and whoever writes to it, it stays as it is. Which
 * way SQLite takes depends on the log ({@code -wal}) beside it:
 *
 * <ul>
 *   <li>A log with rows in it, of a run that is going on or was killed: {@code mode=ro}. Nothing is
 *       moved out of the log, which stays for the next run.
 *   <li>No log, and a folder that may be written: a connection that refuses to write. SQLite makes
 *       its side files for a moment, so that a run that begins meanwhile is seen, and removes them.
 *   <li>No log, and a folder that may not be written: {@code immutable=1}, since SQLite can't make
 *       its side files. Should somebody who may write begin a run meanwhile, that is noticed, and
 *       what was read is not believed.
 * </ul>
 */
final class Inspecting {
  private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final String IN_MEMORY = ":memory:";

  private Inspecting() {}

  /**
   * A connection to an existing ledger, or to an empty one in memory where a run has only just made
   * the file.
   */
  static Database open(Path file) {
    Dialect dialect = new Dialect();
    if (isEmpty(file)) {
      return nowhere(dialect);
    }
    String where = file.toString();
    boolean hasRows = RunMark.hasLog(file);
    boolean writable = isWritable(file);
    if (hasRows && !writable && !Files.exists(side(file, "-shm"))) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "could not read the ledger "
              + where
              + ": its newest rows are in "
              + RunMark.log(file).getFileName()
              + ", and reading that needs a folder that you may write to",
          "copy both files to a folder that you may write to, and use the copy");
    }
    String before = stamp(file);
    String way = hasRows ? "?mode=ro" : writable ? "?mode=rw" : "?immutable=1";
    Database database = Ledgers.connect(file.toUri() + way, where, dialect.onInspect(), dialect);
    if (!hasRows && !writable) {
      database.checkAfterReading(() -> requireUnchanged(file, before));
    }
    return database;
  }

  /** An empty database that goes with the process. */
  static Database nowhere(Dialect dialect) {
    return Ledgers.connect(IN_MEMORY, IN_MEMORY, dialect.onConnect(), dialect);
  }

  /**
   * A copy of a ledger, which may be brought forward; takes the ledger's place and goes when it is
   * closed. Not in memory, but for an empty one: an old ledger may be larger than that.
   */
  static Database copy(Database old, int version) {
    try (old) {
      if (version == 0) {
        return nowhere(old.dialect());
      }
      Path file = Files.createTempFile("kinescope", ".ledger.db"); // 0600: upload links are in it
      file.toFile().deleteOnExit(); // where closing is not come to
      copy(old, file);
      Database copy =
          Ledgers.connect(
              file.toUri().toString(), old.where(), old.dialect().onConnect(), old.dialect());
      copy.onClosed(() -> file.toFile().delete());
      return copy;
    } catch (IOException e) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "could not copy the ledger " + old.where() + ": " + IoWords.of(e),
          "set KINESCOPE_JAVA_OPTS=-Djava.io.tmpdir=DIR to a folder with room for it",
          e);
    }
  }

  /** Copies a ledger, with what is in its log, into an empty file. */
  static void copy(Database old, Path to) {
    old.alone(
        "copy",
        () -> {
          old.execute("PRAGMA query_only = OFF"); // no writing but to the copy
          old.update("VACUUM INTO ?", to.toString());
        });
  }

  /** Looks at the file before SQLite does: whether it has nothing in it. */
  private static boolean isEmpty(Path file) {
    if (Files.isDirectory(file)) {
      throw notALedger(file, "is a folder");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(HEADER.length);
    } catch (NoSuchFileException e) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "there is no ledger at " + file, besideTheCsv(file), e);
    } catch (IOException e) {
      String message = "could not read the ledger " + file + ": " + IoWords.of(e);
      throw UploaderException.withHint(ErrorKind.LOCAL_IO, message, "check its permissions", e);
    }
    if (start.length > 0 && !Arrays.equals(start, HEADER)) {
      throw notALedger(file, "is not a ledger");
    }
    return start.length == 0;
  }

  private static UploaderException notALedger(Path file, String what) {
    return UploaderException.usage(file + " " + what, besideTheCsv(file));
  }

  /** People name the CSV, too. */
  private static String besideTheCsv(Path file) {
    Path ledger = side(file, ".ledger.db");
    return Files.isRegularFile(ledger)
        ? "did you mean " + ledger + "?"
        : "an import writes it beside its CSV, as FILE.ledger.db";
  }

  private static boolean isWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return Files.isWritable(file) && folder != null && Files.isWritable(folder);
  }

  private static Path side(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** How the file is; what differs later has changed. */
  private static String stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.size() + " bytes of " + now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      return "gone";
    }
  }

  private static void requireUnchanged(Path file, String before) {
    if (!stamp(file).equals(before)) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "the ledger " + file + " changed while it was read: a run has begun",
          "run the command again");
    }
  }
}
