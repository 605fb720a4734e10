package io.kinescope.uploader.emulator;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body: knows when it broke off, and can break off itself. */
final class BodyStream extends FilterInputStream {
  private static final int BUFFER = 64 * 1024;
  private static final long WHOLE = -1;

  /** The connection is to end here: out of the handler, the JDK's server closes the socket. */
  static final class Dropped extends IOException {
    private static final long serialVersionUID = 1L;

    Dropped() {
      super("dropped");
    }
  }

  private final long expected;
  private long count;
  private long dropAt = WHOLE;
  private Runnable beforeDrop = () -> {};

  /**
   * A body.
   *
   * @param expected its Content-Length, or -1 if it has none
   */
  BodyStream(InputStream in, long expected) {
    super(in);
    this.expected = expected;
  }

  /**
   * From now on the connection ends when so many bytes were read, or at the end of the body; and
   * just before, while it is still open, something is done.
   */
  void dropAfter(long bytes, Runnable before) {
    dropAt = bytes;
    beforeDrop = before;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /**
   * The next bytes.
   *
   * @throws EOFException if the client's connection ended before the body did
   */
  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (dropAt != WHOLE && count >= dropAt) {
      throw dropped();
    }
    int most = dropAt == WHOLE ? length : (int) Math.min(length, dropAt - count);
    int read = in.read(buffer, from, most);
    if (read > 0) {
      count += read;
    } else if (read < 0) {
      if (expected >= 0 && count < expected) {
        throw new EOFException("the client's connection ended");
      }
      if (dropAt != WHOLE) {
        throw dropped();
      }
    }
    return read;
  }

  private Dropped dropped() {
    Runnable before = beforeDrop;
    beforeDrop = () -> {}; // once
    before.run();
    return new Dropped();
  }

  /** Reads and forgets up to so many bytes. */
  void discard(long most) throws IOException {
    byte[] buffer = newBuffer();
    long left = most;
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  /** A buffer that fits this body: the smaller of the body and 64 KiB. */
  byte[] newBuffer() {
    return new byte[expected < 0 ? BUFFER : (int) Math.max(1, Math.min(BUFFER, expected))];
  }
}
