package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemSource.SingleSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items of {@code upload file}, {@code url} and {@code link} through the one engine. */
class JobRunnerTest {
  /** As the upload commands run. */
  private static final Set<Flag> UPLOAD = Set.of(Flag.KEY_HOLDS_SOURCE, Flag.FOLLOW_SKIPPED);

  @TempDir private Path folder;

  private JobLab lab = JobLab.NONE;
  private Path file = Path.of("");

  @BeforeEach
  void open() throws IOException {
    lab = JobLab.in(folder);
    file = Files.write(folder.resolve("a.mp4"), new byte[100]);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Item item(Content content, Destination destination, MethodChoice method) {
    return new Item(
        "key",
        new SourceEntry.Named("a.mp4"),
        content,
        destination,
        new Metadata("Title", null, null, null),
        new Demands(method, Demands.LARGEST_SINGLE, null, null, null, null),
        0);
  }

  private Item fileItem() {
    return item(new Content.LocalFile(file, file.toString()), newVideo(), MethodChoice.AUTO);
  }

  private Item linkItem() {
    return item(new Content.Elsewhere(null), newVideo(), MethodChoice.LINK);
  }

  private Destination newVideo() {
    return new Destination.NewVideo(lab.parent());
  }

  private ItemResult run(Item item, Flag... more) {
    Set<Flag> flags = EnumSet.copyOf(UPLOAD);
    flags.addAll(List.of(more));
    return lab.run(new SingleSource(item), flags).get(0);
  }

  private static String id(ItemResult result) {
    return Objects.requireNonNull(result.video()).id();
  }

  private int videos() {
    return lab.sandbox().state().videos().size();
  }

  @Test
  void aFileIsOneVideoHoweverOftenItIsUploaded() throws IOException {
    ItemResult first = run(fileItem());
    assertThat(first.state()).isEqualTo(ItemOutcome.UPLOADED);
    ItemResult second = run(fileItem());
    assertThat(second)
        .isInstanceOfSatisfying(
            Done.class,
            done -> {
              assertThat(done.state()).isEqualTo(ItemOutcome.SKIPPED);
              assertThat(done.madeAt()).isNotNull();
              assertThat(done.video().playLink()).startsWith("https://");
              assertThat(done.transfer().bytes()).isEqualTo(100);
              assertThat(done.transfer().sent()).isZero();
            });
    assertThat(id(second)).isEqualTo(id(first));

    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertThat(id(run(fileItem()))).isNotEqualTo(id(first));
    assertThat(lab.warnings()).singleElement().asString().contains(id(first));
    assertThat(videos()).isEqualTo(2);
  }

  @Test
  void againMakesAnotherAndIsWhatIsRememberedThen() {
    ItemResult first = run(fileItem());
    ItemResult second = run(fileItem(), Flag.AGAIN);
    assertThat(second.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(lab.warnings())
        .singleElement()
        .asString()
        .contains("the earlier one stays in Kinescope: " + id(first));
    ItemResult third = run(fileItem());
    assertThat(third.state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(id(third)).isEqualTo(id(second));
    assertThat(videos()).isEqualTo(2);
  }

  /** It is waited for, and then there is nothing left to do. */
  @Test
  void anItemThatAnotherProcessHasFinishedMeanwhileIsSkipped() {
    String video = lab.made("https://example.com/a", "Title");
    Item item = fileItem();
    List<String> claims = new ArrayList<>();
    lab.claims(
        key -> {
          claims.add("take " + key);
          if (key.equals("key")) {
            Intent intent = ItemJournal.intent(item, FileSource.of(file), UploadMethod.SINGLE);
            assertThat(lab.ledger().uncounted().intend(intent)).isEqualTo(1);
            Transfer sent = new Transfer("single", 100, 100, 0, 1, null, null);
            lab.ledger()
                .uncounted()
                .settle(
                    "key",
                    new Outcome.Uploaded(
                        Records.stored(VideoRef.of(video), item, sent), Processing.ready("done")));
          }
          return () -> claims.add("free " + key);
        });
    ItemResult result = run(item);
    assertThat(result.state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(id(result)).isEqualTo(video);
    assertThat(videos()).isEqualTo(1);
    assertThat(claims).containsExactly("take key", "free key");
  }

  /** Whatever comes of an item, it is free for others then. */
  @ParameterizedTest
  @EnumSource(names = {"URL", "VIDEO_LIST"})
  void claimsAreGivenBack(Operation failing) {
    List<String> held = new ArrayList<>();
    lab.claims(
        key -> {
          held.add(key);
          return () -> held.remove(key);
        });
    lab.faults(FaultRule.on(failing, Operation.URL).then(FaultAction.status(502)));
    Item url = item(UrlIdentity.USUAL.of("https://example.com/a"), newVideo(), MethodChoice.AUTO);
    assertThat(run(url).state()).isEqualTo(ItemOutcome.FAILED);
    assertThat(held).isEmpty();
  }

  @Test
  void anItemThatCannotBeClaimedFails() {
    lab.claims(
        key -> {
          throw new UploaderException(ErrorKind.LOCAL_IO, "could not lock an item");
        });
    assertThat(JobLedgerTest.errorOf(run(fileItem())).kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(lab.sandbox().state().totalRequests()).isZero();
  }

  /** Each call means a new link, and nobody asks what became of it. */
  @Test
  void eachUploadLinkIsANewOne() {
    Done first = (Done) run(linkItem(), Flag.FOLLOW_UP);
    Done second = (Done) run(linkItem(), Flag.FOLLOW_UP);
    assertThat(first.endpoint()).startsWith("http").isNotEqualTo(second.endpoint());
    assertThat(first.toString()).doesNotContain(String.valueOf(first.endpoint()));
    assertThat(Objects.requireNonNull(lab.entry("key").processing()).fate()).isEqualTo(Fate.GONE);
    assertThat(lab.entry("key").endpoint()).isNull();
    assertThat(lab.warnings()).isEmpty();
    assertThat(videos()).isEqualTo(2);
    assertThat(lab.sandbox().state().count(Operation.VIDEO_LIST, Operation.VIDEO_GET)).isZero();
  }

  /** A run that died before it could print it. */
  @Test
  void aLinkThatWasNeverPrintedIsHandedOutByTheNextRun() {
    Item item = linkItem();
    String video = lab.unready("Title");
    try (ItemJournal died =
        new ItemJournal(
            lab.ledger().uncounted(),
            new CreateGate(key -> KeyLocks.Claim.ALONE),
            new InitIds(lab.ledger().uncounted(), text -> {}),
            item,
            null,
            null,
            false)) {
      died.creating(UploadMethod.LINK);
      died.linked(new UploadLink(video, UploadEndpoint.of("https://up.example/v2/upload/1")));
    }
    Done next = (Done) run(item);
    assertThat(next.endpoint()).isEqualTo("https://up.example/v2/upload/1");
    assertThat(id(next)).isEqualTo(video);
    assertThat(videos()).isEqualTo(1);
    assertThat(((Done) run(item)).endpoint()).isNotEqualTo(next.endpoint());
  }

  /** What belongs to a video that is there makes no second one: it is simply sent again. */
  @Test
  void anAttachmentWhoseAnswerWasLostIsSentAgain() {
    String video = lab.made("https://example.com/a", "Title");
    Item item =
        item(
            new Content.LocalFile(file, file.toString()),
            new Destination.Attach(video),
            MethodChoice.AUTO);
    lab.faults(FaultRule.on(Operation.INIT).first(1).then(FaultAction.loseAnswer()));
    assertThat(run(item).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(lab.warnings()).singleElement().asString().contains("got no answer");
    assertThat(videos()).isEqualTo(1);
    assertThat(lab.sandbox().state().attachments())
        .filteredOn(attachment -> attachment.md5() != null)
        .hasSize(1);
  }

  @Test
  void anAttachmentIsSentTwiceAtMostInOneRun() {
    String video = lab.made("https://example.com/a", "Title");
    Item item =
        item(
            new Content.LocalFile(file, file.toString()),
            new Destination.Attach(video),
            MethodChoice.AUTO);
    lab.faults(FaultRule.on(Operation.INIT).then(FaultAction.loseAnswer()));
    assertThat(JobLedgerTest.errorOf(run(item)).kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(lab.sandbox().state().count(Operation.INIT)).isEqualTo(2);
    assertThat(lab.entry("key").state()).isEqualTo(EntryState.INTENT);
    lab.faults();
    assertThat(run(item).state()).isEqualTo(ItemOutcome.UPLOADED);
  }
}
