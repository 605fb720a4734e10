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
      return Ledgers.connect(IN_MEMORY, IN_MEMORY, dialect.onConnect(), dialect);
    }
    String where = file.toString();
    if (hasRows(side(file, "-wal"))) {
      if (!isWritable(file) && !Files.exists(side(file, "-shm"))) {
        throw UploaderException.withHint(
            ErrorKind.LOCAL_IO,
            "can't read the ledger "
                + where
                + ": its newest rows are in "
                + side(file, "-wal").getFileName()
                + ", which needs a folder that can be written",
            "copy both files into one folder that can be, and look at the copy");
      }
      return Ledgers.connect(file.toUri() + "?mode=ro", where, dialect.onInspect(), dialect);
    }
    if (isWritable(file)) {
      return Ledgers.connect(file.toUri() + "?mode=rw", where, dialect.onInspect(), dialect);
    }
    Stamp before = Stamp.of(file);
    Database database =
        Ledgers.connect(file.toUri() + "?immutable=1", where, dialect.onInspect(), dialect);
    database.checkAfterReading(() -> before.requireUnchanged(file));
    return database;
  }

  /** An empty ledger that is nowhere, in place of this one. */
  static Database nothing(Database instead) {
    instead.close();
    return Ledgers.connect(IN_MEMORY, IN_MEMORY, instead.dialect().onConnect(), instead.dialect());
  }

  /**
   * A copy of a ledger, which may be brought forward; takes the ledger's place and goes when it is
   * closed. Not in memory: an old ledger may be larger than that.
   */
  static Database copy(Database old) {
    try (old) {
      Path file = Files.createTempFile("kinescope", ".ledger.db"); // 0600: upload links are in it
      file.toFile().deleteOnExit(); // where closing is not come to
      old.alone(
          "read",
          () -> {
            old.execute("PRAGMA query_only = OFF"); // no writing but to the copy
            old.update("VACUUM INTO ?", file.toString());
          });
      Database copy =
          Ledgers.connect(
              file.toUri().toString(), old.where(), old.dialect().onConnect(), old.dialect());
      copy.onClosed(() -> file.toFile().delete());
      return copy;
    } catch (IOException e) {
      throw UploaderException.of(
              ErrorKind.LOCAL_IO, "could not copy the ledger " + old.where() + ": " + IoWords.of(e))
          .hint("set KINESCOPE_JAVA_OPTS=-Djava.io.tmpdir=DIR to a folder with room for it")
          .cause(e)
          .build();
    }
  }

  /**
   * Looks at the file before SQLite does.
   *
   * @return whether it has nothing in it
   */
  private static boolean isEmpty(Path file) {
    if (Files.isDirectory(file)) {
      throw notALedger(file, "is a folder");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(HEADER.length);
    } catch (NoSuchFileException e) {
      throw new UploaderException(
          ErrorKind.INPUT, "there is no ledger at " + file, besideTheCsv(file), null, null, e);
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO,
          "can't read the ledger " + file + ": " + IoWords.of(e),
          "check its rights",
          null,
          null,
          e);
    }
    if (start.length > 0 && !Arrays.equals(start, HEADER)) {
      throw notALedger(file, "is not a ledger");
    }
    return start.length == 0;
  }

  private static UploaderException notALedger(Path file, String what) {
    return UploaderException.withHint(ErrorKind.USAGE, file + " " + what, besideTheCsv(file));
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

  private static boolean hasRows(Path log) {
    try {
      return Files.size(log) > 0;
    } catch (IOException e) {
      return false; // there is none
    }
  }

  private static Path side(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** How the file was before it was read. */
  private record Stamp(long size, long modified) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      } catch (IOException e) {
        throw changed(file);
      }
    }

    void requireUnchanged(Path file) {
      if (!of(file).equals(this)) {
        throw changed(file);
      }
    }

    private static UploaderException changed(Path file) {
      return UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "the ledger " + file + " changed while it was read: a run has begun",
          "run the command again");
    }
  }
}
