package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.Xdg;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.throttle.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a run, open, with its locks: that of a list, which one run at a time has, or {@code
 * uploads.db}, which all runs of a user share. With the emulator, and no name given, it lives in
 * memory: nothing of it outlives the process.
 *
 * @param path null where it is in memory
 * @param claims takes the right to work on an item; waits for another process that has it
 * @param end closes the ledger, and lets go of the locks
 */
record OpenLedger(@Nullable Path path, Ledger ledger, Function<String, Claim> claims, Runnable end)
    implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private static OpenLedger inMemory() {
    Ledger ledger = Ledgers.inMemory(Clock.systemUTC());
    return new OpenLedger(null, ledger, key -> Claim.ALONE, ledger::close);
  }

  /**
   * What a run would find there, without one: throws what it would throw, but for a lock.
   *
   * @param ofList whether it is that of a list, which belongs to one service
   * @return what was found, in words
   */
  static String check(App app, @Nullable Path path, boolean ofList) {
    if (path == null) {
      return "in memory: nothing outlives the process";
    }
    Ledgers.requirePlace(path, ofList);
    if (!Files.exists(path)) {
      return path + " can be made";
    }
    try (LedgerReader known = Ledgers.inspect(path, ofList ? app.apiUrl() : null, LandedKeys::of)) {
      long items = known.counts().values().stream().mapToLong(Long::longValue).sum();
      return path + " can be written, and knows " + items + (items == 1 ? " item" : " items");
    }
  }

  /**
   * Takes the lock of a list's ledger, waiting for another run to end, and opens it.
   *
   * @param halfAccepted whether it may have lost what a run recorded, as with {@code
   *     --adopt-existing}
   */
  static OpenLedger ofList(App app, @Nullable Path path, Duration wait, boolean halfAccepted) {
    if (path == null) {
      return inMemory();
    }
    Clock clock = Clock.systemUTC();
    Sleeper sleeper = app.stop().sleeper();
    List<LedgerLock> locks = new ArrayList<>(2);
    try {
      if (app.shard != null) { // a run without shards has the list alone
        locks.add(LedgerLock.share(Shard.whole(path), wait, clock, sleeper));
      }
      locks.add(LedgerLock.take(path, wait, clock, sleeper));
      Ledger ledger =
          app.environment.ledgers().open(path, app.apiUrl(), UploaderCommand.program(), clock);
      orClose(
          ledger,
          it -> {
            it.requireWhole(halfAccepted);
            ShardLedgers.mark(it, path, app.shard);
          });
      Runnable end =
          () -> {
            ledger.close();
            locks.forEach(LedgerLock::close);
          };
      return new OpenLedger(path, ledger, key -> Claim.ALONE, end);
    } catch (UploaderException e) {
      locks.forEach(LedgerLock::close);
      throw e;
    }
  }

  /** Refuses where a run with another number of shards is under way. */
  static void requireIdle(App app, List<Path> others) {
    for (Path other : others) {
      LedgerLock.take(other, Duration.ZERO, Clock.systemUTC(), app.stop().sleeper()).close();
    }
  }

  /** Takes a step with a ledger that was just opened. */
  private static void orClose(Ledger ledger, Consumer<Ledger> step) {
    try {
      step.accept(ledger);
    } catch (UploaderException e) {
      ledger.close();
      throw e;
    }
  }

  /**
   * A list's ledger as it is, for a dry run: nothing is locked or made. Null if there is none.
   *
   * @param halfAccepted as for {@link #ofList}
   */
  static @Nullable Ledger existing(App app, @Nullable Path path, boolean halfAccepted) {
    if (path == null || !Files.exists(path)) {
      return null;
    }
    return inspected(app, path, app.shard, halfAccepted);
  }

  private static Ledger inspected(App app, Path path, @Nullable Shard shard, boolean halfAccepted) {
    Ledger ledger = Ledgers.inspect(path, app.apiUrl(), LandedKeys::of);
    orClose(
        ledger,
        it -> {
          it.requireWhole(halfAccepted);
          ShardLedgers.requireOf(it, path, shard);
        });
    return ledger;
  }

  /**
   * What a dry run goes by: a shard's ledger and what the whole one has of its items, put together
   * in a temporary one. Null if there is none of them.
   */
  static @Nullable Ledger forecast(App app, @Nullable Path path, boolean halfAccepted) {
    Shard shard = app.shard;
    Path whole = path == null || shard == null ? null : Shard.whole(path);
    if (shard == null || whole == null || !Files.exists(whole)) {
      return existing(app, path, halfAccepted);
    }
    Ledger both = Ledgers.temporary(Clock.systemUTC());
    try (Ledger own = existing(app, path, halfAccepted);
        Ledger all = whole(app, whole, halfAccepted)) {
      List<Ledger> known =
          Stream.of(Optional.ofNullable(own), Optional.of(all)).flatMap(Optional::stream).toList();
      int unused = both.takeOver(known, shard::owns, UploadKey::replaces);
      return both;
    } catch (UploaderException e) {
      both.close();
      throw e;
    }
  }

  /** The ledger of runs without shards, of which a shard takes its part over. */
  static Ledger whole(App app, Path path, boolean halfAccepted) {
    return inspected(app, path, null, halfAccepted);
  }

  /**
   * Opens {@code uploads.db}: each item is claimed, not the file. Where it can't be kept, uploading
   * goes on with one in memory, and says so once.
   *
   * @param named {@code --ledger}; null for the user's own
   * @param halfAccepted as for {@link #ofList}
   */
  static OpenLedger ofUser(App app, @Nullable Path named, boolean halfAccepted) {
    if (app.isSandbox() && named == null) {
      return inMemory();
    }
    Path file = named == null ? null : LedgerPlace.usable(named);
    try {
      file = app.ofShard(file == null ? Ledgers.uploadsFile(app.environment.env()) : file);
      if (named == null && Xdg.STATE.folder(app.environment.env()) == null) {
        app.console.warn("found no home folder: remembering uploads in " + file);
      }
      return shared(app, file, halfAccepted);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.LOCAL_IO || named != null || Ledgers.isDamage(e) || knows(file)) {
        throw e; // what it knows can still be read by somebody: going on would double it
      }
      OpenLedger memory;
      try {
        memory = inMemory();
      } catch (UploaderException none) { // SQLite itself can't be loaded
        throw e;
      }
      app.console.warn(
          "could not remember this upload: running the same command again makes a second video ("
              + e.getMessage()
              + "; use --ledger or XDG_STATE_HOME to name another place)");
      return memory;
    }
  }

  private static boolean knows(@Nullable Path file) {
    if (file == null || !Files.exists(file)) {
      return false;
    }
    try (LedgerReader known = Ledgers.inspect(file, null, LandedKeys::of)) {
      return known.counts().values().stream().anyMatch(count -> count > 0);
    } catch (UploaderException unreadable) {
      return !Files.isReadable(file) || !Files.isRegularFile(file); // then it may know anything
    }
  }

  private static OpenLedger shared(App app, Path file, boolean halfAccepted) {
    KeyLocks locks = KeyLocks.beside(file);
    // With and without shards, the same item is claimed at the same place.
    KeyLocks items = app.shard == null ? locks : KeyLocks.beside(Shard.whole(file));
    try {
      boolean alone = locks.arrive();
      Ledger ledger =
          app.environment.ledgers().open(file, null, UploaderCommand.program(), Clock.systemUTC());
      orClose(
          ledger,
          it -> {
            if (alone) { // else a run is under way, and its log is there
              it.requireWhole(halfAccepted);
            }
            ShardLedgers.mark(it, file, app.shard);
          });
      locks.letIn();
      AtomicBoolean told = new AtomicBoolean();
      SharedUploads shared = new SharedUploads(app, file, ledger);
      return new OpenLedger(
          file,
          ledger,
          key -> settled(shared, key, claim(app, items, key, told)),
          () -> end(ledger, locks, items));
    } catch (UploaderException e) {
      items.close();
      locks.close();
      throw e;
    }
  }

  /** What another process did with the item before it was claimed is known now. */
  private static Claim settled(SharedUploads shared, String key, Claim claim) {
    try {
      shared.settle(List.of(key));
      return claim;
    } catch (UploaderException e) {
      claim.close();
      throw e;
    }
  }

  private static void end(Ledger ledger, KeyLocks locks, KeyLocks items) {
    if (locks.isLast()) {
      ledger.close();
    } else {
      ledger.leave();
    }
    items.close();
    locks.close();
  }

  private static Claim claim(App app, KeyLocks locks, String key, AtomicBoolean told) {
    Runnable say =
        () -> {
          if (!told.getAndSet(true)) {
            app.console.info("waiting for another process to finish uploading the same items");
          }
        };
    return locks.take(key, POLL, app.stop().sleeper(), say);
  }

  @Override
  public void close() {
    end.run();
  }
}
