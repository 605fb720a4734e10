package io.kinescope.uploader.source.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Remembers the line of every key, in about 28 bytes a key (a million rows: 29 MB), however long
 * the keys are. Not for several threads.
 *
 * <p>A key is known by its MurmurHash3 of 128 bits. Two different keys among a billion share one
 * with a chance of about 1 in 10^20, so an equal hash is taken for an equal key; nobody gains by
 * making two that collide, so it need not be a slow hash. Entries lie in chunks that are never
 * copied; a table of their numbers, open addressing, finds them.
 */
public final class DuplicateKeys {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int LONGS_PER_HASH = 2;
  private static final int FIRST_TABLE = 1 << 10;

  private final List<long[]> hashes = new ArrayList<>();
  private final List<int[]> lines = new ArrayList<>();

  /** Entry number plus one; 0 is free. Its length is a power of two. */
  private int[] table = new int[FIRST_TABLE];

  private int size;

  /**
   * Remembers a key, unless it is known.
   *
   * @return 0 when the key is new, else the line where it was first
   */
  public long firstLine(String key, long line) {
    long[] hash = MurmurHash3.hash128x64(key.getBytes(StandardCharsets.UTF_8));
    long high = hash[0];
    long low = hash[1];
    int slot = slot(high);
    while (table[slot] != 0) {
      int entry = table[slot] - 1;
      long[] chunk = hashes.get(entry >>> CHUNK_BITS);
      int at = (entry & (CHUNK - 1)) * LONGS_PER_HASH;
      if (chunk[at] == high && chunk[at + 1] == low) {
        return Integer.toUnsignedLong(lines.get(entry >>> CHUNK_BITS)[entry & (CHUNK - 1)]);
      }
      slot = (slot + 1) & (table.length - 1);
    }
    append(high, low, line);
    table[slot] = size;
    if (size > table.length / 4 * 3) {
      grow();
    }
    return 0;
  }

  /** How many different keys there were. */
  public int size() {
    return size;
  }

  /** What the arrays take, in bytes. */
  long bytes() {
    return (long) table.length * Integer.BYTES
        + (long) hashes.size() * CHUNK * (LONGS_PER_HASH * Long.BYTES + Integer.BYTES);
  }

  private void append(long high, long low, long line) {
    int at = size & (CHUNK - 1);
    if (at == 0) {
      hashes.add(new long[CHUNK * LONGS_PER_HASH]);
      lines.add(new int[CHUNK]);
    }
    long[] chunk = hashes.get(size >>> CHUNK_BITS);
    chunk[at * LONGS_PER_HASH] = high;
    chunk[at * LONGS_PER_HASH + 1] = low;
    lines.get(size >>> CHUNK_BITS)[at] = (int) line;
    size++;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int entry = 0; entry < size; entry++) {
      int slot = slot(hashes.get(entry >>> CHUNK_BITS)[(entry & (CHUNK - 1)) * LONGS_PER_HASH]);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = entry + 1;
    }
  }

  private int slot(long high) {
    return (int) high & (table.length - 1);
  }
}
