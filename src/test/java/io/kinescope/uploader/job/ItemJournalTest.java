package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.UploadMethod;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemJournalTest {
  private static final UploadLink LINK =
      new UploadLink("v1", UploadEndpoint.of("https://up.example/v2/upload/1"));

  @TempDir private Path folder;

  private final CreateGate gate = new CreateGate(key -> Claim.ALONE);
  private final Item item = Rows.item(Rows.url("https://a", "Title"));

  @SuppressWarnings("NullAway.Init")
  private CountingLedger ledger;

  @BeforeEach
  void open() {
    ledger = new CountingLedger(Rows.ledger(folder));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @ParameterizedTest
  @CsvSource({"SINGLE, SINGLE", "URL, URL", "LINK, INIT", "TUS, INIT"})
  void theIntentIsThereBeforeTheCall(UploadMethod method, CreateCall call) {
    try (ItemJournal journal = journal(null)) {
      assertThat(journal.step()).isEqualTo(ItemJournal.Reached.NONE);
      journal.creating(method);
      assertThat(journal.step()).isEqualTo(ItemJournal.Reached.CREATING);
      assertThat(journal.method()).isEqualTo(method);
      assertThat(journal.attempts()).isEqualTo(1);
      assertThat(entry().state()).isEqualTo(EntryState.INTENT);
      assertThat(entry().intent().call()).isEqualTo(call);
      assertThat(entry().intent().title()).isEqualTo("Title");
    }
  }

  @Test
  void theLinkIsThereBeforeTheFirstByteAndFoundByTheNextRun() {
    try (ItemJournal journal = journal(null)) {
      journal.creating(UploadMethod.LINK);
      journal.linked(LINK);
      assertThat(journal.step()).isEqualTo(ItemJournal.Reached.LINKED);
      assertThat(journal.videoId()).isEqualTo("v1");
      assertThat(entry().state()).isEqualTo(EntryState.LINKED);
    }
    try (ItemJournal next = journal(entry())) {
      UploadLink known = Objects.requireNonNull(next.known());
      assertThat(known.videoId()).isEqualTo("v1");
      assertThat(known.endpoint().reveal()).isEqualTo(LINK.endpoint().reveal());
      assertThat(next.step()).isEqualTo(ItemJournal.Reached.LINKED);
      assertThat(next.attempts()).isEqualTo(1);
    }
  }

  @Test
  void whatTheLedgerRefusesHasNotBegun() {
    try (ItemJournal journal = journal(null)) {
      ledger.refuseFrom(1);
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> journal.creating(UploadMethod.URL));
      assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(journal.step()).isEqualTo(ItemJournal.Reached.REFUSED);
    }
  }

  @Test
  void aLinkThatTheLedgerRefusesNamesItsVideo() {
    try (ItemJournal journal = journal(null)) {
      journal.creating(UploadMethod.LINK);
      ledger.refuseFrom(2);
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> journal.linked(LINK));
      assertThat(e).hasMessageContaining("video v1").hasMessageNotContaining("up.example");
      assertThat(journal.step()).isEqualTo(ItemJournal.Reached.REFUSED);
    }
  }

  @Test
  void theTitleIsKeptFromTheIntentToTheLinkOrTheEnd() throws Exception {
    try (ItemJournal journal = journal(null)) {
      journal.creating(UploadMethod.LINK);
      assertThat(isFree()).isFalse();
      journal.linked(LINK);
      assertThat(isFree()).isTrue();
      journal.creating(UploadMethod.LINK);
      assertThat(isFree()).isFalse();
    }
    assertThat(isFree()).isTrue();
  }

  @Test
  void neverTwoTitlesAtOnce() throws Exception {
    try (ItemJournal journal = journal(null)) {
      Item earlier = item.as("Earlier title", null);
      journal.enter(earlier);
      assertThat(isFree()).isTrue();
      journal.creating(UploadMethod.URL);
      assertThat(isFree()).isFalse();
      gate.enter(earlier).close();
    }
  }

  private boolean isFree() throws InterruptedException {
    CountDownLatch in = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                gate.enter(item).close();
                in.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    while (other.isAlive() && other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    other.interrupt();
    other.join();
    return in.getCount() == 0;
  }

  private ItemJournal journal(@Nullable LedgerEntry resumed) {
    return new ItemJournal(
        ledger, gate, new InitIds(ledger, text -> {}), item, null, resumed, false);
  }

  private LedgerEntry entry() {
    return ledger.find(item.key()).orElseThrow();
  }
}
