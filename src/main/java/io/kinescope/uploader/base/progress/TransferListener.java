package io.kinescope.uploader.base.progress;

/**
 * Told by a transfer how far it is. Called from the thread that transfers; must return at once and
 * never throw.
 */
public interface TransferListener {
  TransferListener NONE = new TransferListener() {};

  /** The transfer begins, or goes on: the file's size in bytes, and what the server has of it. */
  default void started(long total, long offset) {}

  /** So many bytes more were handed to the network. */
  default void sent(long bytes) {}

  /** The server said how many bytes from the start of the file it has kept. */
  default void acknowledged(long offset) {}

  /** The exchange failed and will be tried again. */
  default void retrying() {}
}
