package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.FileBody.FileFaultException;
import io.kinescope.uploader.http.FileBody.Tap;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.Okio;
import okio.Sink;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileBodyTest {
  private static final int SIZE = 200_000;
  private static final Tap NO_TAP = new Tap(TransferListener.NONE, Throttle.NONE, null);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0,200000", "0,0", "0,1", "1,65536", "65535,65537", "199999,1", "100000,100000"})
  void exactlyThePartGoesOutAndAllWhoLookSeeIt(int offset, int length) throws Exception {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    byte[] part = Arrays.copyOfRange(content, offset, offset + length);
    AtomicLong heard = new AtomicLong();
    AtomicLong held = new AtomicLong();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    TransferListener listener =
        new TransferListener() {
          @Override
          public void sent(long bytes) {
            heard.addAndGet(bytes);
          }
        };
    try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("f"), content))) {
      Tap tap = new Tap(listener, held::addAndGet, digest);
      RequestBody body =
          new FileBody(channel, offset, length, MediaType.get("video/mp4"), tap)
              .make(new CallTrace());
      Buffer out = new Buffer();
      body.writeTo(out);
      assertThat(out.readByteArray()).isEqualTo(part);
      assertThat(body.contentLength()).isEqualTo(length);
      assertThat(heard).hasValue(length);
      assertThat(held).hasValue(length);
      assertThat(digest.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(part));
    }
  }

  @Test
  void aFileThatBecameShorterEndsTheBody() throws IOException {
    try (FileChannel channel = FileChannel.open(sparse(folder.resolve("f"), 100_000))) {
      RequestBody body = new FileBody(channel, 0, 100_001, null, NO_TAP).make(new CallTrace());
      assertThatThrownBy(() -> body.writeTo(new Buffer()))
          .isInstanceOf(FileFaultException.class)
          .hasMessage("the file shrank while it was being sent");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileThatTheDiskDoesNotGiveEndsTheBody() throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      RequestBody body = new FileBody(channel, 0, 10, null, NO_TAP).make(new CallTrace());
      assertThatThrownBy(() -> body.writeTo(new Buffer()))
          .isInstanceOfSatisfying(
              FileFaultException.class, e -> assertThat(e.kind).isEqualTo(ErrorKind.LOCAL_IO))
          .hasMessage("could not read the file: it is a folder");
    }
  }

  @Test
  void onTheWireAFileThatBecameShorterIsAChangedSource() throws IOException {
    try (FileChannel channel = FileChannel.open(sparse(folder.resolve("f"), 1 << 20));
        WireServer server = WireServer.answering(WireServer.json("200 OK", "{}"));
        Lab lab = Lab.of(server.url("/"))) {
      ApiRequest create =
          Lab.create(server.url("/v2/video"), new FileBody(channel, 0, 2 << 20, null, NO_TAP));
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> lab.transport().call(create));
      assertThat(e.kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
      assertThat(e).hasMessageContaining("shrank");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aBodyOfAnySizeIsNeverGatheredInMemory() throws IOException {
    long size = (256L << 20) + 5; // no whole number of segments
    Widest widest = new Widest();
    try (FileChannel channel = FileChannel.open(sparse(folder.resolve("big"), size));
        BufferedSink sink = Okio.buffer(widest)) {
      new FileBody(channel, 0, size, null, NO_TAP).make(new CallTrace()).writeTo(sink);
      assertThat(sink.getBuffer().size()).isZero(); // flushed while the watchdog still looks
    }
    assertThat(widest.total).isEqualTo(size);
    assertThat(widest.most).isLessThanOrEqualTo(128 << 10);
  }

  @Test
  void aStopWhileTheBandwidthHoldsItBackEndsTheBody() throws IOException {
    Throttle stopped =
        bytes -> {
          throw new InterruptedException();
        };
    try (FileChannel channel = FileChannel.open(sparse(folder.resolve("f"), 10))) {
      Tap tap = new Tap(TransferListener.NONE, stopped, null);
      RequestBody body = new FileBody(channel, 0, 10, null, tap).make(new CallTrace());
      assertThatThrownBy(() -> body.writeTo(new Buffer())).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue(); // and cleared for the other tests
    }
  }

  static Path sparse(Path file, long size) throws IOException {
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(size);
    }
    return file;
  }

  /** Swallows everything and remembers the widest gulp. */
  private static final class Widest implements Sink {
    private long most;
    private long total;

    @Override
    public void write(Buffer source, long bytes) throws IOException {
      most = Math.max(most, source.size());
      total += bytes;
      source.skip(bytes);
    }

    @Override
    public void flush() {
      // Nothing is kept.
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
