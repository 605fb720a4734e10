package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.LedgerEvent.What;
import io.kinescope.uploader.ledger.Processing.Fate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every implementation of {@link Ledger} must do. */
class LedgerContractTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit calls open() first
  private Ledger ledger;

  @BeforeEach
  void open() {
    ledger = Samples.open(folder.resolve("a.ledger.db"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void anOrphanIsNobodyElsesAndIsTold() {
    ledger.intend(Samples.intent("a"));
    ledger.intend(Samples.intent("b"));

    ledger.orphan("a", "empty");

    assertThat(ledger.ownerOf("empty")).contains("a");
    assertThat(ledger.find("a").orElseThrow().state()).isEqualTo(EntryState.INTENT);
    assertThat(ledger.find("a").orElseThrow().videoId()).isNull();
    assertThat(ledger.history("a").get(1).what()).isEqualTo(LedgerEvent.What.ORPHAN);
    assertThat(ledger.history("a").get(1).evidence()).contains("empty");
  }

  @Test
  void whatEarlierAttemptsMadeIsAnOrphanUnlessItIsTakenOver() {
    assertThat(orphans()).isEmpty();
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "own", Samples.LINK);
    ledger.intend(Samples.intent("b"));
    ledger.linked("b", "second", Samples.LINK);
    ledger.intend(Samples.intent("b"));
    ledger.linked("b", "first", Samples.LINK);
    ledger.intend(Samples.intent("b"));
    ledger.intend(Samples.intent("c"));
    ledger.orphan("c", "empty");

    assertThat(orphans()).containsExactly("a: []", "b: [first, second]", "c: [empty]");
    assertThat(ledger.countOrphans()).isEqualTo(3);

    assertThat(
            ledger.adopt(
                "b", Samples.stored("first"), new Processing(Fate.OPEN, null, null), "same title"))
        .isTrue();
    assertThat(orphans()).containsExactly("a: []", "b: [second]", "c: [empty]");
    assertThat(ledger.countOrphans()).isEqualTo(2);
    assertThat(ledger.orphans("b")).containsExactly("second");
    ledger.intend(Samples.intent("b"));
    assertThat(ledger.orphans("b")).containsExactly("first", "second");
  }

  @Test
  void aVideoThatWasAnotherItemsIsNoOrphanOfThisOne() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "replaced", Samples.LINK);
    ledger.intend(Samples.intent("b"));
    ledger.linked("b", "replaced", Samples.LINK);
    ledger.intend(Samples.intent("b"));
    assertThat(ledger.countOrphans()).isZero();
    assertThat(ledger.ownerOf("replaced")).contains("a");
  }

  @Test
  void aPageOfVideosIsRecordedInOneWriteWithItsLinksOrNotAtAll() {
    for (String key : List.of("a", "b")) {
      ledger.intend(Samples.intent(key));
      ledger.settle(key, Samples.uploaded("v-" + key));
    }
    Ledger.FollowUp ready =
        new Ledger.FollowUp(
            "a", Processing.ready("done"), new Ledger.Comparison("abc", "md5"), "play", "embed");

    assertThatThrownBy(
            () ->
                ledger.processed(
                    List.of(ready, new Ledger.FollowUp("c", Processing.gone(), null, null, null))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(find("a").processing()).isEqualTo(Processing.open("processing"));

    ledger.processed(
        List.of(
            ready, new Ledger.FollowUp("b", Processing.failed("error", "no"), null, null, null)));
    assertThat(find("a").fate()).isEqualTo(Fate.READY);
    assertThat(stored("a").playLink()).isEqualTo("play");
    assertThat(stored("a").embedLink()).isEqualTo("embed");
    assertThat(find("a").verified()).isEqualTo("md5");
    assertThat(find("b").state()).isEqualTo(EntryState.FAILED);
    assertThat(stored("b").playLink()).isEqualTo("https://kinescope.io/v-b");
  }

  @Test
  void anItemThatIsNamedOtherwiseKeepsWhatItHas() {
    ledger.intend(Samples.intent("old"));
    ledger.linked("old", "v7", Samples.LINK);
    ledger.intend(Samples.intent("other"));

    ledger.rename(Map.of("old", "id:7"));

    assertThat(ledger.find("old")).isEmpty();
    assertThat(find("id:7").videoId()).isEqualTo("v7");
    assertThat(ledger.ownerOf("v7")).contains("id:7");
    assertThat(ledger.history("id:7")).hasSize(2);
    assertThat(ledger.find(find("other").id())).contains(find("other"));
  }

  private Stored stored(String key) {
    return Objects.requireNonNull(find(key).stored());
  }

  private void processed(String key, Processing processing) {
    ledger.processed(List.of(new Ledger.FollowUp(key, processing, null, null, null)));
  }

  private List<String> orphans() {
    List<String> found = new ArrayList<>();
    Samples.forEach(ledger, entry -> found.add(entry.key() + ": " + ledger.orphans(entry.key())));
    return found;
  }

  @Test
  void anItemThatWasNeverIntendedIsNotThere() {
    assertThat(ledger.find("a")).isEmpty();
    assertThat(ledger.history("a")).isEmpty();
    assertThat(ledger.ownerOf("v")).isEmpty();
  }

  @Test
  void anIntentComesBackAsItWasWithTheNanosecondsOfTheFile() {
    assertThat(ledger.intend(Samples.intent("a"))).isEqualTo(1);

    LedgerEntry entry = find("a");
    assertThat(entry.intent()).isEqualTo(Samples.intent("a"));
    assertThat(entry.state()).isEqualTo(EntryState.INTENT);
    assertThat(entry.attempts()).isEqualTo(1);
    assertThat(entry.firstIntentAt()).isEqualTo(Samples.NOW);
    assertThat(entry.intentAt()).isEqualTo(Samples.NOW);
    assertThat(entry.videoId()).isNull();
    assertThat(entry.stored()).isNull();
    assertThat(entry.failure()).isNull();
  }

  @Test
  void whatIsKnownOfManyIsTheSameAsWhatIsKnownOfEach() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String key = "row " + i;
      keys.add(key);
      ledger.intend(
          i % 2 == 0
              ? Samples.intent(key)
              : new Intent(key, CreateCall.INIT, "a\nb\n.mp4", "p", "t", null, null, null));
      if (i % 5 == 0) {
        ledger.settle(key, Samples.done("v" + i));
      } else if (i % 5 == 1) {
        ledger.settle(key, new Outcome.Failed(Samples.failure(false)));
      }
    }
    List<String> asked = new ArrayList<>(keys);
    asked.add(100, "nobody's");

    Map<String, LedgerEntry> known = ledger.known(asked);

    assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(known.values()).allSatisfy(one -> assertThat(one).isEqualTo(find(one.key())));
    assertThat(ledger.known(List.of())).isEmpty();
  }

  @Test
  void whatIsKnownIsFoundInAnyOrderOfAsking() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add("row " + i);
      ledger.intend(Samples.intent("row " + i));
      ledger.settle("row " + i, Samples.done("v" + i));
    }
    List<String> backwards = new ArrayList<>(keys);
    Collections.reverse(backwards);
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));
    List<String> everyThird = keys.stream().filter(key -> key.hashCode() % 3 == 0).toList();

    // The same order at the start and in the end: what was seen between must not matter.
    for (List<String> asked : List.of(keys, everyThird, backwards, shuffled, keys)) {
      for (int from = 0; from < asked.size(); from += 70) {
        List<String> some = new ArrayList<>(asked.subList(from, Math.min(from + 70, asked.size())));
        some.add(some.size() / 2, "nobody's " + from);

        Map<String, LedgerEntry> known = ledger.known(some);

        assertThat(known).hasSize(some.size() - 1);
        known.forEach(
            (key, one) ->
                assertThat(one.videoId()).isEqualTo("v" + key.substring("row ".length())));
      }
    }
  }

  @Test
  void anIntentOfAUrlHasNeitherSizeNorTime() {
    Intent url = new Intent("u", CreateCall.URL, "https://e/x", "p", "t", null, null, null);
    ledger.intend(url);
    assertThat(find("u").intent()).isEqualTo(url);
  }

  @Test
  void idAndLinkAreKnownBeforeTheFirstByte() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "v1", Samples.LINK);

    LedgerEntry entry = find("a");
    assertThat(entry.state()).isEqualTo(EntryState.LINKED);
    assertThat(entry.videoId()).isEqualTo("v1");
    assertThat(entry.endpoint()).isEqualTo(new SecretLink(Samples.LINK));
    assertThat(ledger.ownerOf("v1")).contains("a");
  }

  @Test
  void anUploadedItemHasItsVideoAndNoLinkAnyMore() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "v1", Samples.LINK);
    ledger.settle("a", Samples.uploaded("v1"));

    LedgerEntry entry = find("a");
    assertThat(entry.state()).isEqualTo(EntryState.UPLOADED);
    assertThat(entry.stored()).isEqualTo(Samples.stored("v1"));
    assertThat(entry.processing()).isEqualTo(Processing.open("processing"));
    assertThat(entry.endpoint()).isNull();
  }

  @Test
  void aFailedItemKeepsItsLinkSoThatTheNextRunCanGoOn() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "v1", Samples.LINK);
    ledger.settle("a", new Outcome.Failed(Samples.failure(true)));

    LedgerEntry entry = find("a");
    assertThat(entry.state()).isEqualTo(EntryState.FAILED);
    assertThat(entry.failure()).isEqualTo(Samples.failure(true));
    assertThat(entry.videoId()).isEqualTo("v1");
    assertThat(entry.endpoint()).isEqualTo(new SecretLink(Samples.LINK));
    assertThat(entry.stored()).isNull();
  }

  @Test
  void anUnknownOutcomeKeepsWhatWasSeen() {
    Failure seen = new Failure(ErrorKind.UNKNOWN_OUTCOME, "two videos match", null, null, false);
    ledger.intend(Samples.intent("a"));
    ledger.settle("a", new Outcome.Unknown(seen));
    assertThat(find("a").state()).isEqualTo(EntryState.UNKNOWN);
    assertThat(find("a").failure()).isEqualTo(seen);
  }

  @Test
  void aNewAttemptStartsCleanAndItsPredecessorStaysInTheHistory() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "v1", Samples.LINK);
    ledger.settle("a", new Outcome.Failed(Samples.failure(true)));
    assertThat(ledger.intend(Samples.intent("a"))).isEqualTo(2);

    LedgerEntry entry = find("a");
    assertThat(entry.state()).isEqualTo(EntryState.INTENT);
    assertThat(entry.videoId()).isNull();
    assertThat(entry.endpoint()).isNull();
    assertThat(entry.failure()).isNull();
    assertThat(ledger.ownerOf("v1")).contains("a");
    assertThat(ledger.history("a"))
        .extracting(LedgerEvent::what)
        .containsExactly(What.INTENT, What.LINKED, What.FAILED, What.INTENT);
    assertThat(ledger.history("a")).extracting(LedgerEvent::attempt).containsExactly(1, 1, 1, 2);
    assertThat(ledger.history("a").get(2).evidence())
        .isEqualTo("transient: connection reset, code 500500, request req-7, may be tried again");
  }

  @Test
  void anAdoptedVideoBelongsToOneRowAlone() {
    ledger.intend(Samples.intent("a"));
    ledger.intend(Samples.intent("b"));

    assertThat(adopt("a")).isTrue();
    assertThat(adopt("b")).isFalse();
    assertThat(adopt("a")).isTrue();

    assertThat(find("a").state()).isEqualTo(EntryState.ADOPTED);
    assertThat(find("b").state()).isEqualTo(EntryState.INTENT);
    assertThat(ledger.history("b")).hasSize(1);
    assertThat(ledger.ownerOf("v1")).contains("a");
  }

  @Test
  void theServicesErrorMakesAnUploadedItemFailed() {
    ledger.intend(Samples.intent("a"));
    ledger.settle("a", Samples.uploaded("v1"));
    processed("a", Processing.failed("error", "610100: can't download"));

    LedgerEntry entry = find("a");
    assertThat(entry.state()).isEqualTo(EntryState.FAILED);
    assertThat(entry.failure())
        .isEqualTo(
            new Failure(ErrorKind.VIDEO_FAILED, "610100: can't download", null, null, false));
    assertThat(entry.stored()).isEqualTo(Samples.stored("v1"));
    assertThat(ledger.counts()).containsEntry(EntryState.FAILED, 1L);
  }

  @Test
  void aVideoThatIsReadyOrGoneStaysUploaded() {
    for (Fate fate : List.of(Fate.READY, Fate.GONE)) {
      String key = fate.id();
      ledger.intend(Samples.intent(key));
      ledger.settle(key, Samples.uploaded("v-" + key));
      processed(key, new Processing(fate, "done", null));
      assertThat(find(key).state()).isEqualTo(EntryState.UPLOADED);
      assertThat(find(key).processing()).isEqualTo(new Processing(fate, "done", null));
    }
  }

  @Test
  void metadataIsUpdatedInPlace() {
    ledger.intend(Samples.intent("a"));
    ledger.settle("a", Samples.done("v1"));
    ledger.metadataUpdated("a", "new title", "fingerprint-2");

    assertThat(find("a").intent().title()).isEqualTo("new title");
    assertThat(find("a").intent().fingerprint()).isEqualTo("fingerprint-2");
    assertThat(find("a").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(ledger.history("a")).last().extracting(LedgerEvent::what).isEqualTo(What.METADATA);
  }

  @Test
  void aStepOutOfOrderIsRefusedAndChangesNothing() {
    assertThatThrownBy(() -> ledger.linked("a", "v1", Samples.LINK))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.settle("a", Samples.done("v1")))
        .isInstanceOf(IllegalStateException.class);
    ledger.intend(Samples.intent("a"));
    assertThatThrownBy(() -> processed("a", Processing.ready("done")))
        .isInstanceOf(IllegalStateException.class);
    ledger.settle("a", Samples.done("v1"));
    assertThatThrownBy(() -> ledger.linked("a", "v2", Samples.LINK))
        .isInstanceOf(IllegalStateException.class);

    assertThat(find("a").videoId()).isEqualTo("v1");
    assertThat(ledger.ownerOf("v2")).isEmpty();
    assertThat(ledger.history("a")).hasSize(2);
  }

  @Test
  void countsNameEveryState() {
    ledger.intend(Samples.intent("a"));
    ledger.intend(Samples.intent("b"));
    ledger.settle("b", Samples.done("v1"));
    assertThat(ledger.counts())
        .containsOnlyKeys(EntryState.values())
        .containsEntry(EntryState.INTENT, 1L)
        .containsEntry(EntryState.UPLOADED, 1L)
        .containsEntry(EntryState.UNKNOWN, 0L);
  }

  @Test
  void itemsAreListedInTheOrderInWhichTheyFirstCame() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1203; i++) { // more than two pages
      String key = "k" + (i * 7919) % 1203;
      keys.add(key);
      ledger.intend(Samples.intent(key));
    }
    ledger.intend(Samples.intent(keys.get(0)));

    List<String> listed = new ArrayList<>();
    Samples.forEach(ledger, entry -> listed.add(entry.key()));
    assertThat(listed).isEqualTo(keys);
  }

  @Test
  void theFollowUpSeesOpenFatesOnceEachWhileItSettlesThem() {
    for (int i = 0; i < 25; i++) {
      ledger.intend(Samples.intent("k" + i));
      ledger.settle("k" + i, i % 5 == 0 ? Samples.done("v" + i) : Samples.uploaded("v" + i));
    }
    ledger.intend(Samples.intent("not-yet"));

    List<Integer> sizes = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    ledger.forEachOpen(
        10,
        page -> {
          sizes.add(page.size());
          for (LedgerEntry entry : page) {
            seen.add(entry.key());
            processed(entry.key(), Processing.ready("done"));
          }
        });

    assertThat(sizes).containsExactly(10, 10);
    assertThat(seen).hasSize(20).doesNotHaveDuplicates().doesNotContain("k0", "k5", "not-yet");
    ledger.forEachOpen(10, page -> assertThat(page).isEmpty());
  }

  @Test
  void noUploadLinkShowsInWordsOrHistory() {
    ledger.intend(Samples.intent("a"));
    ledger.linked("a", "v1", Samples.LINK);
    assertThat(find("a").toString()).contains("v1").doesNotContain("very-secret");
    assertThat(ledger.history("a").toString()).contains("video v1").doesNotContain("very-secret");
  }

  @Test
  void aClosedLedgerSaysSo() {
    ledger.close();
    assertThatThrownBy(() -> ledger.find("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private boolean adopt(String key) {
    return ledger.adopt(key, Samples.stored("v1"), Processing.open(null), "same title and parent");
  }

  private LedgerEntry find(String key) {
    return ledger.find(key).orElseThrow();
  }
}
