package io.kinescope.uploader.source.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Remembers the line of every key, in about 32 bytes a key (a million rows: 32 MB), however long
 * the keys are. Not for several threads.
 *
 * <p>A key is known by its MurmurHash3 of 128 bits. Two different keys among a billion share one
 * with a chance of about 1 in 10^20, so an equal hash is taken for an equal key; nobody gains by
 * making two that collide, so it need not be a slow hash. Entries lie in chunks that are never
 * copied; a table of their numbers, open addressing, finds them.
 */
final class DuplicateKeys {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST_TABLE = 1 << 10;

  /** Two halves of a hash, and the line. */
  private static final int LONGS_PER_ENTRY = 3;

  private final List<long[]> chunks = new ArrayList<>();

  /** Entry number plus one; 0 is free. Its length is a power of two. */
  private int[] table = new int[FIRST_TABLE];

  private int size;

  /**
   * Remembers a key, unless it is known.
   *
   * @return 0 when the key is new, else the line where it was first
   */
  long firstLine(String key, long line) {
    long[] hash = hash(key);
    int slot = slotOf(hash);
    if (table[slot] != 0) {
      return chunk(table[slot] - 1)[at(table[slot] - 1) + 2];
    }
    if (at(size) == 0) {
      chunks.add(new long[CHUNK * LONGS_PER_ENTRY]);
    }
    long[] chunk = chunk(size);
    chunk[at(size)] = hash[0];
    chunk[at(size) + 1] = hash[1];
    chunk[at(size) + 2] = line;
    size++;
    table[slot] = size;
    if (size > table.length / 4 * 3) {
      grow();
    }
    return 0;
  }

  /** Whether the key is known. */
  boolean holds(String key) {
    return table[slotOf(hash(key))] != 0;
  }

  private static long[] hash(String key) {
    return MurmurHash3.hash128x64(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the key's entry is, or the free slot that it would take. */
  private int slotOf(long[] hash) {
    int slot = slot(hash[0]);
    while (table[slot] != 0) {
      long[] chunk = chunk(table[slot] - 1);
      int at = at(table[slot] - 1);
      if (chunk[at] == hash[0] && chunk[at + 1] == hash[1]) {
        break;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  /** What the arrays take, in bytes. */
  long bytes() {
    return (long) table.length * Integer.BYTES
        + (long) chunks.size() * CHUNK * LONGS_PER_ENTRY * Long.BYTES;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int entry = 0; entry < size; entry++) {
      int slot = slot(chunk(entry)[at(entry)]);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = entry + 1;
    }
  }

  private long[] chunk(int entry) {
    return chunks.get(entry >>> CHUNK_BITS);
  }

  private static int at(int entry) {
    return (entry & (CHUNK - 1)) * LONGS_PER_ENTRY;
  }

  private int slot(long hash) {
    return (int) hash & (table.length - 1);
  }
}
