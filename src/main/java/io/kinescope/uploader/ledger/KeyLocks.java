package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Locks single keys of a ledger that several processes use at once: each key is one byte, far
 * behind the end of one lock file, that the kernel locks for the process and frees when it dies.
 * One channel for all of them, since closing any channel of a file drops all its locks.
 */
public final class KeyLocks implements AutoCloseable {
  private final FileChannel channel;

  private KeyLocks(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * The locks beside a ledger.
   *
   * @throws UploaderException of kind LOCAL_IO if the lock file can't be made
   */
  public static KeyLocks beside(Path ledger) {
    Path file = ledger.resolveSibling(ledger.getFileName() + ".keys.lock");
    PrivateFiles.create(file, "the lock file", ledger);
    try {
      return new KeyLocks(FileChannel.open(file, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "lock file " + file + " can't be opened: " + IoWords.of(e), e);
    }
  }

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes the lock of a key at once.
   *
   * @param what it protects, for the message
   * @throws UploaderException of kind LEDGER_HELD if somebody has it; LOCAL_IO if locking fails
   */
  public Held take(String key, String what) {
    FileLock lock;
    try {
      lock = channel.tryLock(position(key), 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, what + " can't be locked: " + IoWords.of(e), e);
    }
    if (lock == null) {
      throw UploaderException.withHint(
          ErrorKind.LEDGER_HELD,
          what + " is being uploaded already, with the same options",
          "wait until that is done");
    }
    FileLock taken = lock;
    return () -> release(taken, what);
  }

  private static void release(FileLock lock, String what) {
    try {
      lock.release();
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, what + " can't be unlocked: " + IoWords.of(e), e);
    }
  }

  /** A place for the key: 62 bits of its SHA-256, so that two keys share one practically never. */
  private static long position(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong() >>> 2;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UploaderException(ErrorKind.LOCAL_IO, "the lock file can't be closed", e);
    }
  }
}
