package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.throttle.Sleeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Locks single keys of a ledger that several processes use at once: each key is one byte, far
 * behind the end of one lock file, that the kernel locks for the process and frees when it dies.
 * One channel for all of them, since closing any channel of a file drops all its locks.
 */
public final class KeyLocks implements AutoCloseable {
  /** A byte behind all keys that every process shares while it uses the ledger. */
  private static final long PRESENCE = 1L << 62;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final FileChannel channel;
  private @Nullable FileLock presence;

  private KeyLocks(FileChannel channel) {
    this.channel = channel;
  }

  /** The locks beside a ledger; the error is of kind LOCAL_IO if their file can't be made. */
  public static KeyLocks beside(Path ledger) {
    Path file = file(ledger);
    PrivateFiles.create(file, "the lock file", ledger);
    try {
      return new KeyLocks(
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failure("open the lock file " + file, e);
    }
  }

  /**
   * Begins to use the ledger, before it is opened; waits while another process opens it, or closes
   * it as the last.
   *
   * @return whether nobody else uses it; then nobody else can before {@link #letIn}
   */
  public boolean arrive() {
    FileLock lock = null;
    try {
      while (lock == null) {
        lock = channel.tryLock(PRESENCE, 1, false);
        lock = lock == null ? shared() : lock;
      }
    } catch (OverlappingFileLockException e) {
      return false; // this process uses it already
    } catch (IOException e) {
      throw failure("lock the ledger", e);
    }
    presence = lock;
    return !lock.isShared();
  }

  /** Null, after a moment, while another has it alone. */
  private @Nullable FileLock shared() throws IOException {
    FileLock lock = channel.tryLock(PRESENCE, 1, true);
    if (lock == null) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return lock;
  }

  /** Lets other processes use the ledger, too. */
  public void letIn() {
    if (presence == null) {
      return;
    }
    try {
      presence.release();
      FileLock lock = shared();
      while (lock == null) {
        lock = shared();
      }
      presence = lock;
    } catch (IOException e) {
      throw failure("share the ledger", e);
    }
  }

  /** Whether no other process uses the ledger any longer; then none will before {@link #close}. */
  public boolean isLast() {
    if (presence == null) {
      return false;
    }
    try {
      presence.release(); // of two that end at once, one finds the other gone
      return channel.tryLock(PRESENCE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw failure("lock the ledger", e);
    }
  }

  /** Where they are, once somebody took one. */
  public static Path file(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName() + ".keys.lock");
  }

  /** The exclusive right to a key until it is closed. */
  @FunctionalInterface
  public interface Claim extends AutoCloseable {
    /** One that nobody else can want: the ledger is locked as a whole, or in memory. */
    Claim ALONE = () -> {};

    @Override
    void close();
  }

  /**
   * Takes the lock of a key at once.
   *
   * @return null if another process, or another thread of this one, has it
   * @throws UploaderException of kind LOCAL_IO if locking fails
   */
  @Nullable Claim tryTake(String key) {
    try {
      FileLock lock = channel.tryLock(position(key), 1, false);
      return lock == null ? null : () -> release(lock);
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      throw failure("lock an item", e);
    }
  }

  /**
   * Takes the lock of a key, waiting until whoever has it lets go.
   *
   * @param poll how long to wait between two looks: the kernel tells nobody
   * @param onFirstWait called once if there is a wait
   * @throws UploaderException of kind INTERRUPTED if the sleeper is; LOCAL_IO if locking fails
   */
  public Claim take(String key, Duration poll, Sleeper sleeper, Runnable onFirstWait) {
    Claim held = tryTake(key);
    if (held == null) {
      onFirstWait.run();
    }
    while (held == null) {
      LedgerLock.pause(poll, sleeper, "another upload of the same item");
      held = tryTake(key);
    }
    return held;
  }

  private static void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      throw failure("unlock an item", e);
    }
  }

  private static UploaderException failure(String doing, IOException e) {
    return new UploaderException(
        ErrorKind.LOCAL_IO, "could not " + doing + ": " + IoWords.of(e), e);
  }

  /** A place for the key: 62 bits of its SHA-256, so that two keys share one practically never. */
  private static long position(String key) {
    return ByteBuffer.wrap(DigestUtils.sha256(key)).getLong() >>> 2;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("close the lock file", e);
    }
  }
}
