package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthLimiterTest {
  private static final Instant SEVEN_59 = Instant.parse("2026-11-22T07:59:00Z");
  private static final int BUFFER = 64 * 1024;

  private final AtomicLong nanos = new AtomicLong();

  /** Oversleeps by a millisecond, as real sleeping does. */
  private final Sleeper lateSleeper =
      duration -> nanos.addAndGet(duration.toNanos() + Duration.ofMillis(1).toNanos());

  /** A wall clock that goes with the nano clock. */
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return SEVEN_59.plusNanos(nanos.get());
        }
      };

  private BandwidthLimiter limiter(String spec) {
    return new BandwidthLimiter(BandwidthSchedule.parse(spec), clock, nanos::get, lateSleeper);
  }

  private long bytesIn(BandwidthLimiter limiter, Duration duration, int piece) throws Exception {
    long end = nanos.get() + duration.toNanos();
    long sent = 0;
    while (true) {
      limiter.acquire(piece);
      if (nanos.get() >= end) {
        return sent;
      }
      sent += piece;
    }
  }

  @ParameterizedTest
  @CsvSource({"4K", "100K", "2M", "20M", "1G"})
  void tenSecondsAreWithinFivePercent(String rate) throws Exception {
    BandwidthLimiter limiter = limiter(rate);

    long sent = bytesIn(limiter, Duration.ofSeconds(10), limiter.pieceSize(BUFFER));

    assertThat((double) sent)
        .isCloseTo(10.0 * limiter.bytesPerSecond(), Percentage.withPercentage(5));
  }

  @Test
  void aPauseIsNotFollowedByABurst() throws Exception {
    BandwidthLimiter limiter = limiter("10M");
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    long before = nanos.get();

    long sent = bytesIn(limiter, Duration.ofMillis(1), BUFFER);

    assertThat(sent).isLessThanOrEqualTo(1024 * 1024 + BUFFER);
    assertThat(nanos.get() - before).isPositive();
  }

  @Test
  void withoutALimitNobodyWaits() throws Exception {
    bytesIn(limiter("100K"), Duration.ofMillis(1), BUFFER);
    long before = nanos.get();

    BandwidthLimiter off = limiter("off");
    for (int i = 0; i < 10_000; i++) {
      off.acquire(BUFFER);
    }

    assertThat(nanos.get()).isEqualTo(before);
    assertThat(off.pieceSize(BUFFER)).isEqualTo(BUFFER);
  }

  @Test
  void theRateChangesAtTheTimetablesTime() throws Exception {
    BandwidthLimiter limiter = limiter("00:00,1M 08:00,4M");

    long before = bytesIn(limiter, Duration.ofSeconds(60), BUFFER);
    long after = bytesIn(limiter, Duration.ofSeconds(60), BUFFER);

    assertThat(before / 1048576.0).isCloseTo(60, within(2.0));
    assertThat(after / 1048576.0).isCloseTo(240, within(4.0));
  }

  @Test
  void aDebtOfTheSlowHourEndsWithIt() throws Exception {
    BandwidthLimiter limiter = limiter("00:00,1K 08:00,off");
    limiter.acquire(10 * 1024 * 1024); // owes almost three hours

    limiter.acquire(1);

    assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofSeconds(60), seconds(61));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void threadsAreServedInTheOrderInWhichTheyCame() throws Exception {
    List<String> served = new CopyOnWriteArrayList<>();
    CountDownLatch firstSleeps = new CountDownLatch(1);
    CountDownLatch allQueued = new CountDownLatch(1);
    Sleeper recording =
        duration -> {
          String name = Thread.currentThread().getName();
          if (served.isEmpty() || !served.get(served.size() - 1).equals(name)) {
            served.add(name);
          }
          firstSleeps.countDown();
          allQueued.await();
          nanos.addAndGet(duration.toNanos());
        };
    BandwidthLimiter limiter =
        new BandwidthLimiter(BandwidthSchedule.parse("1M"), clock, nanos::get, recording);
    limiter.acquire(BUFFER);

    Thread a = sender(limiter, "a");
    firstSleeps.await();
    Thread b = sender(limiter, "b");
    awaitQueued(b);
    Thread c = sender(limiter, "c");
    awaitQueued(c);
    allQueued.countDown();
    for (Thread thread : List.of(a, b, c)) {
      thread.join();
    }

    assertThat(served).containsExactly("a", "b", "c");
  }

  /** Sends one piece: when it would come back for a second one is a race with the others. */
  private static Thread sender(BandwidthLimiter limiter, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                limiter.acquire(BUFFER);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    return thread;
  }

  private static void awaitQueued(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
