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
 * @param bytesAcknowledged bytes that the server keeps, resumed ones included
 * @param bytesInFlight sent and not yet acknowledged
 * @param bytesSent handed to the network in this run, repeats included
 * @param bytesResumed what the server had before this run
 * @param bytesPerSecond over the last seconds, as {@code itemsPerSecond}
 * @param itemsTotal rows or files that the run has to do, if that is known
 * @param items how many ended how; every outcome is there
 */
public record ProgressSnapshot(
    Duration elapsed,
    List<TransferSnapshot> active,
    @Nullable Long bytesTotal,
    long bytesAcknowledged,
    long bytesInFlight,
    long bytesSent,
    long bytesResumed,
    double bytesPerSecond,
    @Nullable Long itemsTotal,
    Map<ItemOutcome, Long> items,
    double itemsPerSecond,
    long retries) {

  /**
   * One transfer at one moment. All numbers are bytes.
   *
   * @param name what people call it, as it came: not yet safe for a terminal
   * @param total the file's size, 0 until the transfer has started
   * @param acknowledged what the server has said that it keeps
   * @param inFlight sent since
   * @param resumed what the server had when the transfer began
   * @param sent handed to the network in this run, repeats included
   */
  public record TransferSnapshot(
      String name,
      long total,
      long acknowledged,
      long inFlight,
      long resumed,
      long sent,
      double bytesPerSecond,
      long retries) {

    /** The time until the last byte is sent, at the present pace; null if nothing moves. */
    public @Nullable Duration left() {
      return timeFor(total - acknowledged - inFlight, bytesPerSecond);
    }
  }

  /** Less than this is no pace to reckon with. */
  private static final double STANDSTILL = 1e-3;

  private static final double MAX_SECONDS = Duration.ofDays(100).toSeconds();

  /** Items that have ended, however they did. */
  public long itemsDone() {
    return items.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The time left, by bytes while there are any to send, else by items; null if nobody knows. */
  public @Nullable Duration left() {
    long bytesLeft = bytesTotal == null ? 0 : bytesTotal - bytesAcknowledged - bytesInFlight;
    if (bytesLeft > 0 || (bytesTotal != null && !active.isEmpty())) {
      return timeFor(bytesLeft, bytesPerSecond);
    }
    if (itemsTotal == null) {
      return active.size() == 1 ? active.get(0).left() : null;
    }
    double average = itemsDone() / Math.max(elapsed.toMillis() / 1000.0, STANDSTILL);
    return timeFor(
        itemsTotal - itemsDone(), itemsPerSecond > STANDSTILL ? itemsPerSecond : average);
  }

  private static @Nullable Duration timeFor(long amount, double perSecond) {
    if (perSecond <= STANDSTILL || amount / perSecond > MAX_SECONDS) {
      return null;
    }
    return Duration.ofSeconds(Math.round(Math.max(amount, 0) / perSecond));
  }
}
