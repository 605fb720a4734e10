package io.kinescope.uploader.upload;

import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.progress.TransferListener;

/**
 * How the bytes of one file travel.
 *
 * @param listener told of the progress
 * @param throttle holds bytes back when the bandwidth is limited
 */
public record Transfer(TransferListener listener, FileBody.Throttle throttle) {
  /** Unlimited, and nobody watches. */
  public static final Transfer PLAIN = new Transfer(TransferListener.NONE, FileBody.Throttle.NONE);

  /** The same, counting what went out. */
  Counted counted() {
    return new Counted(listener);
  }

  /** Counts bytes that were handed to the network, repeats included. */
  static final class Counted implements TransferListener {
    private final TransferListener next;
    private long sent;

    Counted(TransferListener next) {
      this.next = next;
    }

    long bytesSent() {
      return sent;
    }

    @Override
    public void started(long total, long offset) {
      next.started(total, offset);
    }

    @Override
    public void sent(long bytes) {
      sent += bytes;
      next.sent(bytes);
    }

    @Override
    public void acknowledged(long offset) {
      next.acknowledged(offset);
    }

    @Override
    public void retrying() {
      next.retrying();
    }
  }
}
