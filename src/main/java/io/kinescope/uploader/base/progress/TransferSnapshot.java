package io.kinescope.uploader.base.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One transfer at one moment. All numbers are bytes.
 *
 * @param name what people call it, as it came: not yet safe for a terminal
 * @param total the file's size, 0 until the transfer has started
 * @param acknowledged what the server has said that it keeps
 * @param inFlight sent since the server last said so
 * @param resumed what the server had when the transfer began
 * @param sent handed to the network in this run, repeats included
 * @param bytesPerSecond pace of sending over the last seconds
 * @param retries how often an exchange failed and was tried again
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
    return ProgressSnapshot.timeFor(total - acknowledged - inFlight, bytesPerSecond);
  }
}
