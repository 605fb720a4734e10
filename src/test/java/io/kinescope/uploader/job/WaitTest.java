package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.emulator.Visits;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.watch.VideoWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items whose videos are watched: for their links, or until they are ready. */
@Tag("slow")
class WaitTest {
  private static final String NO_VIDEO = "0b1a5e11-0000-4000-8000-00000000dead";
  private static final String OTHER_TOKEN = "0b1a5e11-0000-4000-8000-000000000001";
  private static final String ONE = "id,url,title\na,https://example.com/a,A\n";
  private static final Set<Flag> WAIT = Set.of(Flag.WAIT);

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

  /** In place of the lab that may do everything. */
  private void uploadOnly() {
    lab.close();
    lab =
        JobLab.in(
            folder, JobLab.settings().extraToken(OTHER_TOKEN, Right.UPLOAD_ONLY), OTHER_TOKEN);
  }

  private JobSummary run(String csv, Set<Flag> flags, List<ItemResult> ends) {
    return lab.run(csv, 4, flags, (number, entry, result) -> ends.add(result));
  }

  private static ErrorKind errorOf(ItemResult result) {
    return JobLedgerTest.errorOf(result).kind();
  }

  private Fate fate(String key) {
    return Objects.requireNonNull(lab.entry(key).processing()).fate();
  }

  /** Files that go by link: their links are unknown until somebody asks. */
  private String filesByLink(int count) throws IOException {
    Files.write(folder.resolve("a.mp4"), new byte[100]);
    StringBuilder csv = new StringBuilder("id,file,title,subtitle\n");
    for (int i = 0; i < count; i++) {
      csv.append(i).append(",a.mp4,Title ").append(i).append(",by link\n");
    }
    return csv.toString();
  }

  @Test
  void anItemEndsAsItsVideoDoes() {
    List<ItemResult> ends =
        lab.run("id,url,title\na,https://example.com/a,A\nb,https://example.com/dead,B\n", WAIT);
    assertThat(ends.get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(Objects.requireNonNull(ends.get(0).video()).playLink()).startsWith("https://");
    assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(fate("id:a")).isEqualTo(Fate.READY);
    assertThat(errorOf(ends.get(1))).isEqualTo(ErrorKind.VIDEO_FAILED);
    assertThat(JobLedgerTest.errorOf(ends.get(1))).hasMessageContaining("can't be downloaded");
    assertThat(lab.entry("id:b").state()).isEqualTo(EntryState.FAILED);
  }

  @Test
  void whenTheTimeIsUpTheRestEndsAsItWas() {
    lab.close();
    lab = JobLab.in(folder, JobLab.settings().processingTime(Duration.ofHours(1)), "");
    lab.waitTimeout(Duration.ZERO);
    List<ItemResult> ends = new ArrayList<>();
    AbortPolicy.Stop stop = Objects.requireNonNull(run(ONE, WAIT, ends).stop());
    assertThat(stop.kind()).isEqualTo(ErrorKind.WAIT_TIMEOUT);
    assertThat(stop.message()).isEqualTo("1 video was not ready in time");
    assertThat(ends).singleElement().matches(end -> end.state() == ItemOutcome.UPLOADED);
    assertThat(fate("id:a")).isEqualTo(Fate.OPEN);
  }

  /** Somebody deleted it: without a time limit nobody would ever hear the end of it. */
  @Test
  void aVideoThatIsGoneEndsItsItem() {
    lab.arrived("id:a", NO_VIDEO);
    lab.arrived("id:b", lab.made("https://example.com/b", "B"));
    List<ItemResult> ends = lab.run("id,url,title\na,https://a,A\nb,https://a,B\n", WAIT);
    assertThat(errorOf(ends.get(0))).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(JobLedgerTest.errorOf(ends.get(0))).hasMessageContaining("no longer in Kinescope");
    assertThat(fate("id:a")).isEqualTo(Fate.GONE);
    assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(ends.get(1).state()).isEqualTo(ItemOutcome.SKIPPED);
  }

  /** A later run without {@code --wait} says so once, and makes no other video. */
  @Test
  void aSkippedItemWhoseVideoIsGoneIsWarnedOfOnce() {
    lab.arrived("id:a", NO_VIDEO);
    String csv = "id,url,title\na,https://a,A\n";
    Set<Flag> flags = Set.of(Flag.FOLLOW_SKIPPED);
    assertThat(lab.run(csv, flags).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(lab.run(csv, flags).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
    assertThat(lab.warnings()).singleElement().asString().contains("no longer in Kinescope");
    assertThat(lab.sandbox().state().videos()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"403, AUTH", "500, TRANSIENT"})
  void whenNobodyCanBeAskedTheRestEndsAsItWas(int status, ErrorKind kind) {
    lab.faults(
        FaultRule.on(Operation.VIDEO_LIST, Operation.VIDEO_GET).then(FaultAction.status(status)));
    List<ItemResult> ends = new ArrayList<>();
    JobSummary summary = run(ONE, WAIT, ends);
    assertThat(Objects.requireNonNull(summary.stop()).kind()).isEqualTo(kind);
    assertThat(ends).singleElement().matches(end -> end.state() == ItemOutcome.UPLOADED);
  }

  @Test
  void aFateThatCannotBeWrittenDownIsLocalTrouble() {
    lab.ledger().refuseFrom(3);
    List<ItemResult> ends = lab.run(ONE, WAIT);
    assertThat(errorOf(ends.get(0))).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(ends.get(0).video()).isNotNull();
  }

  /** The video is its item's, but that has begun another attempt: a bug, and no endless wait. */
  @Test
  void aBugEndsTheWait() {
    lab.faults(
        FaultRule.on(Operation.VIDEO_GET)
            .then(
                Visits.before(
                    () -> lab.ledger().uncounted().intend(lab.entry("id:a").intent()),
                    FaultAction.delay(Duration.ZERO))));
    assertThat(errorOf(lab.run(ONE, WAIT).get(0))).isEqualTo(ErrorKind.BUG);
  }

  @Test
  void theLinksOfAHundredItemsCostFourCallsAtMost() throws IOException {
    List<ItemResult> ends = lab.run(filesByLink(100), Set.of());
    assertThat(ends).hasSize(100);
    assertThat(ends).allMatch(end -> end.state() == ItemOutcome.UPLOADED);
    assertThat(ends)
        .extracting(end -> Objects.requireNonNull(end.video()).playLink())
        .doesNotContainNull();
    assertThat(lab.sandbox().state().count(Operation.VIDEO_LIST, Operation.VIDEO_GET))
        .isBetween(1L, 4L);
    assertThat(lab.entry("id:99").stored())
        .matches(stored -> stored != null && stored.playLink() != null);
  }

  /** Without links an upload is as good as with them. */
  @Test
  void aTokenThatMayOnlyUploadUploadsAndTheLinksAreUnknown() throws IOException {
    uploadOnly();
    List<ItemResult> ends = lab.run(filesByLink(30), Set.of());
    assertThat(ends).hasSize(30).allMatch(end -> end.state() == ItemOutcome.UPLOADED);
    assertThat(ends)
        .extracting(end -> Objects.requireNonNull(end.video()).playLink())
        .containsOnlyNulls();
    assertThat(lab.warnings()).singleElement().asString().contains("links");
    assertThat(lab.sandbox().state().videos()).hasSize(30);
  }

  /** The ids in the answers of the service's list are not all that it has. */
  @Test
  void anAnswerWithoutAnIdDoesNotUndoTheUpload() throws IOException {
    lab.faults(
        FaultRule.on(Operation.VIDEO_GET)
            .then(
                FaultAction.answer(
                    200, Map.of("Content-Type", "application/json"), "{\"data\":{}}")));
    List<ItemResult> ends = lab.run(filesByLink(1), Set.of());
    assertThat(ends.get(0))
        .isInstanceOfSatisfying(
            Done.class,
            done ->
                assertThat(done.video().id())
                    .isEqualTo(lab.sandbox().state().videos().get(0).id()));
  }

  /** More than can be watched at once: the rest is read again, and waited for as soon as it can. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void moreThanCanBeWatchedAreAllWaitedFor(boolean ready) {
    lab.close();
    Duration processing = ready ? Duration.ZERO : Duration.ofHours(1);
    lab = JobLab.in(folder, JobLab.settings().processingTime(processing), "");
    lab.forget();
    int count = VideoWatcher.MAX_WATCHED + 50;
    String video = lab.made("https://example.com/a", "A");
    List<SourceEntry> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lab.arrived("id:" + i, video); // all are one video: the service has enough to do
      items.add(
          Rows.item(Rows.row("https://a", null, "A", Integer.toString(i))).as("A", lab.parent()));
    }
    CountDownLatch read = new CountDownLatch(1);
    lab.faults(
        FaultRule.on(Operation.VIDEO_GET)
            .first(1)
            .then(Visits.before(() -> awaited(read), FaultAction.delay(Duration.ZERO))));
    if (!ready) {
      lab.waitTimeout(Duration.ZERO);
    }
    List<ItemResult> ends = lab.run(new Told(items, read), WAIT);
    assertThat(ends).hasSize(count).allMatch(end -> end.state() == ItemOutcome.SKIPPED);
    assertThat(lab.ledger().writes()).hasSize(ready ? count : 0);
    assertThat(fate("id:" + (count - 1))).isEqualTo(ready ? Fate.READY : Fate.OPEN);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells when it was read once. */
  private record Told(List<SourceEntry> items, CountDownLatch read) implements ItemSource {
    @Override
    public Checked check(Consumer<? super SourceEntry> each) {
      items.forEach(each);
      return new Checked(items.size(), 0, 0, null);
    }

    @Override
    public void read(Consumer<? super List<SourceEntry>> some) {
      for (int from = 0; from < items.size(); from += 100) {
        some.accept(items.subList(from, Math.min(items.size(), from + 100)));
      }
      read.countDown();
    }

    @Override
    public SourceEntry beforeSending(Item item) {
      throw new AssertionError("nothing is sent: " + item);
    }
  }
}
