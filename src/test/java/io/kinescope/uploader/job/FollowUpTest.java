package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.ItemResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowUpTest {
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

  private void run() {
    assertThat(lab.run("url,title\n", Set.of(Flag.FOLLOW_UP))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/a, READY, UPLOADED",
    "https://example.com/dead, FAILED, FAILED",
  })
  void theFateIsWhatTheServiceSays(String url, Fate fate, EntryState state) {
    lab.arrived("key", lab.made(url, "A"));
    run();
    assertThat(lab.entry("key").state()).isEqualTo(state);
    assertThat(Objects.requireNonNull(lab.entry("key").processing()).fate()).isEqualTo(fate);
    run();
    assertThat(lab.ledger().writes()).filteredOn("processed key"::equals).hasSize(1);
    assertThat(lab.sandbox().state().count(Operation.VIDEO_LIST, Operation.VIDEO_GET)).isEqualTo(1);
  }

  @Test
  void aHundredAreAskedForInOneCall() {
    for (int i = 0; i < 250; i++) {
      lab.arrived("key" + i, lab.made("https://example.com/" + i, "Title " + i));
    }
    run();
    assertThat(lab.sandbox().state().count(Operation.VIDEO_LIST)).isEqualTo(3);
    assertThat(lab.sandbox().state().count(Operation.VIDEO_GET)).isZero();
    assertThat(lab.entry("key249").processing())
        .matches(processing -> processing != null && processing.fate() == Fate.READY);
  }

  @Test
  void aVideoThatIsGoneIsSaidOnce() {
    lab.arrived("key", "0b1a5e11-0000-4000-8000-00000000dead");
    run();
    run();
    assertThat(Objects.requireNonNull(lab.entry("key").processing()).fate()).isEqualTo(Fate.GONE);
    assertThat(lab.entry("key").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(lab.warnings())
        .singleElement()
        .asString()
        .contains("dead of https://a is no longer in Kinescope");
  }

  @Test
  void aVideoThatIsGoneIsToldWithItsLineIfTheListStillHasIt() {
    lab.arrived("id:7", "0b1a5e11-0000-4000-8000-00000000dead");
    List<ItemResult> ends = lab.run("id,url,title\n7,https://a,A\n", Set.of(Flag.FOLLOW_UP));
    assertThat(ends).extracting(ItemResult::state).containsExactly(ItemOutcome.SKIPPED);
    assertThat(lab.warnings())
        .containsExactly(
            "videos.csv, line 2: video 0b1a5e11-0000-4000-8000-00000000dead is no longer in"
                + " Kinescope");
  }

  @ParameterizedTest
  @CsvSource({"403, 1", "500, 1", "403, 2", "500, 2", "404, 2"})
  void whoMayNotAskIsWarnedAndGoesOn(int status, int videos) {
    for (int i = 0; i < videos; i++) {
      lab.arrived("key" + i, lab.made("https://example.com/a", "A" + i));
    }
    Operation asking = videos == 1 ? Operation.VIDEO_GET : Operation.VIDEO_LIST;
    lab.faults(FaultRule.on(asking).then(FaultAction.status(status)));
    run();
    assertThat(lab.warnings()).singleElement().asString().contains("could not check whether");
    assertThat(Objects.requireNonNull(lab.entry("key0").processing()).fate()).isEqualTo(Fate.OPEN);
  }

  @Test
  void aLedgerThatCannotBeWrittenEndsIt() {
    lab.arrived("key", lab.made("https://example.com/a", "A"));
    lab.ledger().refuseFrom(1);
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO));
  }
}
