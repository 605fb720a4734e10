package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.OwnerOnly;
import io.kinescope.uploader.base.files.Xdg;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/** Opens ledgers. Nothing of JDBC is touched before a method here is called. */
public final class Ledgers {
  private Ledgers() {}

  /**
   * Opens a ledger, creating it with mode 0600 if it is not there; one that others may read gets
   * that mode. Two runs are kept apart by {@link LedgerLock}, not by this.
   *
   * @param service the API URL that it belongs to; another one's is refused. Null: it serves any,
   *     and the caller has the service in the keys
   * @param program this program's version
   * @param keys of entries that an older version wrote
   * @throws UploaderException LOCAL_IO if it can't be opened; USAGE if it is another service's, a
   *     newer program's, or not a ledger
   */
  public static Ledger open(
      Path file, @Nullable String service, String program, Clock clock, KeyForm keys) {
    PrivateFiles.create(file, "the ledger", file);
    return open(file, service, program, clock, keys, new Dialect(), Schema.STEPS);
  }

  /**
   * Opens a ledger that must be there already, to be looked at: {@code ledger show} and the dry
   * run. Nothing is written, no lock is taken, a run may be writing to it, and its folder may be
   * read-only. What the answer's methods would write is refused.
   *
   * @param service as with {@link #open}, as are {@code keys}; null: whatever service it has
   * @throws UploaderException INPUT if there is no such file; LOCAL_IO if it can't be read; USAGE
   *     as {@link #open}
   */
  public static Ledger inspect(Path file, @Nullable String service, KeyForm keys) {
    boolean hadLog = RunMark.hasLog(file);
    Database database = Inspecting.open(file);
    try {
      int version = new Schema(database, Schema.STEPS, keys).check(service);
      if (version < Schema.STEPS.size()) {
        database = Inspecting.copy(database, version);
        new Schema(database, Schema.STEPS, keys).prepare(null, "", Instant.EPOCH);
        database.prepare(database.dialect().onInspect());
      }
      Clock clock = Clock.systemUTC();
      return new Ledger(database, clock, new RunMark(database, clock, hadLog, false));
    } catch (UploaderException e) {
      database.closeAfter(e);
      throw e;
    }
  }

  /**
   * Copies a ledger, whole as it is at one moment, also while a run writes to it. The copy of a run
   * that is under way says so, and is refused as half there: what the run makes later is not in it.
   *
   * @param to the new file, 0600
   * @param running tells whether a run is under way now
   * @throws UploaderException as {@link #inspect}; USAGE if there is a file; LOCAL_IO if the copy
   *     can't be made
   */
  public static void backup(Path file, Path to, BooleanSupplier running) {
    try (Database database = Inspecting.open(file)) {
      boolean isNew = new Schema(database, Schema.STEPS, KeyForm.KEPT).check(null) == 0;
      List<String> before = isNew ? List.of() : RunMark.of(database);
      boolean idle = !running.getAsBoolean(); // then that mark is a dead run's
      PrivateFiles.createNew(to);
      try {
        Inspecting.copy(database, to);
        Dialect dialect = database.dialect();
        try (Database copy =
            connect(to.toUri().toString(), to.toString(), dialect.onConnect(), dialect)) {
          if (idle && !before.isEmpty() && RunMark.of(copy).equals(before)) {
            RunMark.remove(copy);
          }
        }
      } catch (UploaderException e) {
        boolean unusedToo = to.toFile().delete();
        throw e;
      }
    }
  }

  /**
   * Makes sure that a ledger can be made and written here, by making a file beside its place.
   *
   * @param ofList whether it is that of a list, which may not be on a network drive
   * @throws UploaderException LOCAL_IO if not
   */
  public static void requirePlace(Path file, boolean ofList) {
    if (ofList) {
      NetworkDisk.refuse(file);
    }
    String elsewhere = "change the rights of the folder, or give another place with --ledger";
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO, "could not write the ledger " + file + ": no permission", elsewhere);
    }
    AtomicFile.requirePlace(file.resolveSibling(file.getFileName() + ".check"), elsewhere);
  }

  /** A ledger that is nowhere, and goes with the process. */
  public static Ledger inMemory(Clock clock) {
    Database database = Inspecting.nowhere(new Dialect());
    new Schema(database, Schema.STEPS, KeyForm.KEPT).prepare(null, "", clock.instant());
    return new Ledger(database, clock, new RunMark(database, clock, false, true));
  }

  /** A ledger in a temporary file, which goes when it is closed. */
  public static Ledger temporary(Clock clock) {
    try {
      Path file = Files.createTempFile("kinescope", ".ledger.db"); // 0600
      file.toFile().deleteOnExit(); // where closing is not come to
      Database database =
          connect(
              file.toUri().toString(), file.toString(), new Dialect().onConnect(), new Dialect());
      database.onClosed(() -> file.toFile().delete());
      new Schema(database, Schema.STEPS, KeyForm.KEPT).prepare(null, "", clock.instant());
      return new Ledger(database, clock, new RunMark(database, clock, false, true));
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "could not make a temporary ledger: " + IoWords.of(e), e);
    }
  }

  /** Whether a ledger could not be opened because it is damaged, half, or no ledger at all. */
  public static boolean isDamage(UploaderException e) {
    return e.getCause() instanceof SQLException cause && Dialect.isDamage(cause);
  }

  /**
   * Where {@code upload file} keeps what it can go on with: {@code
   * $XDG_STATE_HOME/kinescope/uploads.db}; without a home in the temporary folder. Makes its
   * folder, 0700.
   *
   * @param environment the process's environment
   * @throws UploaderException LOCAL_IO if the folder can't be made
   */
  public static Path uploadsFile(Map<String, String> environment) {
    Path own = Xdg.STATE.folder(environment);
    Path folder = own != null ? own : Path.of(System.getProperty("java.io.tmpdir"), "kinescope");
    try {
      Files.createDirectories(folder, OwnerOnly.folder(folder));
      // Anybody can make that one; but where nobody else may write and we can, it is ours. Windows
      // has no such permissions, and a temporary folder for each user.
      PosixFileAttributeView view =
          Files.getFileAttributeView(folder, PosixFileAttributeView.class);
      if (own == null
          && view != null
          && !(view.readAttributes().permissions().size() == 3 && Files.isWritable(folder))) {
        throw new AccessDeniedException(folder.toString());
      }
    } catch (IOException e) {
      String message = "could not create the folder " + folder + ": " + IoWords.of(e);
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO, message, "change the permissions of the parent folder", e);
    }
    return folder.resolve("uploads.db");
  }

  static Ledger open(
      Path file,
      @Nullable String service,
      String program,
      Clock clock,
      KeyForm keys,
      Dialect dialect,
      List<List<String>> steps) {
    // As a URI: any character of a file's name is safe there, a question mark too.
    String uri = file.toUri().toString();
    boolean hadLog = RunMark.hasLog(file);
    Database database = connect(uri, file.toString(), dialect.onConnect(), dialect);
    try {
      Schema schema = new Schema(database, steps, keys);
      int unused = schema.check(null); // before anything is written to it
      PrivateFiles.restrict(file); // now that it is known to be a ledger, or empty
      database.prepare(dialect.onOwned());
      schema.prepare(service, program, clock.instant());
      return new Ledger(database, clock, new RunMark(database, clock, hadLog, true));
    } catch (UploaderException e) {
      if (hadLog) {
        database.leave(); // with its log, it is as whole as it was
      } else {
        database.closeAfter(e);
      }
      throw e;
    }
  }

  static Database connect(String uri, String where, List<String> first, Dialect dialect) {
    NativeLibrary.prepare();
    Connection connection;
    try {
      connection = JDBC.createConnection(JDBC.PREFIX + uri, new Properties());
    } catch (SQLException | LinkageError e) {
      SQLException sql = e instanceof SQLException own ? own : new SQLException(e);
      throw dialect.explain(sql, "open", where);
    }
    Database database = new Database(connection, dialect, where);
    try {
      database.prepare(first);
      return database;
    } catch (UploaderException e) {
      database.closeAfter(e);
      throw e;
    }
  }
}
