package io.kinescope.uploader.emulator;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body, read in arrays: knows when it broke off, and can break off itself. */
final class BodyStream extends FilterInputStream {
  private static final long WHOLE = Long.MAX_VALUE;

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

  /** Expects so many bytes, by the Content-Length; -1 if there is none. */
  BodyStream(InputStream in, long expected) {
    super(in);
    this.expected = expected;
  }

  /** Ends the connection when so many bytes were read, or at the end of the body. */
  void dropAfter(long bytes) {
    dropAt = bytes;
  }

  /** Throws EOFException if the client's connection ended before the body did. */
  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (count >= dropAt) {
      throw new Dropped();
    }
    int read = in.read(buffer, from, (int) Math.min(length, dropAt - count));
    if (read >= 0) {
      count += read;
    } else if (expected >= 0 && count < expected) {
      throw new EOFException("the client's connection ended");
    } else if (dropAt != WHOLE) {
      throw new Dropped();
    }
    return read;
  }
}
