package io.kinescope.uploader.throttle;

/** Holds bytes back. */
@FunctionalInterface
public interface Throttle {
  /** Holds nothing back. */
  Throttle NONE = bytes -> {};

  /** Waits until so many bytes may be handed to the network, or the program is being stopped. */
  void acquire(int bytes) throws InterruptedException;

  /**
   * How many bytes to send after one {@link #acquire}, so that a slow rate is a trickle and not one
   * large piece every few seconds, which would look like a stall.
   *
   * @param most the caller's buffer
   */
  default int pieceSize(int most) {
    return most;
  }
}
