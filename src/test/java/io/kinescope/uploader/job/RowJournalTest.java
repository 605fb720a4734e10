package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.UploadMethod;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowJournalTest {
  private static final UploadLink LINK =
      new UploadLink("v1", UploadEndpoint.of("https://up.example/v2/upload/1"));

  @TempDir private Path folder;

  private final CreateGate titles = new CreateGate();
  private final RowJob job = Rows.job(Rows.url("https://a", "Title"));
  private CountingLedger ledger = new CountingLedger(null);

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
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
      assertThat(journal.begun()).isFalse();
      journal.creating(method);
      assertThat(journal.begun()).isTrue();
      assertThat(journal.method()).isEqualTo(method);
      assertThat(journal.attempts()).isEqualTo(1);
      assertThat(entry().state()).isEqualTo(EntryState.INTENT);
      assertThat(entry().intent().call()).isEqualTo(call);
      assertThat(entry().intent().title()).isEqualTo("Title");
    }
  }

  @Test
  void theLinkIsThereBeforeTheFirstByteAndFoundByTheNextRun() {
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
      journal.creating(UploadMethod.LINK);
      journal.linked(LINK);
      assertThat(journal.isLinked()).isTrue();
      assertThat(entry().state()).isEqualTo(EntryState.LINKED);
    }
    try (RowJournal next = new RowJournal(ledger, titles, job, entry())) {
      UploadLink known = Objects.requireNonNull(next.known());
      assertThat(known.videoId()).isEqualTo("v1");
      assertThat(known.endpoint().reveal()).isEqualTo(LINK.endpoint().reveal());
      assertThat(next.begun()).isTrue();
      assertThat(next.isLinked()).isTrue();
    }
  }

  @Test
  void whatTheLedgerRefusesHasNotBegun() {
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
      ledger.refuseFrom(1);
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> journal.creating(UploadMethod.URL));
      assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(journal.begun()).isFalse();
      assertThat(journal.refused()).isTrue();
    }
  }

  @Test
  void aLinkThatTheLedgerRefusesNamesItsVideo() {
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
      journal.creating(UploadMethod.LINK);
      ledger.refuseFrom(2);
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> journal.linked(LINK));
      assertThat(e).hasMessageContaining("video v1").hasMessageNotContaining("up.example");
      assertThat(journal.refused()).isTrue();
      assertThat(journal.isLinked()).isFalse();
    }
  }

  @Test
  void theTitleIsKeptFromTheIntentToTheLinkOrTheEnd() throws Exception {
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
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
    try (RowJournal journal = new RowJournal(ledger, titles, job, null)) {
      journal.enter(job.as("Earlier title", null));
      assertThat(isFree()).isTrue();
      journal.creating(UploadMethod.URL);
      assertThat(isFree()).isFalse();
      titles.enter(Rows.PARENT, "Earlier title");
    }
  }

  private boolean isFree() throws InterruptedException {
    CountDownLatch in = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                titles.enter(job.parent(), job.title());
                titles.leave(job.parent(), job.title());
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

  private LedgerEntry entry() {
    return ledger.find(job.key()).orElseThrow();
  }
}
