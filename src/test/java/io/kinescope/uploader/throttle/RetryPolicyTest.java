package io.kinescope.uploader.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  @ParameterizedTest
  @CsvSource({
    "1, 0.0,       , PT0.5S",
    "1, 0.5,       , PT0.75S",
    "2, 0.0,       , PT1S",
    "3, 0.0,       , PT2S",
    "5, 0.0,       , PT8S",
    "6, 0.0,       , PT15S",
    "7, 0.0,       , PT15S",
    "1000000, 0.0, , PT15S",
    "1, 0.0, PT7S,   PT7S",
    "1, 0.0, PT0S,   PT0.5S",
    "1, 0.0, PT-5S,  PT0.5S",
    "1, 0.0, PT30S,  PT30S",
    "1, 0.0, PT31S,  PT30S",
    "1, 0.0, PT100000000000H, PT30S",
    "9, 0.0, PT2S,   PT15S",
  })
  void theWaitIs(int failures, double random, Duration retryAfter, Duration wait) {
    assertThat(POLICY.waitBefore(failures, retryAfter, random)).isEqualTo(wait);
  }

  @Test
  void itIsNeverMoreThanTheCapNorLessThanHalfOfTheFirst() {
    Duration century =
        Duration.between(
            Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("9999-12-31T00:00:00Z"));
    for (long firstMillis : new long[] {1, 100, 1_000, 17_179, 20_000, 60_000, 10_000_000}) {
      RetryPolicy policy =
          new RetryPolicy(9, Duration.ofMillis(firstMillis), Duration.ofMinutes(1));
      Duration least = Duration.ofMillis(Math.min(firstMillis, 60_000)).dividedBy(2);
      for (int failures = 1; failures < 100; failures++) {
        for (double random : new double[] {0, 0.3, 0.999999}) {
          assertThat(policy.waitBefore(failures, null, random))
              .isBetween(least, Duration.ofMinutes(1));
          assertThat(policy.waitBefore(failures, century, random)).isEqualTo(Duration.ofMinutes(1));
        }
      }
    }
  }

  @Test
  void soManyRepeatsAreAllowed() {
    assertThat(POLICY.allows(1)).isTrue();
    assertThat(POLICY.allows(5)).isTrue();
    assertThat(POLICY.allows(6)).isFalse();
    assertThat(new RetryPolicy(0, Duration.ZERO, Duration.ZERO).allows(1)).isFalse();
  }
}
