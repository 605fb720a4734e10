package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.job.JobTools.Claim;
import io.kinescope.uploader.job.LandedUploads;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.UploadKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger that {@code upload file}, {@code url} and {@code link} share over all runs of a user.
 * Several processes may work with it: each item is claimed, not the file. Where it can't be kept,
 * uploading goes on with one in memory, and says so once.
 *
 * @param claims takes the right to work on an item; waits for another process that has it
 */
record UploadsLedger(Ledger ledger, Function<String, Claim> claims, @Nullable KeyLocks locks)
    implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Opens it.
   *
   * @param named {@code --ledger}; null for the user's own
   */
  static UploadsLedger open(App app, @Nullable Path named) {
    if (app.isSandbox() && named == null) {
      return inMemory(); // the emulator forgets everything when this process ends
    }
    Environment environment = app.invocation().surroundings();
    Path file;
    try {
      file = named == null ? Ledgers.uploadsFile(environment.env()) : ImportLedger.usable(named);
      return shared(app, file);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.LOCAL_IO || named != null || Ledgers.isDamage(e)) {
        throw e; // what it knows can still be read by somebody: going on would double it
      }
      UploadsLedger memory;
      try {
        memory = inMemory();
      } catch (UploaderException none) { // SQLite itself can't be loaded
        throw e;
      }
      app.invocation()
          .messages()
          .warn(
              "the program can't remember this upload: running the same command again makes a"
                  + " second video ("
                  + e.getMessage()
                  + "; XDG_STATE_HOME may name another folder)");
      return memory;
    }
  }

  private static UploadsLedger shared(App app, Path file) {
    Environment environment = app.invocation().surroundings();
    Ledger ledger = environment.ledgers().open(file, null, App.program(), Clock.systemUTC());
    try {
      ledger.rekey(UploadKey.PREFIX, LandedUploads::newKey);
      KeyLocks locks = KeyLocks.beside(file);
      Function<String, Claim> claims =
          key -> {
            KeyLocks.Held held =
                locks.take(
                    key,
                    POLL,
                    environment.stop().sleeper(),
                    () ->
                        app.invocation()
                            .messages()
                            .info("waiting for another process that uploads the same item"));
            return held::close;
          };
      return new UploadsLedger(ledger, claims, locks);
    } catch (UploaderException e) {
      ledger.close();
      throw e;
    }
  }

  private static UploadsLedger inMemory() {
    return new UploadsLedger(Ledgers.inMemory(Clock.systemUTC()), key -> Claim.ALONE, null);
  }

  @Override
  public void close() {
    if (locks != null) {
      locks.close();
    }
    ledger.close();
  }
}
