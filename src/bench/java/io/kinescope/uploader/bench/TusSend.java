package io.kinescope.uploader.bench;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.tus.TusOutcome;
import io.kinescope.uploader.tus.TusSource;
import io.kinescope.uploader.tus.TusTransfer;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Sends a file to a link and tells what it cost, and the most memory that was resident in KiB: the
 * process that {@link TusDrops} measures. Linux only.
 */
public final class TusSend {
  private TusSend() {}

  /** Arguments: link, file. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    URI nowhere = URI.create("http://127.0.0.1:9");
    HttpSettings settings =
        new HttpSettings(
            nowhere,
            nowhere,
            null,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            null,
            null,
            "kinescope-bench");
    Transport.Pacing pacing =
        new Transport.Pacing(
            new RateLimiter(new RateSpec(List.of()), System::nanoTime, Sleeper.SYSTEM),
            new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(30)),
            Sleeper.SYSTEM,
            Clock.systemUTC());
    try (Transport transport = new Transport(settings, pacing);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TusOutcome outcome =
          new TusTransfer(transport, null, Throttle.NONE)
              .transfer(
                  HttpUrl.get(args[0]), new Opened(channel, channel.size()), TransferListener.NONE);
      System.out.println(outcome);
    }
    System.out.println(residentKib());
  }

  private static long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmHWM in /proc/self/status");
  }

  private record Opened(FileChannel channel, long size) implements TusSource {
    @Override
    public void checkUnchanged() {
      try {
        if (channel.size() != size) {
          throw new UploaderException(ErrorKind.SOURCE_CHANGED, "the file's size changed");
        }
      } catch (IOException e) {
        throw new UploaderException(ErrorKind.LOCAL_IO, "the file can't be read", e);
      }
    }
  }
}
