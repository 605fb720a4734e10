package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.source.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateGateTest {
  private final CreateGate gate = new CreateGate(key -> Claim.ALONE);

  private static Item item(String title) {
    return Rows.item(Rows.url("https://a", title));
  }

  @ParameterizedTest
  @CsvSource({
    "p, Title, true",
    "p, ' Title ', true",
    "p, 'Title\u00a0', true",
    "q, Title, false",
    "p, Other, false",
  })
  void itemsWithTheSameParentAndTitleAreKeptApart(String parent, String title, boolean same) {
    assertThat(CreateGate.isSame(item("Title"), item("Title").as(title, parent))).isEqualTo(same);
  }

  @Test
  void theSecondOfOneTitleWaitsForTheFirst() throws Exception {
    Claim first = gate.enter(item("é"));
    CountDownLatch in = new CountDownLatch(1);
    Thread second = entering(item("e\u0301"), in); // decomposed: the service may make them one
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    gate.enter(item("other")).close(); // others do not wait
    gate.enter(item("é").as("é", "q")).close();
    assertThat(in.getCount()).isEqualTo(1);
    first.close();
    assertThat(in.await(10, TimeUnit.SECONDS)).isTrue();
    second.join();
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    Claim first = gate.enter(item("Title"));
    CountDownLatch in = new CountDownLatch(1);
    Thread second = entering(item("Title"), in);
    second.interrupt();
    second.join();
    assertThat(in.getCount()).isEqualTo(1);
    first.close();
  }

  /** Another process with the same ledger must not begin one either. */
  @Test
  void theTitleIsClaimedFromOtherProcessesToo() throws Exception {
    List<String> claims = new ArrayList<>();
    CreateGate shared =
        new CreateGate(
            key -> {
              claims.add("take " + key);
              return () -> claims.add("free " + key);
            });
    Claim claim = shared.enter(item(" Title"));
    assertThat(claims).containsExactly("take title|p|Title");
    claim.close();
    assertThat(claims).containsExactly("take title|p|Title", "free title|p|Title");
  }

  @Test
  void whatCannotBeClaimedKeepsNobodyOut() throws Exception {
    boolean[] refuses = {true};
    CreateGate shared =
        new CreateGate(
            key -> {
              if (refuses[0]) {
                throw new IllegalStateException("refused");
              }
              return Claim.ALONE;
            });
    assertThatThrownBy(() -> shared.enter(item("Title"))).hasMessage("refused");
    refuses[0] = false;
    shared.enter(item("Title")).close();
  }

  private Thread entering(Item item, CountDownLatch in) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Claim claim = gate.enter(item);
                in.countDown();
                claim.close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }
}
