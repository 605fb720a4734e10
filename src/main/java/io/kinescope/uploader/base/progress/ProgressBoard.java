package io.kinescope.uploader.base.progress;

import io.kinescope.uploader.base.progress.ProgressSnapshot.Moved;
import io.kinescope.uploader.base.progress.ProgressSnapshot.TransferSnapshot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the run is doing, for whoever draws it. Writers never wait for the reader: the lock is taken
 * when a transfer or an item begins or ends and for a snapshot, not when bytes move.
 */
public final class ProgressBoard {
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final Meter bytes;
  private final Meter itemsEnded;

  // All guarded by this.
  private final Map<ItemOutcome, Long> items = new EnumMap<>(ItemOutcome.class);
  private final Set<FileProgress> active = new LinkedHashSet<>();
  private long finishedAcknowledged;
  private long finishedResumed;
  private long finishedRetries;
  private int waiting;
  private long waitingSince;
  private @Nullable LongSupplier allRetries;
  private Supplier<@Nullable Pause> pauses = () -> null;
  private @Nullable Long expectedBytes;
  private @Nullable Long expectedItems;

  /** An empty board on the given clock ({@code System::nanoTime} outside tests). */
  public ProgressBoard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.startedAt = nanoClock.getAsLong();
    this.bytes = new Meter(nanoClock);
    this.itemsEnded = new Meter(nanoClock);
    for (ItemOutcome outcome : ItemOutcome.values()) {
      items.put(outcome, 0L);
    }
  }

  /**
   * What the run has to do; say it before the first item.
   *
   * @param itemCount rows or files
   * @param byteCount the size of all files among them; 0 if there are none, or nobody knows
   */
  public synchronized void expect(long itemCount, long byteCount) {
    expectedItems = itemCount;
    expectedBytes = byteCount == 0 ? null : byteCount;
  }

  /** Who counts the repeats of all calls, also of those that carry no file. */
  public synchronized void countRetries(LongSupplier counter) {
    allRetries = counter;
  }

  /** Who knows what calls wait for. */
  public synchronized void tellPauses(Supplier<@Nullable Pause> teller) {
    pauses = teller;
  }

  /** One more row or file has ended. */
  public synchronized void count(ItemOutcome outcome) {
    items.merge(outcome, 1L, Long::sum);
    itemsEnded.add(1);
  }

  /** So many more videos (fewer, if negative) are waited for until they are processed. */
  public synchronized void waiting(int more) {
    waitingSince = waiting == 0 ? nanoClock.getAsLong() : waitingSince;
    waiting += more;
  }

  /**
   * So many bytes that were expected are not to come, as their file was skipped, say; a transfer
   * that was closed early has told its own.
   */
  public synchronized void expectLess(long count) {
    if (expectedBytes != null) {
      expectedBytes = Math.max(0, expectedBytes - count);
    }
  }

  /** A transfer that is shown until it is closed; people call it by the name. */
  public FileProgress transfer(String name) {
    return file(name, null).shown();
  }

  /** The same, not shown yet, and of so many bytes of what the run is expected to send. */
  public FileProgress file(String name, @Nullable Long expected) {
    return new FileProgress(name, expected);
  }

  public synchronized ProgressSnapshot snapshot() {
    List<TransferSnapshot> transfers = active.stream().map(FileProgress::snapshot).toList();
    return new ProgressSnapshot(
        Duration.ofNanos(nanoClock.getAsLong() - startedAt),
        transfers,
        expectedBytes,
        new Moved(
            finishedAcknowledged + sum(transfers, Moved::acknowledged),
            sum(transfers, Moved::inFlight),
            finishedResumed + sum(transfers, Moved::resumed),
            bytes.total(),
            bytes.perSecond(),
            allRetries == null
                ? finishedRetries + sum(transfers, Moved::retries)
                : allRetries.getAsLong()),
        expectedItems,
        new EnumMap<>(items),
        itemsEnded.perSecond(),
        waiting,
        Duration.ofNanos(waiting == 0 ? 0 : nanoClock.getAsLong() - waitingSince),
        pauses.get());
  }

  private static long sum(List<TransferSnapshot> transfers, ToLongFunction<Moved> part) {
    return transfers.stream().map(TransferSnapshot::bytes).mapToLong(part).sum();
  }

  private synchronized void show(FileProgress transfer) {
    active.add(transfer);
  }

  private synchronized void finish(FileProgress transfer) {
    TransferSnapshot last = transfer.snapshot();
    boolean shown = active.remove(transfer);
    if (shown) {
      finishedAcknowledged += last.bytes().acknowledged();
      finishedResumed += last.bytes().resumed();
      finishedRetries += last.bytes().retries();
    }
    if (shown || transfer.expected != null) {
      long expected = transfer.expected == null ? last.total() : transfer.expected;
      expectLess(expected - last.bytes().acknowledged());
    }
  }

  /** One transfer's place on the board; close it when the transfer is over, well or not. */
  public final class FileProgress implements TransferListener, AutoCloseable {
    private final String name;
    private final @Nullable Long expected;
    private final Meter sent = new Meter(nanoClock);
    private final AtomicLong inFlight = new AtomicLong();
    private final LongAdder retries = new LongAdder();
    private volatile long total;
    private volatile long acknowledged;
    private volatile long resumed;
    private volatile boolean begun;

    private FileProgress(String name, @Nullable Long expected) {
      this.name = name;
      this.expected = expected;
    }

    /** Shown from now on. */
    public FileProgress shown() {
      show(this);
      return this;
    }

    /** Bytes that this run handed to the network, whatever became of them. */
    public long sent() {
      return sent.total();
    }

    /** Bytes that an earlier run had brought to the server, and that this one did not send. */
    public long resumed() {
      return resumed;
    }

    @Override
    public void started(long size, long offset) {
      total = size;
      // Later starts count what this run itself has sent; or the server lost what it had.
      resumed = begun ? Math.min(resumed, offset) : offset;
      begun = true;
      acknowledged(offset);
    }

    @Override
    public void sent(long count) {
      inFlight.addAndGet(count);
      sent.add(count);
      bytes.add(count);
    }

    @Override
    public void acknowledged(long offset) {
      acknowledged = offset;
      inFlight.set(0);
    }

    @Override
    public void retrying() {
      inFlight.set(0); // until the server says otherwise, what was under way is lost
      retries.increment();
    }

    @Override
    public void close() {
      finish(this);
    }

    private TransferSnapshot snapshot() {
      long size = total;
      long kept = acknowledged;
      long underWay = Math.max(0, Math.min(inFlight.get(), size - kept));
      return new TransferSnapshot(
          name,
          size,
          new Moved(kept, underWay, resumed, sent.total(), sent.perSecond(), retries.sum()));
    }
  }
}
