package io.kinescope.uploader.base.progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that moves, at one moment; finished transfers are in the sums.
 *
 * @param active in the order in which they began
 * @param bytesTotal bytes that the run is to bring to the server, if that is known
 * @param itemsTotal rows or files that the run has to do, if that is known
 * @param items how many ended how; every outcome is there
 * @param itemsPerSecond over the last seconds
 * @param waiting uploaded videos whose processing is waited for
 * @param waited since when, as the time that has gone by
 * @param pause what calls wait for; null if none waits
 */
public record ProgressSnapshot(
    Duration elapsed,
    List<TransferSnapshot> active,
    @Nullable Long bytesTotal,
    Moved bytes,
    @Nullable Long itemsTotal,
    Map<ItemOutcome, Long> items,
    double itemsPerSecond,
    int waiting,
    Duration waited,
    @Nullable Pause pause) {

  /**
   * Bytes of one transfer, or of all.
   *
   * @param acknowledged what the server has said that it keeps, resumed ones included
   * @param inFlight sent since
   * @param resumed what the server had when the transfer began
   * @param sent handed to the network in this run, repeats included
   * @param perSecond over the last seconds
   * @param retries how many exchanges were tried again
   */
  public record Moved(
      long acknowledged, long inFlight, long resumed, long sent, double perSecond, long retries) {
    @Nullable Duration timeFor(long total) {
      return ProgressSnapshot.timeFor(total - acknowledged - inFlight, perSecond);
    }
  }

  /**
   * One transfer at one moment.
   *
   * @param name what people call it, as it came: not yet safe for a terminal
   * @param total the file's size, 0 until the transfer has started
   */
  public record TransferSnapshot(String name, long total, Moved bytes) {

    /** The time until the last byte is sent, at the present pace; null if nothing moves. */
    public @Nullable Duration left() {
      return bytes.timeFor(total);
    }
  }

  /** Less than this is no pace to reckon with. */
  private static final double STANDSTILL = 1e-3;

  private static final double MAX_SECONDS = Duration.ofDays(100).toSeconds();

  /** Items that have ended, however they did; those that are left for a later run have not. */
  public long itemsDone() {
    return itemsEnded() - items.getOrDefault(ItemOutcome.DEFERRED, 0L);
  }

  private long itemsEnded() {
    return items.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The time left, by bytes while there are any to send, else by items; null if nobody knows. */
  public @Nullable Duration left() {
    boolean toSend = bytesTotal != null && bytesTotal > bytes.acknowledged() + bytes.inFlight();
    if (bytesTotal != null && (toSend || !active.isEmpty())) {
      return bytes.timeFor(bytesTotal);
    }
    if (waiting > 0 && itemsTotal != null && itemsEnded() + waiting == itemsTotal) {
      return null; // nobody knows how long processing takes
    }
    if (itemsTotal != null && itemsTotal == itemsEnded()) {
      return null;
    }
    if (itemsTotal == null) {
      return active.size() == 1 ? active.get(0).left() : null;
    }
    double average = itemsEnded() / Math.max(elapsed.toMillis() / 1000.0, STANDSTILL);
    return timeFor(
        itemsTotal - itemsEnded(), itemsPerSecond > STANDSTILL ? itemsPerSecond : average);
  }

  private static @Nullable Duration timeFor(long amount, double perSecond) {
    if (perSecond <= STANDSTILL || amount / perSecond > MAX_SECONDS) {
      return null;
    }
    return Duration.ofSeconds(Math.round(Math.max(amount, 0) / perSecond));
  }
}
