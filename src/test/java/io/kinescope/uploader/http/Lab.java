package io.kinescope.uploader.http;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.log.Logging.LogSettings;
import io.kinescope.uploader.base.log.Logging.LogSettings.LogFormat;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.FileBody.Tap;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A transport whose waits only move a clock, with everything that it said kept. */
final class Lab implements AutoCloseable {
  static final String SECRET = "0a1b2c3d-secret-token-4e5f";
  static final RetryPolicy POLICY =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Transport transport;

  private Lab(HttpSettings settings) {
    RateLimiter limiter = new RateLimiter(RateSpec.parse("none"), nanos::get, this::sleep);
    this.transport =
        new Transport(
            settings, new Transport.Pacing(limiter, POLICY, this::sleep, Clock.systemUTC()));
    Logging.configure(new LogSettings(2, false, null, LogFormat.TEXT), line -> {});
    logger().addAppender(events);
    events.start();
  }

  /** A transport whose API is at this address. */
  static Lab of(HttpUrl api) {
    return new Lab(settings(api, Duration.ofSeconds(30)).build());
  }

  static Lab of(Setup setup) {
    return new Lab(setup.build());
  }

  static Setup settings(HttpUrl api, Duration idle) {
    return new Setup(api, idle, null, null);
  }

  /** What differs between the transports of the tests. */
  record Setup(HttpUrl api, Duration idle, @Nullable ProxyRules proxy, @Nullable Path caCert) {
    Setup trusting(Path pem) {
      return new Setup(api, idle, proxy, pem);
    }

    Setup through(String newProxy) {
      return new Setup(api, idle, new ProxyRules(newProxy, ""), caCert);
    }

    HttpSettings build() {
      return new HttpSettings(
          api.resolve("/").uri(),
          api.resolve("/").uri(),
          Token.of(SECRET, "the test"),
          Duration.ofSeconds(5),
          idle,
          proxy,
          caCert,
          "kinescope-test");
    }
  }

  Transport transport() {
    return transport;
  }

  /** All waits so far, in order. */
  List<Duration> waits() {
    return waits;
  }

  /** All messages that were logged, as they were before the log took secrets out of them. */
  List<String> logged() {
    return List.copyOf(events.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static ch.qos.logback.classic.Logger logger() {
    return (ch.qos.logback.classic.Logger)
        LoggerFactory.getLogger(Transport.class.getPackageName());
  }

  private void sleep(Duration duration) {
    waits.add(duration);
    nanos.addAndGet(duration.toNanos());
  }

  static ApiRequest create(HttpUrl url, ApiRequest.BodyMaker body) {
    return new ApiRequest(
        "make video",
        "POST",
        url,
        Headers.EMPTY,
        body,
        ApiRequest.Idempotency.CREATE,
        ApiRequest.Route.API);
  }

  static ApiRequest.BodyMaker jsonBody() {
    return trace -> RequestBody.create("{\"title\":\"t\"}", null);
  }

  static ApiRequest.BodyMaker emptyBody() {
    return trace -> RequestBody.create(new byte[0]);
  }

  /** A body of the whole file, through a channel that stays open. */
  static ApiRequest.BodyMaker fileBody(Path file) {
    return trace -> {
      try {
        FileChannel channel = FileChannel.open(file);
        Tap tap = new Tap(TransferListener.NONE, Throttle.NONE, null);
        return new FileBody(channel, 0, Files.size(file), null, tap).make(trace);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Override
  public void close() {
    transport.close();
    Logging.configure(new LogSettings(0, false, null, LogFormat.TEXT), line -> {});
  }
}
