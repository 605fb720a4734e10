package io.kinescope.uploader.concurrent;

import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts what ends in any order back into the order of the input, as far as memory allows: rows that
 * wait for a slow one are held back up to a bound, and then written before it. Not for several
 * threads.
 */
public final class ReorderBuffer<T> {
  private final int most;
  private final Consumer<T> receiver;
  private final TreeMap<Long, T> waiting = new TreeMap<>();
  private long next;

  /** Holds back {@code most} items at the most. */
  public ReorderBuffer(int most, Consumer<T> receiver) {
    this.most = most;
    this.receiver = receiver;
  }

  /** Takes the item with a number; numbers begin at 0 and have no gaps in the end. */
  public void put(long number, T item) {
    if (number < next) {
      receiver.accept(item); // it was waited for too long
      return;
    }
    waiting.put(number, item);
    while (!waiting.isEmpty() && waiting.firstKey() == next) {
      receiver.accept(waiting.pollFirstEntry().getValue());
      next++;
    }
    if (waiting.size() > most) {
      next = waiting.lastKey() + 1;
      flush();
    }
  }

  public void flush() {
    waiting.values().forEach(receiver);
    waiting.clear();
  }
}
