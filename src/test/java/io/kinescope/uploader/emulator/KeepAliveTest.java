package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void keptConnectionsDoNotStall() throws Exception {
    try (Account account = new Account()) {
      long[] nanos = new long[100];
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        assertThat(get(account)).isEqualTo(200);
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      // A delayed acknowledgement takes 40 ms of every exchange; a busy machine only of some.
      assertThat(Duration.ofNanos(nanos[nanos.length / 4])).isLessThan(Duration.ofMillis(35));
    }
  }

  @Test
  void sixtyFourSlowRequestsRunAtTheSameTime() throws Exception {
    EmulatorSettings settings =
        EmulatorSettings.defaults()
            .unlimited()
            .faults(
                FaultScript.of(FaultRule.onAny().then(FaultAction.delay(Duration.ofMillis(500)))));
    ExecutorService pool = Executors.newFixedThreadPool(64);
    try (Account account = new Account(settings)) {
      long start = System.nanoTime();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        calls.add(() -> get(account));
      }
      for (Future<Integer> future : pool.invokeAll(calls)) {
        assertThat(future.get()).isEqualTo(200);
      }
      // One after the other they would take 32 s.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(16));
    } finally {
      pool.shutdownNow();
    }
  }

  private static int get(Account account) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(account.sandbox.apiUrl() + "/v1/projects"))
            .header("Authorization", "Bearer " + account.sandbox.token())
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }
}
