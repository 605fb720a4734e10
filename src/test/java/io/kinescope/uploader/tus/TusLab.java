package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What the tests of this room need again and again. */
final class TusLab {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  private TusLab() {}

  /** A transport that gives up after so many failures without progress. */
  static Transport transport(int retries, Sleeper sleeper) {
    return transport(
        new RetryPolicy(retries, Duration.ofMillis(500), Duration.ofSeconds(30)),
        Duration.ofSeconds(20),
        sleeper,
        null);
  }

  static Transport transport(
      RetryPolicy policy, Duration idleTimeout, Sleeper sleeper, @Nullable Path caCert) {
    HttpSettings settings =
        new HttpSettings(
            NOWHERE,
            NOWHERE,
            null,
            Duration.ofSeconds(10),
            idleTimeout,
            null,
            caCert,
            "kinescope-test");
    RateLimiter limiter =
        new RateLimiter(new RateSpec(java.util.List.of()), System::nanoTime, sleeper);
    return new Transport(
        settings, new Transport.Pacing(limiter, policy, sleeper, Clock.systemUTC()));
  }

  /** Bytes that are the same for the same seed, and different at each place. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** An open file as the upload room makes them. */
  record Source(Path path, FileChannel channel, long size, FileTime modified)
      implements TusSource, AutoCloseable {
    static Source open(Path path) {
      try {
        return new Source(
            path,
            FileChannel.open(path, StandardOpenOption.READ),
            Files.size(path),
            Files.getLastModifiedTime(path));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void checkUnchanged() {
      try {
        if (Files.size(path) != size || !Files.getLastModifiedTime(path).equals(modified)) {
          throw new UploaderException(ErrorKind.SOURCE_CHANGED, "the file changed");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
