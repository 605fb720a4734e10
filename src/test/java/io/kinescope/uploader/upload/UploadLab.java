package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.upload.Uploads.Sending;
import io.kinescope.uploader.upload.Uploads.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The upload room over an emulator, in a time that only moves when somebody sleeps. */
final class UploadLab implements AutoCloseable {
  /** Adapting, unlimited, without MD5. */
  static final Sending PLAIN = new Sending(null, Throttle.NONE, false);

  /** Remembers nothing. */
  private static final UploadJournal FORGETS =
      new UploadJournal() {
        @Override
        public @Nullable UploadLink known() {
          return null;
        }

        @Override
        public void creating(UploadMethod method) {}

        @Override
        public @Nullable String asking(UploadMethod method, @Nullable InitId own) {
          return null;
        }

        @Override
        public boolean asksWithoutId(UploadMethod method, UploaderException refused) {
          return false;
        }

        @Override
        public void linked(UploadLink link) {}

        @Override
        public void orphaned(String videoId) {}
      };

  static final int RETRIES = 3;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final Emulator sandbox;
  final Kinescope kinescope;
  final Uploads uploads;
  final List<String> warnings = new ArrayList<>();
  final List<Duration> sleeps = new ArrayList<>();
  private volatile Instant now = START;
  private final Transport transport;

  private UploadLab(EmulatorSettings settings, String token) {
    this.sandbox = Emulator.start(settings.clock(clock()));
    HttpSettings http =
        new HttpSettings(
            sandbox.apiUrl(),
            sandbox.uploaderUrl(),
            Token.of(token.isEmpty() ? sandbox.token() : token, "a test"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            null,
            null,
            "kinescope-test");
    Transport.Pacing pacing =
        new Transport.Pacing(
            new RateLimiter(RateSpec.parse("none"), this::nanos, this::sleep),
            new RetryPolicy(RETRIES, Duration.ofSeconds(1), Duration.ofMinutes(1)),
            this::sleep,
            clock());
    this.transport = new Transport(http, pacing);
    this.kinescope = Kinescope.over(transport);
    this.uploads = new Uploads(kinescope, PLAIN, warnings::add, this::nanos);
  }

  static UploadLab with(FaultRule... faults) {
    return of(settings().faults(FaultScript.of(faults)));
  }

  static UploadLab of(EmulatorSettings settings) {
    return new UploadLab(settings, "");
  }

  static UploadLab of(EmulatorSettings settings, String token) {
    return new UploadLab(settings, token);
  }

  static EmulatorSettings settings() {
    return EmulatorSettings.defaults().unlimited();
  }

  long nanos() {
    return Duration.between(START, now).toNanos();
  }

  /** Time goes by. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }

  private void sleep(Duration duration) {
    sleeps.add(duration);
    now = now.plus(duration); // the test's thread alone writes
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  Sent send(Path file, Destination target, MethodChoice method, TransferListener listener) {
    return uploads.send(
        item(new Content.LocalFile(file, file.toString()), target, "Title", method),
        FileSource.of(file),
        listener,
        FORGETS);
  }

  /** A URL that becomes a video; its id. */
  String fetched(String url, String title) {
    Item item = item(UrlIdentity.USUAL.of(url), newVideo(), title, MethodChoice.AUTO);
    return uploads.send(item, null, TransferListener.NONE, FORGETS).video().id();
  }

  private static Item item(Content content, Destination target, String title, MethodChoice method) {
    return new Item(
        "key",
        new SourceEntry.Named(content.text()),
        content,
        target,
        new Metadata(title, null, null, "a.mp4"),
        new Demands(method, Demands.LARGEST_SINGLE, null, null, null, null),
        0);
  }

  Sent link(Path file) {
    return send(file, newVideo(), MethodChoice.LINK, TransferListener.NONE);
  }

  Sent single(Path file) {
    return send(file, newVideo(), MethodChoice.SINGLE, TransferListener.NONE);
  }

  Destination newVideo() {
    return new Destination.NewVideo(sandbox.defaultParentId());
  }

  EmulatorVideo onlyVideo() {
    assertThat(sandbox.state().videos()).hasSize(1);
    return sandbox.state().videos().get(0);
  }

  static Path file(Path folder, int bytes) {
    byte[] content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) (i * 31);
    }
    try {
      return Files.write(folder.resolve("a.mp4"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
    transport.close();
    sandbox.close();
  }
}
