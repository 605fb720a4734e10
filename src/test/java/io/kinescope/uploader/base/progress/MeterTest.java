package io.kinescope.uploader.base.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeterTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
  private final Meter meter = new Meter(nanos::get);

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void beforeTheClockMovesThereIsNoPace() {
    meter.add(1000);

    assertThat(meter.perSecond()).isZero();
    assertThat(meter.total()).isEqualTo(1000);
  }

  @Test
  void inTheBeginningThePaceIsSinceTheStart() {
    pass(Duration.ofMillis(2500));
    meter.add(5000);

    assertThat(meter.perSecond()).isEqualTo(2000);
  }

  @Test
  void thePaceForgetsWhatIsOlderThanTheWindow() {
    for (int second = 0; second < 30; second++) {
      meter.add(1_000_000);
      pass(Duration.ofMillis(500));
      assertThat(meter.perSecond()).isPositive();
    }
    for (int second = 0; second < 25; second++) {
      meter.add(100);
      pass(Duration.ofMillis(500));
      assertThat(meter.perSecond()).isPositive();
    }

    assertThat(meter.perSecond()).isCloseTo(200, within(1.0));
  }

  @Test
  void aStandstillIsSeenWithinTheWindow() {
    meter.add(1_000_000);
    pass(Duration.ofSeconds(1));
    assertThat(meter.perSecond()).isEqualTo(1_000_000);
    pass(Duration.ofSeconds(10));

    assertThat(meter.perSecond()).isZero();
  }

  @Test
  void aReaderThatComesEveryTenSecondsComparesWithItsLastVisit() {
    meter.add(50_000_000);
    pass(Duration.ofSeconds(10));
    assertThat(meter.perSecond()).isEqualTo(5_000_000);
    meter.add(1_000);
    pass(Duration.ofMillis(9_990));

    assertThat(meter.perSecond()).isCloseTo(100, within(1.0));
  }
}
