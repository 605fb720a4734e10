package io.kinescope.uploader.base.progress;

/**
 * Told by a transfer how far it is. Called from the thread that transfers; must return at once and
 * never throw.
 */
public interface TransferListener {
  /** A listener that does nothing. */
  TransferListener NONE = new TransferListener() {};

  /**
   * The transfer begins, or goes on after an interruption.
   *
   * @param total the file's size in bytes
   * @param offset bytes that the server already has
   */
  default void started(long total, long offset) {}

  /**
   * Bytes were handed to the network.
   *
   * @param bytes how many since the last call
   */
  default void sent(long bytes) {}

  /**
   * The server said how many bytes it has kept.
   *
   * @param offset bytes from the start of the file
   */
  default void acknowledged(long offset) {}

  /** The exchange failed and will be tried again. */
  default void retrying() {}
}
