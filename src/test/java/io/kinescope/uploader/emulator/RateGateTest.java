package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateGateTest {
  private final TestClock clock = new TestClock();
  private final RateGate gate = new RateGate(10, 300, clock);

  @Test
  void theEleventhInASecondWaitsAndTheFirstOfTheNextPasses() {
    for (int i = 0; i < 10; i++) {
      assertThat(gate.arrive()).isZero();
      clock.advance(Duration.ofMillis(50));
    }
    assertThat(gate.arrive()).isEqualTo(1);
    clock.advance(Duration.ofMillis(500));
    assertThat(gate.arrive()).isZero();
    assertThat(gate.arrive()).isEqualTo(1);
  }

  @Test
  void threeHundredInAMinuteAndThenTheWaitIsLonger() {
    for (int i = 0; i < 300; i++) {
      assertThat(gate.arrive()).isZero();
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(gate.arrive()).isEqualTo(30);
    clock.advance(Duration.ofSeconds(30));
    assertThat(gate.arrive()).isZero();
  }

  @Test
  void withoutLimitsEverythingPasses() {
    RateGate open = new RateGate(0, 0, clock);
    for (int i = 0; i < 1000; i++) {
      assertThat(open.arrive()).isZero();
    }
  }

  @Test
  void theHostsCountTogetherAndTheUploadLinksDoNot() throws Exception {
    try (Account account = new Account(EmulatorSettings.defaults())) {
      Account.Link link = account.link("a", 5);
      for (int i = 0; i < 9; i++) {
        assertThat(account.get("/v1/projects").status()).isEqualTo(200);
      }
      Wire.Reply refused = account.init(account.video("b"));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(Wire.send("OPTIONS", link.endpoint(), java.util.Map.of(), new byte[0]).status())
          .isEqualTo(204);
      assertThat(account.sandbox.state().tooManyRequests()).isEqualTo(1);
      assertThat(account.sandbox.state().count(Operation.INIT)).isEqualTo(2);
      assertThat(account.sandbox.state().maxRequestsInOneSecond()).isEqualTo(11);
    }
  }
}
