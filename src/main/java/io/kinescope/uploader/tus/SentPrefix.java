package io.kinescope.uploader.tus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * A hash of all bytes of a file that went to its link, from the first: tells a later run whether
 * the file still begins so. It is taken as the bytes go out and so is never behind what the server
 * has, and handed out to be kept now and then, never for each chunk. What a killed process sent in
 * its last second is not in it.
 *
 * <p>The hash is of the CRC-32C of each block of 64 KiB, and of the last one as far as it goes: ten
 * times as quick as MD5, and its whole state is one number, with which another process goes on. It
 * finds accidents, not forgers. Used by one thread.
 */
public final class SentPrefix extends MessageDigest {
  private static final long FIRST_KEPT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long NEXT_KEPT = TimeUnit.SECONDS.toNanos(1);
  private static final int BLOCK = 64 * 1024;

  /** More than that is not read again to close a gap; then there is no hash. */
  private static final long MAX_GAP = 64L << 20;

  /** Odd, so that no block's part is ever lost. */
  private static final int FACTOR = 0x9E3779B1;

  private final Keeper keeper;
  private final LongSupplier nanoClock;
  private long bytes;
  private int blocks; // the hash of the whole blocks
  private final CRC32C crc = new CRC32C(); // of the last block, as far as it goes
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
    super("CRC32C of blocks");
    this.keeper = keeper;
    this.nanoClock = nanoClock;
    this.bytes = bytes;
    this.blocks = (int) (hash >>> Integer.SIZE);
    this.kept = bytes;
    this.due = nanoClock.getAsLong() + FIRST_KEPT;
  }

  /** The hash of the first bytes of a file, which must have as many. */
  public static long of(FileChannel file, long bytes) throws IOException {
    SentPrefix prefix = new SentPrefix(0, 0, (count, hash) -> {}, () -> 0);
    prefix.read(file, 0, bytes);
    return prefix.hash();
  }

  private long hash() {
    return (long) blocks << Integer.SIZE | crc.getValue();
  }

  /** The server has so many bytes, by this run or an earlier one. */
  void begin(FileChannel file, long offset) throws IOException {
    broken = offset - bytes > MAX_GAP;
    if (!broken) {
      bytes -= bytes % BLOCK; // the CRC of a part is no state to go on with
      read(file, bytes, Math.max(offset, kept));
    }
  }

  private void read(FileChannel file, long from, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    position = from;
    while (position < end) {
      buffer.clear().limit((int) Math.min(BLOCK, end - position));
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
    while (next.hasRemaining()) {
      int end = next.limit();
      next.limit(next.position() + Math.min(next.remaining(), BLOCK - (int) (bytes % BLOCK)));
      bytes += next.remaining();
      crc.update(next);
      next.limit(end);
      if (bytes % BLOCK == 0) {
        blocks = blocks * FACTOR + (int) crc.getValue();
        crc.reset();
      }
    }
    if (nanoClock.getAsLong() - due >= 0) {
      keep();
    }
  }

  /** Hands out what is known, if it is more than was handed out before. */
  void keep() {
    if (bytes > kept && !broken) {
      keeper.keep(bytes, hash());
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
    return ByteBuffer.allocate(Long.BYTES).putLong(hash()).array();
  }

  @Override
  protected void engineReset() {}
}
