package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file as a request body: read at positions from an open channel through one 64 KiB
 * direct buffer. Larger buffers are no faster, and Okio's own way to copy a file buffers the whole
 * part (both measured).
 */
public record FileBody(
    FileChannel channel, long offset, long length, @Nullable MediaType contentType, Tap tap)
    implements BodyMaker {
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

  /**
   * What looks at the bytes on their way.
   *
   * @param listener told how many bytes went
   * @param throttle asked before each piece; waits if the bandwidth is limited
   * @param digest fed with every byte, or null
   */
  public record Tap(TransferListener listener, Throttle throttle, @Nullable MessageDigest digest) {}

  @Override
  public RequestBody make(CallTrace trace) {
    return new RequestBody() {
      @Override
      public @Nullable MediaType contentType() {
        return contentType;
      }

      @Override
      public long contentLength() {
        return length;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        send(sink, trace);
      }
    };
  }

  private void send(BufferedSink sink, CallTrace trace) throws IOException {
    ByteBuffer buffer = BUFFER.get();
    for (long done = 0; done < length; ) {
      int piece = tap.throttle().pieceSize(BUFFER_BYTES);
      buffer.clear().limit((int) Math.min(piece, length - done));
      int read = read(buffer, offset + done);
      hold(read, trace);
      buffer.flip();
      if (tap.digest() != null) {
        tap.digest().update(buffer.duplicate());
      }
      sink.getBuffer().write(buffer);
      if (piece < BUFFER_BYTES) {
        sink.flush(); // else 64 KiB gather below, and the server takes the pause for a stall
      } else {
        sink.emitCompleteSegments();
      }
      done += read;
      trace.moved();
      tap.listener().sent(read);
    }
    sink.flush(); // while the watchdog still looks: what is left in the buffers can stall, too
  }

  private int read(ByteBuffer buffer, long position) throws IOException {
    int read;
    try {
      read = channel.read(buffer, position);
    } catch (ClosedChannelException e) {
      throw e; // the thread was interrupted: no fault of the file
    } catch (IOException e) {
      throw new FileFaultException(
          ErrorKind.LOCAL_IO, "could not read the file: " + IoWords.of(e), e);
    }
    if (read < 0) {
      throw new FileFaultException(
          ErrorKind.SOURCE_CHANGED, "the file shrank while it was being sent", null);
    }
    return read;
  }

  private void hold(int bytes, CallTrace trace) throws IOException {
    trace.holding();
    try {
      tap.throttle().acquire(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    } finally {
      trace.released();
    }
  }

  /** The file is at fault, and the network has no part in it: SOURCE_CHANGED or LOCAL_IO. */
  public static final class FileFaultException extends IOException {
    private static final long serialVersionUID = 1L;

    final ErrorKind kind;

    public FileFaultException(ErrorKind kind, String message, @Nullable IOException cause) {
      super(message, cause);
      this.kind = kind;
    }
  }
}
