package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.SourceEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run writes into its ledger, and what it does when the ledger refuses. */
class JobLedgerTest {
  private static final int MAX_WRITES = 4;
  private static final Set<Flag> NO_WAIT = Set.of(Flag.FOLLOW_UP);
  private static final Set<Flag> WAIT = Set.of(Flag.FOLLOW_UP, Flag.WAIT);

  @TempDir private Path folder;

  private final List<ItemResult> ends = Collections.synchronizedList(new ArrayList<>());
  private JobLab lab = JobLab.NONE;

  @BeforeEach
  void open() throws IOException {
    lab = JobLab.in(folder);
    Files.write(folder.resolve("a.mp4"), new byte[5000]);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private JobSummary run(String csv, Set<Flag> flags) {
    ends.clear();
    return lab.run(csv, 4, flags, this::ended);
  }

  private void ended(long number, SourceEntry entry, ItemResult result) {
    ends.add(result);
  }

  private static AbortPolicy.Stop stopOf(JobSummary summary) {
    return Objects.requireNonNull(summary.stop());
  }

  static UploaderException errorOf(ItemResult result) {
    return Objects.requireNonNull(((ItemResult.NotDone) result).error());
  }

  /** Nor more when its file is compared with what the service stored. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRowTakesFourWritesAtMost(boolean verify) {
    StringBuilder csv = new StringBuilder("id,url,file,title,subtitle\n");
    for (int i = 0; i < 20; i++) {
      csv.append("u").append(i).append(",https://example.com/a,,U").append(i).append(",\n");
      csv.append("d").append(i).append(",https://example.com/dead,,D").append(i).append(",\n");
      csv.append("s").append(i).append(",,a.mp4,S").append(i).append(",\n");
      csv.append("l").append(i).append(",,a.mp4,L").append(i).append(",by link\n");
    }
    lab.sandbox()
        .play(
            FaultScript.of(
                FaultRule.on(Operation.URL, Operation.SINGLE)
                    .withChance(0.3, 1)
                    .then(FaultAction.loseAnswer())));
    JobSummary summary =
        run(csv.toString(), verify ? Set.of(Flag.FOLLOW_UP, Flag.WAIT, Flag.VERIFY) : WAIT);
    assertThat(summary.items()).isEqualTo(80);
    assertThat(summary.count(ItemOutcome.ADOPTED)).isPositive();
    assertThat(summary.count(ItemOutcome.FAILED)).isEqualTo(20);
    Map<String, Long> writes =
        lab.ledger().writes().stream()
            .map(write -> write.substring(write.lastIndexOf(' ') + 1))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(writes).hasSize(80);
    assertThat(writes.values()).allMatch(count -> count <= MAX_WRITES);
    assertThat(lab.ledger().writes())
        .filteredOn(write -> write.endsWith(":l7"))
        .containsExactly(
            "intend id:l7", "linked id:l7", "settle Uploaded id:l7", "processed id:l7");
    assertThat(Objects.requireNonNull(lab.entry("id:l7").stored()).verified())
        .isEqualTo(verify ? "md5" : null);
  }

  /** Dead URLs show only when their videos are waited for, while other rows are being sent. */
  @Test
  void videosThatFailWhileRowsAreSentStopTheRun() {
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 0; i < 30; i++) {
      csv.append("https://example.com/dead").append(i).append(",T").append(i).append('\n');
    }
    lab.maxErrors("3");
    lab.sandbox()
        .play(
            FaultScript.of(
                FaultRule.on(Operation.URL)
                    .nth(10)
                    .then(
                        Visits.before(
                            () -> {
                              while (ends.size() < 3) {
                                Thread.onSpinWait();
                              }
                            },
                            FaultAction.delay(Duration.ZERO)))));
    ends.clear();
    JobSummary summary = lab.run(csv.toString(), 1, WAIT, this::ended);

    assertThat(summary.count(ItemOutcome.DEFERRED)).isPositive();
    assertThat(summary.count(ItemOutcome.FAILED) + summary.count(ItemOutcome.DEFERRED))
        .isEqualTo(30);
    assertThat(stopOf(summary).message()).contains("(--max-errors)");
    assertThat(lab.sandbox().state().videos()).hasSize((int) summary.count(ItemOutcome.FAILED));
  }

  /**
   * One write is refused, and the next would succeed, as when somebody makes room in that moment;
   * or all from there on are.
   *
   * @param calls that made a video in the first run
   */
  @ParameterizedTest
  @CsvSource({
    "URL, 1, true, 0, UPLOADED",
    "URL, 1, false, 0, UPLOADED",
    "URL, 2, true, 1, ADOPTED",
    "URL, 2, false, 1, ADOPTED",
    "SINGLE, 1, true, 0, UPLOADED",
    "SINGLE, 2, true, 1, ADOPTED",
    "SINGLE, 2, false, 1, ADOPTED",
    "INIT, 1, true, 0, UPLOADED",
    "INIT, 2, true, 1, UPLOADED",
    "INIT, 2, false, 1, UPLOADED",
    "INIT, 3, true, 1, UPLOADED",
    "INIT, 3, false, 1, UPLOADED",
  })
  void aWriteThatIsRefusedMakesNoSecondVideo(
      Operation call, int write, boolean once, int calls, ItemOutcome next) {
    String csv =
        switch (call) {
          case URL -> "url,title\nhttps://example.com/a,A\n";
          case SINGLE -> "file,title\na.mp4,A\n";
          default -> "file,title,subtitle\na.mp4,A,by link\n";
        };
    lab.ledger().refuse(write, once ? write : Integer.MAX_VALUE);
    JobSummary first = run(csv, NO_WAIT);
    assertThat(stopOf(first).kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(ends).singleElement().matches(end -> end.state() == ItemOutcome.FAILED);
    assertThat(errorOf(ends.get(0))).matches(e -> e.kind() == ErrorKind.LOCAL_IO);
    assertThat(lab.sandbox().state().count(call)).isEqualTo(calls);
    if (calls > 0) {
      String id = lab.sandbox().state().videos().get(0).id();
      assertThat(String.valueOf(errorOf(ends.get(0)))).contains(id);
    }

    lab.ledger().refuse(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(run(csv, NO_WAIT).count(next)).isEqualTo(1);
    assertThat(run(csv, NO_WAIT).count(ItemOutcome.SKIPPED)).isEqualTo(1);
    assertThat(lab.sandbox().state().videos().stream().filter(JobLedgerTest::isFinished))
        .hasSize(1);
  }

  private static boolean isFinished(EmulatorVideo video) {
    return video.draft().sourceUrl() != null || video.md5() != null;
  }

  /** A refusal of the service is not remembered then; the row is simply tried again. */
  @Test
  void aFailureThatCannotBeWrittenDownIsLookedUpByTheNextRun() {
    String csv = "url,title\nhttps://example.com/a,A\n";
    lab.sandbox()
        .play(FaultScript.of(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(400))));
    lab.ledger().refuse(2, 2);
    assertThat(stopOf(run(csv, NO_WAIT)).kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(run(csv, NO_WAIT).count(ItemOutcome.UPLOADED)).isEqualTo(1);
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  @Test
  void noRowIsSentAfterTheLedgerRefused() {
    lab.ledger().refuseFrom(9);
    JobSummary summary = run(rows(300), NO_WAIT);
    assertThat(summary.items()).isEqualTo(300);
    assertThat(summary.count(ItemOutcome.DEFERRED)).isGreaterThan(280);
    assertThat(lab.sandbox().state().videos()).hasSizeLessThan(9);
    lab.ledger().refuseFrom(Integer.MAX_VALUE);
    assertThat(run(rows(300), NO_WAIT).count(ItemOutcome.FAILED)).isZero();
    assertThat(lab.sandbox().state().videos())
        .hasSize(300)
        .extracting(EmulatorVideo::title)
        .doesNotHaveDuplicates();
  }

  @Test
  void aLedgerThatCannotBeReadDefersTheRest() throws IOException {
    lab.ledger().refuseToFindFrom(10);
    JobSummary summary = run(rows(100), NO_WAIT);
    assertThat(stopOf(summary).kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(summary.items()).isEqualTo(100);
    assertThat(summary.count(ItemOutcome.DEFERRED)).isGreaterThan(80);
    assertThat(Files.readAllLines(folder.resolve("videos.csv.results.csv"))).hasSize(101);
  }

  @Test
  void editedMetadataIsReportedAndSentOnlyWhenAskedFor() {
    Set<Flag> update = Set.of(Flag.FOLLOW_UP, Flag.UPDATE_METADATA);
    run(rows(1), NO_WAIT);
    String edited = rows(1).replace("Title 1", "Edited");
    run(edited, NO_WAIT);
    assertThat(ends).extracting(ItemResult::status).containsExactly("skipped (metadata differs)");
    assertThat(lab.sandbox().state().count(Operation.VIDEO_PATCH)).isZero();

    lab.sandbox()
        .play(
            FaultScript.of(
                FaultRule.on(Operation.VIDEO_PATCH).nth(1).then(FaultAction.status(422))));
    ends.clear();
    lab.run(edited, 1, update, this::ended);
    assertThat(ends).extracting(ItemResult::state).containsExactly(ItemOutcome.FAILED);
    assertThat(Objects.requireNonNull(ends.get(0).video()).id())
        .isEqualTo(lab.sandbox().state().videos().get(0).id());

    ends.clear();
    lab.run(edited, 1, update, this::ended);
    run(edited, NO_WAIT);
    assertThat(ends).extracting(ItemResult::status).containsExactly("skipped");
    assertThat(lab.sandbox().state().videos())
        .extracting(EmulatorVideo::title)
        .containsExactly("Edited");
  }

  /** The service says it at once: then it is not taken over as if all were well. */
  @Test
  void aLostAnswersVideoThatFailedIsAFailure() {
    lab.sandbox()
        .play(FaultScript.of(FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer())));
    String csv = "url,title\nhttps://example.com/dead,A\n";
    run(csv, NO_WAIT);
    assertThat(ends.get(0).state()).isEqualTo(ItemOutcome.FAILED);
    assertThat(errorOf(ends.get(0))).matches(e -> e.kind() == ErrorKind.VIDEO_FAILED);
    assertThat(run(csv, NO_WAIT).count(ItemOutcome.FAILED)).isEqualTo(1);
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  /** The video is there, of nobody knows what: it is this row's orphan, and no other's. */
  @Test
  void aFileThatChangedInItsOnlyRequestLeavesAnOrphanThatIsRemembered() throws IOException {
    Path file = Files.write(folder.resolve("a.mp4"), new byte[1000]);
    lab.faults(
        FaultRule.on(Operation.SINGLE)
            .nth(1)
            .then(
                Visits.before(
                    () -> assertThat(file.toFile().setLastModified(1)).isTrue(),
                    FaultAction.delay(Duration.ZERO))));
    String csv = "id,file,title\nx,a.mp4,A\n";
    run(csv, NO_WAIT);
    String orphan = lab.sandbox().state().videos().get(0).id();
    assertThat(errorOf(ends.get(0)).kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
    assertThat(Objects.requireNonNull(ends.get(0).video()).id()).isEqualTo(orphan);
    assertThat(lab.ledger().orphans("id:x")).containsExactly(orphan);
    assertThat(run(csv, NO_WAIT).count(ItemOutcome.UPLOADED)).isEqualTo(1);
    assertThat(lab.ledger().orphans("id:x")).containsExactly(orphan);
  }

  static String rows(int count) {
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 1; i <= count; i++) {
      csv.append("https://example.com/").append(i).append(".mp4,Title ").append(i).append('\n');
    }
    return csv.toString();
  }
}
