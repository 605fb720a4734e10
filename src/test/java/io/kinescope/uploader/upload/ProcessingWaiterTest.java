package io.kinescope.uploader.upload;

import io.kinescope.uploader.source.Metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waiting in a time that only moves when the waiter sleeps. */
class ProcessingWaiterTest {
  private final List<String> settled = new ArrayList<>();

  private static UploadLab taking(Duration processing) {
    return UploadLab.of(UploadLab.settings().processingTime(processing));
  }

  private static String make(UploadLab lab, int number) {
    return lab.uploads
        .url(
            "https://example.com/" + number,
            lab.sandbox.defaultParentId(),
            new Metadata("Title " + number, null, null, null),
            UploadJournal.NONE)
        .videoId();
  }

  private void settled(Video video) {
    settled.add(video.id() + " " + video.status().name());
  }

  @Test
  void thePausesGrowUpToTheLongest() {
    try (UploadLab lab = taking(Duration.ofMinutes(10))) {
      String id = make(lab, 1);
      ProcessingWaiter.Outcome outcome = lab.waiter().await(List.of(id), null, this::settled);
      assertThat(outcome.pending()).isEmpty();
      assertThat(settled).containsExactly(id + " done");
      assertThat(lab.sleeps).isSorted();
      assertThat(lab.sleeps.get(0)).isEqualTo(ProcessingWaiter.FIRST_PAUSE);
      assertThat(lab.sleeps.get(lab.sleeps.size() - 1)).isEqualTo(ProcessingWaiter.LONGEST_PAUSE);
      assertThat(lab.sandbox.state().count(Operation.VIDEO_GET)).isLessThan(35);
    }
  }

  @Test
  void theTimeOutIsKeptToTheSecondAndTheVideoIsLookedAtOnceMore() {
    try (UploadLab lab = taking(Duration.ofMinutes(1))) {
      String id = make(lab, 1);
      ProcessingWaiter.Outcome outcome =
          lab.waiter().await(List.of(id), Duration.ofSeconds(10), this::settled);
      assertThat(outcome.pending()).containsExactly(id);
      assertThat(lab.sleeps.stream().reduce(Duration.ZERO, Duration::plus))
          .isEqualTo(Duration.ofSeconds(10));
      assertThat(lab.waiter().await(List.of(id), Duration.ofSeconds(50), this::settled).pending())
          .isEmpty();
    }
  }

  @Test
  void manyVideosAreAskedForAHundredAtATime() {
    try (UploadLab lab = taking(Duration.ofSeconds(3))) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 230; i++) {
        ids.add(make(lab, i));
      }
      ProcessingWaiter.Outcome outcome = lab.waiter().await(ids, null, this::settled);
      assertThat(outcome.settled()).hasSize(230);
      assertThat(settled).doesNotHaveDuplicates().hasSize(230);
      assertThat(lab.sandbox.state().count(Operation.VIDEO_GET)).isZero();
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isEqualTo(3 * 4);
    }
  }

  @ParameterizedTest
  @CsvSource({"error, true", "aborted, true", "suspended, false", "sleeping, false", "'', false"})
  void onlyDoneIsReadyAndOnlyErrorAndAbortedAreFailures(String status, boolean ends) {
    try (UploadLab lab = taking(Duration.ZERO)) {
      String id = make(lab, 1);
      FaultAction reply =
          FaultAction.answer(
              200,
              Map.of("Content-Type", "application/json"),
              "{\"data\":{\"id\":\"" + id + "\",\"status\":\"" + status + "\"}}");
      lab.sandbox.play(FaultScript.of(FaultRule.on(Operation.VIDEO_GET).first(5).then(reply)));
      lab.waiter().await(List.of(id), null, this::settled);
      assertThat(settled).containsExactly(id + " " + (ends ? status : "done"));
      assertThat(lab.sleeps).hasSize(ends ? 0 : 5);
    }
  }

  /** A video has a short id, too, and the answer need not have the one that was asked for. */
  @Test
  void anAnswerUnderAnotherIdEndsTheWaitAsWell() {
    try (UploadLab lab = taking(Duration.ofHours(1))) {
      String id = make(lab, 1);
      FaultAction reply =
          FaultAction.answer(
              200,
              Map.of("Content-Type", "application/json"),
              "{\"data\":{\"id\":\"another\",\"status\":\"done\"}}");
      lab.sandbox.play(FaultScript.of(FaultRule.on(Operation.VIDEO_GET).then(reply)));
      assertThat(
              lab.waiter().await(List.of(id, id), Duration.ofMinutes(1), this::settled).pending())
          .isEmpty();
      assertThat(settled).containsExactly("another done");
    }
  }

  @Test
  void oneThatDoesNotExistIsAnErrorAndNotAnEndlessWait() {
    try (UploadLab lab = taking(Duration.ofSeconds(2))) {
      String missing = "00000000-0000-4000-8000-000000000000";
      List<String> ids = List.of(make(lab, 1), missing);
      assertThatThrownBy(() -> lab.waiter().await(ids, null, this::settled))
          .isInstanceOfSatisfying(
              UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));
    }
  }
}
