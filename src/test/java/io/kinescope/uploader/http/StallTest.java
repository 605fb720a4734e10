package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StallTest {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final long FAR_MORE_THAN_ALL_BUFFERS = 256L << 20;

  @TempDir Path folder;

  private final Held stayOpen = new Held();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap
  private final StallWatchdog watchdog = new StallWatchdog(Duration.ofSeconds(10));
  private final OkHttpClient client = new OkHttpClient();

  @AfterEach
  void stop() {
    watchdog.close();
    stayOpen.end.countDown();
  }

  @Test
  void aServerThatStopsReadingIsGivenUpAfterTheIdleTime() throws IOException {
    Path file = FileBodyTest.sparse(folder.resolve("big.mp4"), FAR_MORE_THAN_ALL_BUFFERS);
    WireServer.Script readOneMiB =
        connection -> {
          connection.readHeadOnly();
          connection.skip(1 << 20);
          stayOpen.await();
        };
    try (WireServer server = new WireServer(readOneMiB);
        Lab lab = Lab.of(Lab.settings(server.url("/"), IDLE))) {
      ApiRequest send = send(server.url("/v2/upload/x"), Lab.fileBody(file));
      Attempt attempt = lab.transport().attempt(send);
      assertThat(attempt).isInstanceOf(Attempt.Broken.class);
      Attempt.Broken broken = (Attempt.Broken) attempt;
      assertThat(broken.cause()).isInstanceOf(IoReasons.StalledException.class);
      assertThat(broken.reason()).contains("idle timeout");
      assertThat(broken.sent()).isTrue();
    }
  }

  @Test
  void aServerThatReadsAllAndNeverAnswersIsGivenUpToo() {
    WireServer.Script mute =
        connection -> {
          connection.readRequest();
          connection.waitForTheEnd();
        };
    try (WireServer server = new WireServer(mute);
        Lab lab = Lab.of(Lab.settings(server.url("/"), IDLE))) {
      UploaderException e =
          catchThrowableOfType(
              UploaderException.class,
              () -> lab.transport().call(Lab.create(server.url("/v2/init"), Lab.jsonBody())));
      assertThat(e.kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
      assertThat(e).hasMessageContaining("timed out");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aSlowUploadThatMovesIsLetGoOn() {
    CallTrace trace = new CallTrace(nanos::get);
    Call call = watched(trace);
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(9));
      watchdog.look();
      trace.moved();
    }
    assertThat(call.isCanceled()).isFalse();
    assertThat(trace.stalled).isFalse();
  }

  @Test
  void anUploadThatDoesNotMoveIsEnded() {
    CallTrace trace = new CallTrace(nanos::get);
    Call call = watched(trace);
    pass(Duration.ofMillis(10_001));
    watchdog.look();
    assertThat(call.isCanceled()).isTrue();
    assertThat(trace.stalled).isTrue();
  }

  @Test
  void waitingForTheBandwidthIsNoStallHoweverLong() {
    CallTrace trace = new CallTrace(nanos::get);
    Call call = watched(trace);
    trace.holding();
    pass(Duration.ofHours(5));
    watchdog.look();
    trace.released();
    pass(Duration.ofSeconds(9));
    watchdog.look();
    assertThat(call.isCanceled()).isFalse();
    pass(Duration.ofSeconds(2));
    watchdog.look();
    assertThat(call.isCanceled()).isTrue();
  }

  @Test
  void oneThatWaitsForItsAnswerOrIsOverIsNotLookedAt() {
    CallTrace waiting = new CallTrace(nanos::get);
    Call waitingCall = watched(waiting);
    waiting.bodyEnd();
    Call over = watched(new CallTrace(nanos::get));
    watchdog.forget(over);
    pass(Duration.ofHours(5));
    watchdog.look();
    assertThat(waitingCall.isCanceled()).isFalse();
    assertThat(over.isCanceled()).isFalse();
  }

  /** Keeps a connection open without reading from it, until the test is over. */
  private static final class Held {
    private final CountDownLatch end = new CountDownLatch(1);

    void await() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Call watched(CallTrace trace) {
    Call call = client.newCall(new Request.Builder().url("http://127.0.0.1:1/").build());
    watchdog.watch(call, trace);
    return call;
  }

  private static ApiRequest send(HttpUrl url, ApiRequest.BodyMaker body) {
    return new ApiRequest(
        "send file",
        "POST",
        url,
        Headers.EMPTY,
        body,
        ApiRequest.Idempotency.SAFE,
        ApiRequest.Route.LINK);
  }
}
