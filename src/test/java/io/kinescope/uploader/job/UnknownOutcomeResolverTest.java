package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.source.ItemResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose is a video that a lost create call made? */
class UnknownOutcomeResolverTest {
  private static final String CSV = "id,url,title\na,https://example.com/a,Title\n";

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

  /** An earlier run died in the create call of this item. */
  private void diedIn(String key, CreateCall call, String parent, String title) {
    Ledger ledger = lab.ledger().uncounted();
    int unused =
        ledger.intend(
            new Intent(
                key,
                call,
                "https://example.com/" + key.replace("id:", ""),
                parent,
                title,
                "x",
                null,
                null));
  }

  private ItemResult run(String csv, Flag... flags) {
    return lab.run(csv, Set.of(flags)).get(0);
  }

  /** The ledger says which other items it could as well be. */
  @ParameterizedTest
  @CsvSource({
    "own, Title, b, false",
    "own, ' Title ', b, false",
    "own, 'Title\u00a0', b, false",
    "own, Title, a, true",
    "other, Title, b, true",
    "own, Other, b, true",
  })
  void anUnresolvedItemIsARivalOfOthersWithItsParentAndTitle(
      String parent, String title, String key, boolean adopted) {
    diedIn("id:" + key, CreateCall.URL, parent.equals("own") ? lab.parent() : parent, title);
    String video = lab.made("https://example.com/a", "Title");
    if (key.equals("b")) { // this item's own answer is lost now
      lab.faults(FaultRule.on(Operation.URL).then(FaultAction.status(502)));
    }
    ItemResult result = run(CSV);
    assertThat(result.state()).isEqualTo(adopted ? ItemOutcome.ADOPTED : ItemOutcome.FAILED);
    if (adopted) {
      assertThat(Objects.requireNonNull(result.video()).id()).isEqualTo(video);
    } else {
      assertThat(JobLedgerTest.errorOf(result))
          .hasMessageContaining(
              "another item has the same title and parent and an unknown outcome, too")
          .hasMessageContaining(video);
      assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.UNKNOWN);
    }
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  /** One of them has its video: then the other's can be told again. */
  @Test
  void eachOfSeveralHasToBeResolved() {
    diedIn("id:a", CreateCall.URL, lab.parent(), "Title");
    diedIn("id:b", CreateCall.URL, lab.parent(), "Title");
    String video = lab.made("https://example.com/a", "Title");
    String csv = "id,url,title\na,https://example.com/a,Title\nb,https://example.com/b,Title\n";
    assertThat(lab.run(csv, Set.of()))
        .allMatch(end -> JobLedgerTest.errorOf(end).kind() == ErrorKind.UNKNOWN_OUTCOME);

    lab.ledger()
        .uncounted()
        .settle(
            "id:b", new Outcome.Failed(Failure.of(new UploaderException(ErrorKind.REFUSED, "no"))));
    ItemResult now = lab.run(csv, Set.of()).get(0);
    assertThat(now.state()).isEqualTo(ItemOutcome.ADOPTED);
    assertThat(Objects.requireNonNull(now.video()).id()).isEqualTo(video);
  }

  /** What the earlier source became is said, and does not become the new one's. */
  @Test
  void aChangedSourceIsSentAndTheEarlierVideoIsAnOrphan() {
    diedIn("id:a", CreateCall.URL, lab.parent(), "Title");
    String video = lab.made("https://example.com/a", "Title");
    ItemResult result = run("id,url,title\na,https://example.com/new,Title\n");
    assertThat(result.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(lab.warnings())
        .singleElement()
        .asString()
        .contains(video, "was made of the earlier source");
    assertThat(lab.ledger().orphans("id:a")).containsExactly(video);
  }

  /** A URL's video looks like an empty one until it is fetched. */
  @ParameterizedTest
  @CsvSource({"URL, FAILED", "SINGLE, UPLOADED"})
  void anEmptyVideoMayBeARivalUrlsThatIsNotFetchedYet(CreateCall rival, ItemOutcome outcome) {
    diedIn("id:a", CreateCall.INIT, lab.parent(), "Title");
    diedIn("id:b", rival, lab.parent(), "Title");
    String empty = lab.unready("Title");
    ItemResult result = run("id,url,title\na,https://example.com/a,Title\n");
    assertThat(result.state()).isEqualTo(outcome);
    assertThat(lab.ledger().orphans("id:a"))
        .isEqualTo(outcome == ItemOutcome.UPLOADED ? List.of(empty) : List.of());
  }

  static Stream<FaultAction> whatWasLostTwiceIsTriedAgainByTheNextRun() {
    return Stream.of(FaultAction.html(502), FaultAction.html(503), FaultAction.dropAfterReading());
  }

  /** Nothing came of both calls: no person is needed, the next run looks once more and sends. */
  @ParameterizedTest
  @MethodSource
  void whatWasLostTwiceIsTriedAgainByTheNextRun(FaultAction loss) {
    lab.faults(FaultRule.on(Operation.URL).then(loss));
    UploaderException e = JobLedgerTest.errorOf(run(CSV));
    assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(e).hasMessageContaining("it was sent twice, and neither answer came");
    assertThat(e.hint()).contains("run the same command again");
    assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.INTENT);
    assertThat(lab.sandbox().state().count(Operation.URL)).isEqualTo(2);
    lab.faults();
    assertThat(run(CSV).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  /** Only what an earlier run lost: nobody has looked at what this one loses. */
  @ParameterizedTest
  @CsvSource({"true, UPLOADED", "false, FAILED"})
  void retryUnknownSendsWhatAnEarlierRunLost(boolean earlier, ItemOutcome outcome) {
    if (earlier) {
      diedIn("id:a", CreateCall.URL, lab.parent(), "Title");
    }
    lab.made("https://example.com/a", "Title");
    lab.made("https://example.com/a", "Title");
    if (!earlier) {
      lab.faults(FaultRule.on(Operation.URL).first(1).then(FaultAction.status(502)));
    }
    ItemResult result = run("id,url,title\na,https://example.com/a,Title\n", Flag.RETRY_UNKNOWN);
    assertThat(result.state()).isEqualTo(outcome);
    assertThat(lab.sandbox().state().videos()).hasSize(earlier ? 3 : 2);
  }

  /** Taking it over from another item would leave that one without, however its id is spelled. */
  @ParameterizedTest
  @ValueSource(strings = {"id", "ID", "short"})
  void aVideoOfAnotherItemIsNoMatch(String spelling) {
    String made = lab.made("https://example.com/a", "Title");
    String video =
        switch (spelling) {
          case "ID" -> made.toUpperCase(Locale.ROOT);
          case "short" -> lab.sandbox().state().videos().get(0).shortId();
          default -> made;
        };
    lab.arrived("id:other", video);
    diedIn("id:a", CreateCall.URL, lab.parent(), "Title");
    ItemResult result = run(CSV);
    assertThat(result.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(Objects.requireNonNull(result.video()).id()).isNotEqualTo(made);
    LedgerEntry other = lab.entry("id:other");
    assertThat(other.videoId()).isEqualTo(video);
  }
}
