package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Gateway;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.ItemSource.SingleSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.throttle.RateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Titles and descriptions that are sent once more, after their videos were made. */
class TextRepairTest {
  private static final String OTHER_TOKEN = "0b1a5e11-0000-4000-8000-000000000001";
  private static final String TEXT = "first line\nsecond line";

  /** A URL's text goes in headers, and no header carries a line break. */
  private static final String OWING = owing(1);

  private static final FaultRule MANGLED =
      FaultRule.on(Operation.VIDEO_GET)
          .then(
              FaultAction.answer(
                  200,
                  Map.of("Content-Type", "application/json"),
                  "{\"data\":{\"id\":\"another\",\"title\":\"?????\",\"status\":\"processing\"}}"));

  @TempDir private Path folder;

  private JobLab lab = JobLab.NONE;

  @BeforeEach
  void open() {
    lab = JobLab.in(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static String owing(int rows) {
    StringBuilder csv = new StringBuilder("id,url,title,description\n");
    IntStream.range(0, rows)
        .forEach(
            i ->
                csv.append(i)
                    .append(",https://example.com/a,Title ")
                    .append(i)
                    .append(",\"")
                    .append(TEXT)
                    .append("\"\n"));
    return csv.toString();
  }

  private void mayNotEdit() {
    lab.close();
    lab =
        JobLab.in(
            folder,
            JobLab.settings().extraToken(OTHER_TOKEN, Set.of(Right.READ, Right.UPLOAD)),
            OTHER_TOKEN);
  }

  private long patches() {
    return lab.sandbox().state().count(Operation.VIDEO_PATCH);
  }

  private EmulatorVideo onlyVideo() {
    assertThat(lab.sandbox().state().videos()).hasSize(1);
    return lab.sandbox().state().videos().get(0);
  }

  @Test
  void whatAHeaderCannotCarryIsSentRightAfterTheCreateCall() {
    assertThat(lab.run(OWING, Set.of()).get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(onlyVideo().description()).isEqualTo(TEXT);
    assertThat(onlyVideo().title()).isEqualTo("Title 0");
    assertThat(patches()).isEqualTo(2); // one asks whether it may
    assertThat(lab.run(OWING, Set.of()).get(0))
        .isInstanceOfSatisfying(
            ItemResult.Done.class, done -> assertThat(done.status()).isEqualTo("skipped"));
    assertThat(patches()).isEqualTo(2);
  }

  /** What headers carry needs no right to edit. */
  @Test
  void aDescriptionOfOneLineIsSentInTheCreateCall() {
    mayNotEdit();
    String csv = "url,title,description\nhttps://example.com/a,A,one line\n";
    assertThat(lab.run(csv, Set.of()).get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(onlyVideo().description()).isEqualTo("one line");
    assertThat(patches()).isZero();
  }

  /** Else the video would be there without its text, and nobody could ever send it. */
  @Test
  void withoutTheRightToEditItIsRefusedBeforeAnyCreateCall() {
    mayNotEdit();
    for (ItemResult end : lab.run(owing(20), Set.of())) {
      UploaderException e = JobLedgerTest.errorOf(end);
      assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED);
      assertThat(e).hasMessageContaining("the description can't be sent");
      assertThat(e.hint()).contains("token that may edit videos");
    }
    assertThat(lab.sandbox().state().videos()).isEmpty();
    assertThat(lab.sandbox().state().count(Operation.URL)).isZero();
    assertThat(lab.ledger().writes()).isEmpty();
    assertThat(patches()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDryRunSaysSoToo(boolean mayEdit) {
    if (!mayEdit) {
      mayNotEdit();
    }
    List<String> words = new ArrayList<>();
    Job job = new Job(1, null, ErrorThreshold.NONE, null, Set.of());
    Planner planner =
        new Planner(
            job,
            lab.ledger(),
            new TextRepair(lab.tools().videos(), lab.warnings()::add),
            lab.list(owing(3)),
            Instant.EPOCH,
            RateSpec.parse("none"));
    ItemSource.Checked unused =
        lab.list(owing(3)).check(entry -> words.add(planner.planned((Item) entry).word()));
    assertThat(words).hasSize(3).containsOnly(mayEdit ? "upload" : Planner.REFUSE);
    assertThat(patches()).isEqualTo(1);
  }

  /** Whether it may be asked for has to be known, not guessed. */
  @Test
  void whenNobodyCanTellWhetherItMayEditTheItemIsTriedAgainLater() {
    lab.faults(FaultRule.on(Operation.VIDEO_PATCH).first(3).then(FaultAction.status(500)));
    assertThat(JobLedgerTest.errorOf(lab.run(OWING, Set.of()).get(0)).kind())
        .isEqualTo(ErrorKind.TRANSIENT);
    assertThat(lab.sandbox().state().videos()).isEmpty();
    assertThat(lab.run(OWING, Set.of()).get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
  }

  @ParameterizedTest
  @CsvSource({"422, REFUSED", "404, NOT_FOUND"})
  void whatCouldNotBeSentIsSentByTheNextRun(int status, ErrorKind kind) {
    lab.faults(FaultRule.on(Operation.VIDEO_PATCH).nth(2).then(FaultAction.status(status)));
    ItemResult first = lab.run(OWING, Set.of()).get(0);
    UploaderException e = JobLedgerTest.errorOf(first);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e)
        .hasMessageContaining(onlyVideo().id())
        .hasMessageContaining("the next run sends its text");
    assertThat(onlyVideo().description()).isNullOrEmpty();

    ItemResult next = lab.run(OWING, Set.of()).get(0);
    assertThat(next.state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(Objects.requireNonNull(next.video()).id()).isEqualTo(onlyVideo().id());
    assertThat(onlyVideo().description()).isEqualTo(TEXT);
    long sent = patches();
    assertThat(lab.run(OWING, Set.of()).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(patches()).isEqualTo(sent);
  }

  /** A run that died when the video was made, and its text was not sent yet. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKilledRunsTextIsSentByTheNextRun(boolean edited) {
    String video = lab.made("https://example.com/a", "Title 0");
    ItemSource.Checked unused =
        lab.list(OWING)
            .check(
                entry -> {
                  Item item = (Item) entry;
                  var ledger = lab.ledger().uncounted();
                  int attempt = ledger.intend(ItemJournal.intent(item, null, UploadMethod.URL));
                  assertThat(attempt).isEqualTo(1);
                  ledger.settle(
                      item.key(),
                      new Outcome.Uploaded(
                          Records.stored(VideoRef.of(video), item, Transfer.NONE),
                          Processing.open("pending")));
                });
    String csv = edited ? OWING.replace("second", "another") : OWING;
    assertThat(lab.run(csv, Set.of()).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(onlyVideo().description())
        .isEqualTo(edited ? TEXT.replace("second", "another") : TEXT);
    assertThat(lab.entry("id:0").intent().fingerprint()).doesNotStartWith(ItemPlan.OWED);
  }

  /** Also of a video whose answer was lost, or that was there before. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAdoptedVideoGetsItsTextToo(boolean lost) {
    if (lost) {
      lab.faults(FaultRule.on(Operation.URL).first(1).then(FaultAction.loseAnswer()));
    } else {
      String unused = lab.made("https://example.com/a", "Title 0");
    }
    assertThat(lab.run(OWING, Set.of(Flag.ADOPT_EXISTING)).get(0).state())
        .isEqualTo(ItemOutcome.ADOPTED);
    assertThat(onlyVideo().description()).isEqualTo(TEXT);
    assertThat(lab.run(OWING, Set.of()).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
  }

  /** A file that goes by link: nothing of its video is known until it is looked at. */
  private Item file(Destination destination) {
    return file(destination, Demands.MethodChoice.LINK);
  }

  private Item file(Destination destination, Demands.MethodChoice method) {
    Path path = folder.resolve("a.mp4");
    try {
      Files.write(path, new byte[10]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Item(
        "key " + destination,
        new SourceEntry.Named("a.mp4"),
        new Content.LocalFile(path, "a.mp4"),
        destination,
        new Metadata("Title", null, null, "a.mp4"),
        new Demands(method, Demands.LARGEST_SINGLE, null, null, null, null),
        10);
  }

  private ItemResult upload(Destination destination) {
    return lab.run(new SingleSource(file(destination)), Set.of()).get(0);
  }

  private Destination newVideo() {
    return new Destination.NewVideo(lab.parent());
  }

  /** The service shows another title than it was asked for. */
  private void mangle() {
    lab.faults(MANGLED);
  }

  @Test
  void aTitleThatCameOutRightIsLeftAlone() {
    assertThat(Objects.requireNonNull(upload(newVideo()).video()).title()).isEqualTo("Title");
    assertThat(patches()).isZero();
    assertThat(lab.warnings()).isEmpty();
  }

  @Test
  void aTitleThatCameOutWrongIsPutRight() {
    mangle();
    ItemResult result = upload(newVideo());
    assertThat(Objects.requireNonNull(result.video()).title()).isEqualTo("Title");
    assertThat(patches()).isEqualTo(1);
    // The answer speaks of another id; the one from init is the video's.
    assertThat(Objects.requireNonNull(result.video()).id()).isEqualTo(onlyVideo().id());
  }

  /** 204 without a body is documented as the answer to an update. */
  @Test
  void anAnswerWithoutABodyPutsItRightAsWell() {
    lab.faults(
        MANGLED,
        FaultRule.on(Operation.VIDEO_PATCH).then(FaultAction.emptyBody(204).carryingOut()));
    ItemResult result = upload(newVideo());
    assertThat(result.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(Objects.requireNonNull(result.video()).id()).isEqualTo(onlyVideo().id());
    assertThat(lab.warnings()).isEmpty();
    assertThat(patches()).isEqualTo(1);
    assertThat(upload(newVideo()).state()).isEqualTo(ItemOutcome.SKIPPED);
  }

  /** Whatever fails after the video exists, its id is the result and is remembered. */
  @Test
  void aBugAfterTheVideoExistsKeepsItsId() {
    mayNotEdit();
    lab.faults(FaultRule.on(Operation.SINGLE).then(Gateway.mangling()));
    lab.notices(
        message -> {
          throw new IllegalStateException("a bug");
        });
    Item item = file(newVideo(), Demands.MethodChoice.SINGLE);
    ItemResult result = lab.run(new SingleSource(item), Set.of()).get(0);
    assertThat(JobLedgerTest.errorOf(result).kind()).isEqualTo(ErrorKind.BUG);
    assertThat(Objects.requireNonNull(result.video()).id()).isEqualTo(onlyVideo().id());
    assertThat(lab.run(new SingleSource(item), Set.of()).get(0).state())
        .isEqualTo(ItemOutcome.SKIPPED);
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  @Test
  void withoutTheRightToChangeItAWarningSaysSo() {
    mayNotEdit();
    mangle();
    ItemResult result = upload(newVideo());
    assertThat(result.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(Objects.requireNonNull(result.video()).title()).isEqualTo("?????");
    assertThat(lab.warnings()).singleElement().asString().contains("another title than requested");
  }

  @Test
  void anAttachmentLeavesTheTitleOfItsVideo() {
    String id = lab.made("https://example.com/a", "Mine");
    assertThat(upload(new Destination.Attach(id)).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(onlyVideo().title()).isEqualTo("Mine");
    assertThat(lab.sandbox().state().attachments()).hasSize(1);
    assertThat(patches()).isZero();
  }

  /** {@code withoutLinks} is what was observed of uploads: the links come with a later look. */
  @Test
  void anAnswerWithoutLinksIsAskedAgain() {
    lab.faults(FaultRule.on(Operation.URL).then(FaultAction.withoutLinks()));
    ItemResult result = lab.run("url,title\nhttps://example.com/a,A\n", Set.of()).get(0);
    assertThat(Objects.requireNonNull(result.video()).playLink()).startsWith("https://");
  }
}
