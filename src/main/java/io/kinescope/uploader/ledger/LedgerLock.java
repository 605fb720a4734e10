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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second run away from a ledger: a lock of the kernel on {@code LEDGER.lock}, which goes
 * when the process goes, however it goes. The file stays and is no lock by itself; a line in it
 * says who holds it. Not on the ledger's own file: closing any descriptor of a file drops all of
 * the process's locks on it, SQLite's too.
 */
public final class LedgerLock implements AutoCloseable {

  /** How the kernel is asked; null if another process holds it. */
  interface Kernel {
    @Nullable FileLock tryLock(FileChannel channel) throws IOException;
  }

  private static final Duration POLL = Duration.ofMillis(250);

  /** A holder without a name is just writing it, or just ending. */
  private static final Duration NAMELESS_POLL = Duration.ofMillis(20);

  private static final int NAMELESS_POLLS = 10;

  /** Far behind the text: on Windows a locked region can't be read by others. */
  private static final long POSITION = 1L << 30;

  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final int MAX_LINE = 500; // bytes

  /**
   * Who holds what in this process, by real path. Asked before the file is opened: closing a second
   * channel of it would drop the first one's lock.
   */
  private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

  private final Path identity;
  private final FileChannel channel;

  private LedgerLock(Path identity, FileChannel channel) {
    this.identity = identity;
    this.channel = channel;
  }

  /**
   * Takes the lock, waiting for another run to end if that is wanted.
   *
   * @param ledger the ledger's file; the lock is beside it
   * @param wait how long at most; zero: not at all
   * @throws UploaderException LEDGER_HELD if another run has it; LOCAL_IO if it can't be taken
   */
  public static LedgerLock take(Path ledger, Duration wait, Clock clock, Sleeper sleeper) {
    return take(ledger, wait, clock, sleeper, channel -> channel.tryLock(POSITION, 1, false));
  }

  static LedgerLock take(Path ledger, Duration wait, Clock clock, Sleeper sleeper, Kernel kernel) {
    NetworkDisk.refuse(ledger);
    Instant end = clock.instant().plus(wait);
    int nameless = 0;
    Holding attempt = attempt(ledger, clock, kernel);
    while (attempt.lock == null) {
      Duration left = Duration.between(clock.instant(), end);
      Duration pause = left.compareTo(POLL) < 0 ? left : POLL;
      if (attempt.holder.isEmpty() && nameless < NAMELESS_POLLS) {
        nameless++;
        pause = NAMELESS_POLL;
      } else if (left.isZero() || left.isNegative()) {
        throw UploaderException.withHint(
            ErrorKind.LEDGER_HELD,
            "another run holds the ledger "
                + ledger
                + ": "
                + (attempt.holder.isEmpty() ? "it started just now" : attempt.holder),
            wait.isZero()
                ? "wait for it to end, or use --lock-wait 10m to let this run wait"
                : "run the command again later: the other run did not end within --lock-wait");
      }
      pause(pause, sleeper, "the ledger " + ledger);
      attempt = attempt(ledger, clock, kernel);
    }
    return attempt.lock;
  }

  static void pause(Duration time, Sleeper sleeper, String awaited) {
    try {
      sleeper.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while waiting for " + awaited, e);
    }
  }

  @Override
  public void close() {
    if (channel.isOpen()) {
      try {
        channel.truncate(0);
        channel.close(); // and with it the lock
      } catch (IOException e) {
        throw failure(identity, e);
      } finally {
        HELD_HERE.remove(identity);
      }
    }
  }

  private static Holding attempt(Path ledger, Clock clock, Kernel kernel) {
    Path identity = identity(ledger);
    String self = self(clock.instant());
    String here = HELD_HERE.putIfAbsent(identity, self);
    if (here != null) {
      return new Holding(null, here);
    }
    FileChannel channel = null;
    LedgerLock lock = null;
    try {
      channel = channel(ledger);
      if (kernel.tryLock(channel) == null) {
        return new Holding(null, line(channel));
      }
      lock = new LedgerLock(identity, channel);
      say(channel, self);
      return new Holding(lock, self);
    } catch (OverlappingFileLockException e) {
      return new Holding(null, "this process, under another name of the same file");
    } catch (IOException e) {
      throw failure(ledger, e);
    } finally {
      if (lock == null) {
        closeQuietly(channel);
        HELD_HERE.remove(identity);
      }
    }
  }

  /** A disk that can't be written is another trouble than one that can't lock. */
  private static FileChannel channel(Path ledger) {
    Path file = file(ledger);
    PrivateFiles.create(file, "the lock file", ledger);
    try {
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw PrivateFiles.failure(
          "could not write the lock file " + file + ": " + IoWords.of(e), ledger, e);
    }
  }

  /**
   * Writes who holds it. That is for people only: on a full disk the lock holds as well, and the
   * ledger says what is wrong in better words.
   */
  private static void say(FileChannel channel, String self) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      assert channel.isOpen();
    }
  }

  /** What the holder wrote; empty while it is about to write, and when it is about to end. */
  private static String line(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_LINE);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}+", " ")
        .strip();
  }

  /** Who this process is, for the one that it keeps waiting. */
  private static String self(Instant since) {
    return "process "
        + ProcessHandle.current().pid()
        + " of "
        + System.getProperty("user.name", "?")
        + " on "
        + host()
        + ", since "
        + since.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Without the name service: asking it can take seconds. */
  private static String host() {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = System.getenv(variable);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    try {
      return Files.readString(KERNEL_NAME).strip();
    } catch (IOException e) {
      return "this machine";
    }
  }

  /** Where it is, once somebody took it. */
  public static Path file(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName() + ".lock");
  }

  /** One name for one file, whatever links lead to its folder. */
  private static Path identity(Path ledger) {
    Path absolute = ledger.toAbsolutePath().normalize();
    try {
      Path folder = absolute.getParent();
      return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute; // no such folder: creating the file says so
    }
  }

  private static UploaderException failure(Path ledger, IOException e) {
    String message = "could not lock " + file(ledger) + ": " + IoWords.of(e);
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        message,
        (PrivateFiles.isThere(ledger)
                ? "copy the ledger to a local disk and name the copy with --ledger"
                : "give a place on a local disk with --ledger")
            + ": it needs a disk that can lock files (some network drives can't)",
        e);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      assert !channel.isOpen(); // nothing was written through it, and the answer is known
    }
  }

  private record Holding(@Nullable LedgerLock lock, String holder) {}
}
