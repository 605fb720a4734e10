package io.kinescope.uploader.tus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A hash of all bytes of a file that went to its link, from the first: tells a later run whether
 * the file still begins so. It is taken as the bytes go out and so is never behind what the server
 * has, and handed out to be kept now and then, never for each chunk. What a killed process sent in
 * its last second is not in it.
 *
 * <p>The hash is a polynomial modulo 2^64, whose whole state is one number: another process goes on
 * with it, which no digest of the JDK can do. It finds accidents, not forgers. Used by one thread.
 */
public final class SentPrefix extends MessageDigest {
  private static final long FIRST_KEPT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long NEXT_KEPT = TimeUnit.SECONDS.toNanos(1);
  private static final int BUFFER_BYTES = 64 * 1024;

  /** More than that is not read again to close a gap; then there is no hash. */
  private static final long MAX_GAP = 64L << 20;

  private static final long BASE = 0x9E3779B97F4A7C15L;
  private static final long[] POWERS = new long[Long.BYTES + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * BASE;
    }
  }

  private final Keeper keeper;
  private final LongSupplier nanoClock;
  private long bytes;
  private long hash;
  private long kept;
  private long position;
  private long due;
  private boolean broken;

  /** Remembers what went out; must not throw. */
  @FunctionalInterface
  public interface Keeper {
    void keep(long bytes, long hash);
  }

  /**
   * @param bytes that an earlier run knows to have sent; 0 for a new link
   * @param hash of them
   */
  public SentPrefix(long bytes, long hash, Keeper keeper, LongSupplier nanoClock) {
    super("polynomial");
    this.keeper = keeper;
    this.nanoClock = nanoClock;
    this.bytes = bytes;
    this.hash = hash;
    this.kept = bytes;
    this.due = nanoClock.getAsLong() + FIRST_KEPT;
  }

  /** The hash of the first bytes of a file, which must have as many. */
  public static long of(FileChannel file, long bytes) throws IOException {
    SentPrefix prefix = new SentPrefix(0, 0, (count, hash) -> {}, () -> 0);
    prefix.read(file, bytes);
    return prefix.hash;
  }

  /** The server has so many bytes, by this run or an earlier one. */
  void begin(FileChannel file, long offset) throws IOException {
    broken = offset - bytes > MAX_GAP;
    if (offset > bytes && !broken) {
      read(file, offset);
    }
  }

  private void read(FileChannel file, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    position = bytes;
    while (position < end) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - position));
      if (file.read(buffer, position) < 0) {
        throw new IOException("the file became shorter");
      }
      engineUpdate(buffer.flip());
    }
  }

  /** The next byte is the one at this offset: before or at the end of what is known. */
  SentPrefix at(long offset) {
    position = offset;
    return this;
  }

  @Override
  protected void engineUpdate(ByteBuffer next) {
    long known = Math.min(next.remaining(), Math.max(0, bytes - position));
    position += next.remaining();
    next.position(next.position() + (int) known);
    if (next.hasRemaining()) {
      hash = hash(hash, next.order(ByteOrder.LITTLE_ENDIAN));
      bytes = position;
    }
    if (nanoClock.getAsLong() - due >= 0) {
      keep();
    }
  }

  /** Eight bytes at a time, whose products do not wait for each other. */
  private static long hash(long begin, ByteBuffer next) {
    long sum = begin;
    while (next.remaining() >= Long.BYTES) {
      long word = next.getLong();
      sum *= POWERS[Long.BYTES];
      for (int i = 0; i < Long.BYTES; i++) {
        sum += ((word >>> (Byte.SIZE * i) & 0xFF) + 1) * POWERS[Long.BYTES - 1 - i];
      }
    }
    while (next.hasRemaining()) {
      sum = sum * BASE + (next.get() & 0xFF) + 1;
    }
    return sum;
  }

  /** Hands out what is known, if it is more than was handed out before. */
  void keep() {
    if (bytes > kept && !broken) {
      keeper.keep(bytes, hash);
      kept = bytes;
    }
    due = nanoClock.getAsLong() + NEXT_KEPT;
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(ByteBuffer.wrap(new byte[] {input}));
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    engineUpdate(ByteBuffer.wrap(input, offset, length));
  }

  @Override
  protected byte[] engineDigest() {
    return ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
  }

  @Override
  protected void engineReset() {}
}
