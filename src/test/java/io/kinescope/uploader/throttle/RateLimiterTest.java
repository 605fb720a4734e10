package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.throttle.RateLimiter.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RateLimiterTest {
  private static final RateSpec PUBLISHED = RateSpec.parse(RateSpec.PUBLISHED);

  @Test
  void theServerNeverSeesMoreThanAllowedHoweverTheNetworkShiftsTheCalls()
      throws InterruptedException {
    List<String> specs = List.of("10/s,300/m", "10/s", "1/s", "3/s,5/m", "7/m", "2/s,20/m,100/h");
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      RateSpec spec = RateSpec.parse(specs.get(seed % specs.size()));
      int workers = 1 + random.nextInt(32);
      long mostThere = millis(1 + random.nextInt(1_000)); // up to LONGEST_WAY
      long mostBack = millis(1 + random.nextInt(5_000));
      SimulatedNetwork network =
          new SimulatedNetwork(
              spec,
              workers,
              () -> (long) (random.nextDouble() * mostThere),
              () -> (long) (random.nextDouble() * mostBack));
      network.runCalls(400);
      for (RateSpec.Limit limit : spec.limits()) {
        network.assertNoWindowHoldsMoreThan(limit, "seed " + seed);
      }
    }
  }

  @Test
  void sustainedCallsUseAtLeast97PercentOfTheLimit() throws InterruptedException {
    SimulatedNetwork network =
        new SimulatedNetwork(PUBLISHED, 16, () -> millis(25), () -> millis(25));
    network.runCalls(1_200);
    long in3Minutes =
        network.arrivals.stream().filter(t -> t < Duration.ofMinutes(3).toNanos()).count();
    assertThat(in3Minutes).isBetween(Math.round(900 * 0.97), 900L);
  }

  @Test
  void callsThatAreLongUnderWayDoNotHoldTheOthersBack() throws InterruptedException {
    AtomicLong clock = new AtomicLong();
    RateLimiter limiter =
        new RateLimiter(RateSpec.parse("10/s"), clock::get, d -> clock.addAndGet(d.toNanos()));
    for (int i = 0; i < 10; i++) {
      limiter.acquire(); // never answered: uploads that take hours
    }
    limiter.acquire();
    assertThat(clock.get()).isBetween(millis(1_000), millis(2_000));
  }

  @Test
  void anAnswerFreesItsPlaceAPeriodLater() throws InterruptedException {
    AtomicLong clock = new AtomicLong();
    RateLimiter limiter =
        new RateLimiter(RateSpec.parse("1/s"), clock::get, d -> clock.addAndGet(d.toNanos()));
    Permit permit = limiter.acquire();
    clock.addAndGet(millis(40));
    permit.answered();
    clock.addAndGet(millis(500));
    permit.answered(); // only the first counts
    limiter.acquire();
    assertThat(clock.get()).isEqualTo(millis(1_040));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "10/s,300/m"})
  void aPauseHoldsAllThreads(String spec) throws Exception {
    AtomicLong clock = new AtomicLong();
    RateLimiter limiter =
        new RateLimiter(RateSpec.parse(spec), clock::get, d -> clock.addAndGet(d.toNanos()));
    limiter.pause(Duration.ofSeconds(30));
    limiter.pause(Duration.ofSeconds(2)); // shortens nothing
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Long>> grants = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        grants.add(
            threads.submit(
                () -> {
                  Permit permit = limiter.acquire();
                  permit.answered();
                  return clock.get();
                }));
      }
      for (Future<Long> grant : grants) {
        assertThat(grant.get()).isGreaterThanOrEqualTo(millis(30_000));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aPauseThatBeginsWhileACallWaitsHoldsThatCallToo() throws InterruptedException {
    AtomicLong clock = new AtomicLong();
    RateLimiter[] self = new RateLimiter[1];
    boolean[] once = new boolean[1];
    self[0] =
        new RateLimiter(
            RateSpec.parse("1/s"),
            clock::get,
            d -> {
              if (!once[0]) {
                once[0] = true;
                self[0].pause(Duration.ofSeconds(60));
              }
              clock.addAndGet(d.toNanos());
            });
    self[0].acquire().answered();
    self[0].acquire();
    assertThat(clock.get()).isEqualTo(millis(60_000));
  }

  @Test
  void withoutALimitNothingWaits() throws InterruptedException {
    RateLimiter limiter =
        new RateLimiter(
            RateSpec.parse("none"),
            () -> 0,
            d -> {
              throw new AssertionError("waited " + d);
            });
    for (int i = 0; i < 10_000; i++) {
      limiter.acquire();
    }
  }

  @Test
  void aWrappingClockChangesNothing() throws InterruptedException {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - millis(500));
    long start = clock.get();
    RateLimiter limiter = new RateLimiter(PUBLISHED, clock::get, d -> clock.addAndGet(d.toNanos()));
    limiter.pause(Duration.ofSeconds(3));
    for (int i = 0; i < 21; i++) {
      limiter.acquire().answered();
    }
    assertThat(clock.get() - start).isEqualTo(millis(5_000));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  /**
   * Workers that call again as soon as they are answered, over a network whose every latency comes
   * from a supplier. Time is virtual: it moves only while the limiter sleeps or all workers wait.
   */
  private static final class SimulatedNetwork {
    private final List<Long> arrivals = new ArrayList<>();
    private final PriorityQueue<Flight> flights =
        new PriorityQueue<>(Comparator.comparingLong(Flight::answered));
    private final RateLimiter limiter;
    private final LongSupplier there;
    private final LongSupplier back;
    private int idle;
    private long now;

    private record Flight(Permit permit, long answered) {}

    SimulatedNetwork(RateSpec spec, int workers, LongSupplier there, LongSupplier back) {
      this.limiter = new RateLimiter(spec, () -> now, d -> passUntil(now + d.toNanos()));
      this.idle = workers;
      this.there = there;
      this.back = back;
    }

    void runCalls(int calls) throws InterruptedException {
      for (int i = 0; i < calls; i++) {
        if (idle == 0) {
          passUntil(flights.element().answered());
        }
        idle--;
        Permit permit = limiter.acquire();
        long arrival = now + there.getAsLong();
        arrivals.add(arrival);
        flights.add(new Flight(permit, arrival + back.getAsLong()));
      }
    }

    private void passUntil(long time) {
      while (!flights.isEmpty() && flights.element().answered() <= time) {
        Flight landed = flights.remove();
        now = landed.answered();
        landed.permit().answered();
        idle++;
      }
      now = time;
    }

    void assertNoWindowHoldsMoreThan(RateSpec.Limit limit, String description) {
      List<Long> sorted = arrivals.stream().sorted().toList();
      for (int i = limit.calls(); i < sorted.size(); i++) {
        assertThat(sorted.get(i) - sorted.get(i - limit.calls()))
            .as(description)
            .isGreaterThanOrEqualTo(limit.period().toNanos());
      }
    }
  }
}
