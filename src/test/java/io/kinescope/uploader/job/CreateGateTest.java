package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateGateTest {
  private final CreateGate titles = new CreateGate();

  @ParameterizedTest
  @CsvSource({
    "p, Title, b, true",
    "p, Title, a, false",
    "p, ' Title ', b, true",
    "q, Title, b, false",
    "p, Other, b, false",
  })
  void anUnresolvedRowIsARivalOfOthersWithItsParentAndTitle(
      String parent, String title, String key, boolean rivals) {
    titles.unresolved("p", "Title", "a");
    assertThat(!titles.rivals(parent, title, key).isEmpty()).isEqualTo(rivals);
    titles.resolved("p", "Title", "a");
    assertThat(titles.rivals(parent, title, key)).isEmpty();
  }

  @Test
  void eachOfSeveralHasToBeResolved() {
    titles.unresolved("p", "Title", "a");
    titles.unresolved("p", "Title", "b");
    titles.resolved("p", "Title", "a");
    titles.resolved("p", "Title", "never heard of");
    assertThat(titles.rivals("p", "Title", "a")).containsExactly("b");
    assertThat(titles.rivals("p", "Title", "b")).isEmpty();
  }

  @Test
  void theSecondOfOneTitleWaitsForTheFirst() throws Exception {
    titles.enter("p", "é");
    CountDownLatch in = new CountDownLatch(1);
    Thread second = entering("p", "e\u0301", in); // decomposed: the service may make them one
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    titles.enter("p", "other"); // others do not wait
    titles.enter("q", "é");
    assertThat(in.getCount()).isEqualTo(1);
    titles.leave("p", "é");
    assertThat(in.await(10, TimeUnit.SECONDS)).isTrue();
    second.join();
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    titles.enter("p", "Title");
    CountDownLatch in = new CountDownLatch(1);
    Thread second = entering("p", "Title", in);
    second.interrupt();
    second.join();
    assertThat(in.getCount()).isEqualTo(1);
  }

  private Thread entering(String parent, String title, CountDownLatch in) {
    Thread thread =
        new Thread(
            () -> {
              try {
                titles.enter(parent, title);
                in.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }
}
