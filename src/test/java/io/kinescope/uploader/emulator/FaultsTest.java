package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
  private static final String URL = "https://example.com/a.mp4";

  static Stream<Arguments> drops() {
    return Stream.of(
        Arguments.of(FaultAction.dropBeforeReading(), 0),
        Arguments.of(FaultAction.dropAfterReading(), 0),
        Arguments.of(FaultAction.dropAfterBytes(3), 0),
        Arguments.of(FaultAction.loseAnswer(), 1),
        Arguments.of(FaultAction.delay(Duration.ofMillis(1), FaultAction.loseAnswer()), 1));
  }

  @ParameterizedTest
  @MethodSource("drops")
  void aDroppedConnectionGivesNoByteOfAnAnswer(FaultAction action, int made) throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.INIT, Operation.URL).then(action)));
      assertThat(account.init(account.video("a")).status()).isZero();
      assertThat(account.sandbox.state().videos()).hasSize(made);
      assertThat(account.url(URL).status()).isZero();
      assertThat(account.sandbox.state().videos()).hasSize(2 * made);
      assertThat(account.sandbox.state().faultsPlayed()).isEqualTo(2);
      assertThat(account.sandbox.state().internalErrors()).isEmpty();
    }
  }

  @Test
  void aLargeBodyIsDroppedBeforeReadingToo() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.SINGLE).then(FaultAction.dropBeforeReading())));
      assertThat(account.single(Map.of(), new byte[1 << 20]).status()).isZero();
      assertThat(account.sandbox.state().videos()).isEmpty();
    }
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(FaultAction.status(503), 503, ".*500500.*"),
        Arguments.of(FaultAction.status(402), 402, ".*400207.*"),
        Arguments.of(FaultAction.html(502), 502, "<html>.*"),
        Arguments.of(FaultAction.emptyBody(500), 500, ""),
        Arguments.of(FaultAction.truncatedJson(200), 200, "\\{\"data\":\\{\"id\":\"0f6c"),
        Arguments.of(
            FaultAction.answer(400, Map.of("Content-Type", "image/png"), "{}"), 400, "\\{}"),
        Arguments.of(FaultAction.answer(500, Map.of(), "x".repeat(5_000_000)), 500, "x{5000000}"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anotherAnswerComesAndNothingIsMade(FaultAction action, int status, String body)
      throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(FaultScript.of(FaultRule.on(Operation.URL).then(action)));
      Wire.Reply reply = account.url(URL);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body()).matches(body);
      assertThat(account.sandbox.state().videos()).isEmpty();
      account.sandbox.play(FaultScript.of(FaultRule.onAny().then(action.carryingOut())));
      account.url(URL);
      assertThat(account.sandbox.state().videos()).hasSize(1);
    }
  }

  @Test
  void retryAfterIsSent() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.PROJECT_LIST)
                  .then(FaultAction.status(429, Duration.ofSeconds(7)))));
      Wire.Reply reply = account.get("/v1/projects");
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("7");
      assertThat(account.init(account.video("a")).status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerCanBreakOff() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.URL).then(FaultAction.cutAnswer(10))));
      Wire.Reply reply = account.url(URL);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).hasSize(10);
      assertThat(Integer.parseInt(reply.header("Content-Length"))).isGreaterThan(10);
      assertThat(account.only().draft().sourceUrl()).isEqualTo(URL);
    }
  }

  @Test
  void closingEndsARequestThatIsNeverAnswered() throws Exception {
    Account account = new Account();
    URI projects = URI.create(account.sandbox.apiUrl() + "/v1/projects");
    account.sandbox.play(FaultScript.of(FaultRule.onAny().then(FaultAction.neverAnswer())));
    try (Socket socket = Wire.open(projects)) {
      socket.getOutputStream().write(Wire.head("GET", projects, account.authorized(), 0));
      while (account.sandbox.state().faultsPlayed() < 1) {
        Thread.onSpinWait();
      }
      account.close();
      assertThat(Wire.read(socket).status()).isZero();
    }
  }

  @Test
  void rulesCountTheRequestsThatMatchThem() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.PROJECT_LIST).nth(2, 5).then(FaultAction.status(500)),
              FaultRule.on(Operation.PROJECT_LIST).first(3).then(FaultAction.status(502)),
              FaultRule.on(Operation.PROJECT_LIST).from(7).then(FaultAction.status(503))));
      assertThat(statuses(account, 8)).containsExactly(502, 500, 502, 200, 500, 200, 503, 503);
    }
  }

  @Test
  void theSameSeedMakesTheSameChoices() throws Exception {
    FaultScript script =
        FaultScript.of(FaultRule.onAny().withChance(0.3, 42).then(FaultAction.status(500)));
    try (Account account = new Account()) {
      account.sandbox.play(script);
      List<Integer> first = statuses(account, 60);
      account.sandbox.play(script);
      assertThat(statuses(account, 60)).isEqualTo(first);
      assertThat(first.stream().filter(status -> status == 500).count()).isBetween(8L, 30L);
    }
  }

  @Test
  void aStormHitsItsShareOfTheRequestsAndTheEmulatorSurvives() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(FaultStorm.of(0.5, 1));
      statuses(account, 300);
      assertThat(account.sandbox.state().faultsPlayed()).isBetween(100L, 200L);
      assertThat(account.sandbox.state().internalErrors()).isEmpty();
      account.sandbox.play(FaultScript.of());
      assertThat(statuses(account, 3)).containsOnly(200);
    }
  }

  private static List<Integer> statuses(Account account, int count) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statuses.add(account.get("/v1/projects").status());
    }
    return statuses;
  }
}
