package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WebhookTest {
  /** Each byte comes in time, and the answer never ends. */
  @Test
  @Tag("slow")
  @Timeout(60)
  void aListenerWhoseAnswerDripsHoldsNoRun() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ScheduledExecutorService drops = new ScheduledThreadPoolExecutor(1);
    server.createContext("/hook", exchange -> drip(exchange, drops));
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    HttpSettings settings = Lab.settings(HttpUrl.get(url), Duration.ofSeconds(30)).build();
    try (Webhook webhook =
        new Webhook(
            url,
            settings,
            new Transport.Pacing(
                new RateLimiter(RateSpec.parse("none"), System::nanoTime, wait -> {}),
                Lab.POLICY,
                wait -> {},
                Clock.systemUTC()))) {
      assertThat(webhook.post(Map.of("event", "start")))
          .isEqualTo("127.0.0.1: no whole answer within 5s");
    } finally {
      drops.shutdownNow();
      server.stop(0);
    }
  }

  private static void drip(HttpExchange exchange, ScheduledExecutorService drops)
      throws IOException {
    exchange.sendResponseHeaders(200, 1_000_000);
    ScheduledFuture<?> unused =
        drops.scheduleAtFixedRate(
            () -> {
              try {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
              } catch (IOException e) {
                throw new UncheckedIOException(e); // the client has gone: no further drop
              }
            },
            0,
            200,
            TimeUnit.MILLISECONDS);
  }
}
