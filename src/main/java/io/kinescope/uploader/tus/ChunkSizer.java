package io.kinescope.uploader.tus;

import java.time.Duration;

/**
 * How many bytes go in one PATCH; a value, each event makes the next one.
 *
 * <p>A good line wants few requests (the figures are in {@code job/RATIONALE.md}). A chunk must not
 * take long either: many servers end a request after some minutes, and one that keeps nothing of a
 * broken PATCH loses a whole chunk. Hence: twice the size while a chunk takes less than {@link
 * #QUICK}, half after more than {@link #SLOW}.
 *
 * @param bytes of the next chunk
 * @param most no chunk is larger: a server said 413 to twice as much
 * @param fixed whether the size was asked for, and only a 413 may change it
 */
record ChunkSizer(long bytes, long most, boolean fixed) {
  static final long FIRST = 8L << 20;
  static final long LARGEST = 256L << 20;
  static final long SMALLEST = 256L << 10;

  /** Below this no server refuses a chunk for its size. */
  static final long LEAST = 16L << 10;

  /** At most this is lost twice over by a server that keeps nothing of a broken chunk. */
  static final Duration QUICK = Duration.ofSeconds(8);

  /** Node's server and some proxies end a request after five minutes, others after one. */
  static final Duration SLOW = Duration.ofSeconds(50);

  static ChunkSizer adaptive() {
    return new ChunkSizer(FIRST, LARGEST, false);
  }

  /** Always the same size, as {@code --chunk-size} wants it. */
  static ChunkSizer fixed(long bytes) {
    return new ChunkSizer(bytes, bytes, true);
  }

  long next(long offset, long size) {
    return Math.min(bytes, size - offset);
  }

  ChunkSizer arrived(long length, Duration took) {
    if (fixed || length < bytes) {
      return this; // the file's last bytes tell nothing of the line
    }
    if (took.compareTo(QUICK) < 0) {
      return with(bytes * 2);
    }
    return took.compareTo(SLOW) > 0 ? with(bytes / 2) : this;
  }

  ChunkSizer failed() {
    return fixed ? this : with(bytes / 2);
  }

  boolean canShrinkBelow(long length) {
    return length > LEAST;
  }

  /**
   * The server refused a chunk of this length as too large: nothing as large is tried again, even
   * where the size was fixed, since the file could never arrive.
   */
  ChunkSizer tooLarge(long length) {
    long half = Math.max(length / 2, LEAST);
    return new ChunkSizer(half, half, fixed);
  }

  private ChunkSizer with(long wanted) {
    long least = Math.min(SMALLEST, most);
    return new ChunkSizer(Math.max(least, Math.min(wanted, most)), most, false);
  }
}
