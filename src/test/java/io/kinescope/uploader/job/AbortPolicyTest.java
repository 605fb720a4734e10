package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.VideoRef;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbortPolicyTest {
  private final StopSignal signal = new StopSignal();

  private AbortPolicy rules(String threshold) {
    return new AbortPolicy(
        threshold.isEmpty() ? ErrorThreshold.NONE : ErrorThreshold.parse(threshold), signal);
  }

  private static ItemResult failed(ErrorKind kind) {
    return NotDone.failed(new UploaderException(kind, "why"), 1, null);
  }

  private static ItemResult uploaded() {
    return Done.now(ItemOutcome.UPLOADED, VideoRef.of("v"), Transfer.NONE, 1);
  }

  @ParameterizedTest
  @EnumSource
  void whatWouldRefuseEveryRowStopsAndNothingElse(ErrorKind kind) {
    AbortPolicy rules = rules("");
    rules.ended(failed(kind));
    boolean stops =
        switch (kind) {
          case AUTH, QUOTA, USAGE, LOCAL_IO -> true;
          default -> false;
        };
    assertThat(rules.mayGoOn()).isEqualTo(!stops);
    assertThat(rules.reason() != null).isEqualTo(stops);
  }

  @Test
  void aVideoThatFailsAfterItsUploadCountsAsOneOfThoseTried() {
    AbortPolicy rules = rules("2");
    rules.ended(uploaded());
    rules.ended(uploaded());
    rules.ended(uploaded());
    rules.endedLater(uploaded());
    rules.endedLater(failed(ErrorKind.VIDEO_FAILED));
    assertThat(rules.mayGoOn()).isTrue();
    rules.endedLater(failed(ErrorKind.VIDEO_FAILED));
    assertThat(rules.mayGoOn()).isFalse();
    assertThat(Objects.requireNonNull(rules.reason()).message())
        .isEqualTo("2 of 3 items failed (--max-errors)");
  }

  @Test
  void aSignalStopsWithoutAReason() {
    AbortPolicy rules = rules("1");
    signal.request(130);
    assertThat(rules.mayGoOn()).isFalse();
    rules.ended(failed(ErrorKind.INTERRUPTED));
    assertThat(rules.reason()).isNull();
  }

  @Test
  void anOutageIsTroubleWithoutASuccessInBetween() {
    AbortPolicy rules = rules("");
    for (int i = 1; i < AbortPolicy.OUTAGE_ROWS; i++) {
      rules.ended(failed(ErrorKind.TRANSIENT));
    }
    rules.ended(uploaded());
    rules.ended(failed(ErrorKind.TRANSIENT));
    rules.ended(failed(ErrorKind.REFUSED));
    for (int i = 1; i < AbortPolicy.OUTAGE_ROWS; i++) {
      rules.ended(failed(ErrorKind.TRANSIENT));
      rules.ended(NotDone.deferred(0));
      rules.ended(NotDone.invalid("x"));
    }
    assertThat(rules.mayGoOn()).isTrue();
    rules.ended(failed(ErrorKind.TRANSIENT));
    assertThat(rules.mayGoOn()).isFalse();
  }

  /** An answer that was lost says that the service is in trouble; an old question says nothing. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyWhatThisRunLostIsAnOutage(boolean lostNow) {
    AbortPolicy rules = rules("");
    UploaderException unknown = new UploaderException(ErrorKind.UNKNOWN_OUTCOME, "why");
    for (int i = 0; i < AbortPolicy.OUTAGE_ROWS; i++) {
      rules.ended(lostNow ? NotDone.lost(unknown, 1) : NotDone.failed(unknown, 1, null));
    }
    assertThat(rules.mayGoOn()).isEqualTo(!lostNow);
    if (lostNow) { // the run may be repeated, whatever each row needs
      assertThat(Objects.requireNonNull(rules.reason()).kind()).isEqualTo(ErrorKind.TRANSIENT);
    }
  }

  /** Skipped items were not tried: they neither end an outage nor thin out a share. */
  @Test
  void skippedItemsDoNotCount() {
    AbortPolicy rules = rules("10%");
    for (int i = 0; i < 1000; i++) {
      rules.ended(Done.now(ItemOutcome.SKIPPED, VideoRef.of("v"), Transfer.NONE, 1));
    }
    for (int i = 0; i < 17; i++) {
      rules.ended(uploaded());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(rules.mayGoOn()).isTrue();
      rules.ended(failed(ErrorKind.REFUSED));
    }
    assertThat(rules.mayGoOn()).isFalse();
  }

  @Test
  void theFirstReasonStays() {
    AbortPolicy rules = rules("");
    rules.ended(failed(ErrorKind.QUOTA));
    rules.ended(failed(ErrorKind.AUTH));
    AbortPolicy.Stop reason = Objects.requireNonNull(rules.reason());
    assertThat(reason.kind()).isEqualTo(ErrorKind.QUOTA);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, true",
    "3, 2, 1000, false",
    "3, 3, 1000, true",
    "10%, 19, 19, false",
    "10%, 2, 20, false",
    "10%, 3, 20, true",
    "0%, 1, 20, true",
    "0%, 0, 20, false",
    "100%, 20, 20, false",
    "12.5 %, 3, 20, true",
  })
  void theThresholdIsANumberOrAShareOfThoseTried(
      String threshold, long failed, long tried, boolean exceeded) {
    assertThat(ErrorThreshold.parse(threshold).exceeded(failed, tried)).isEqualTo(exceeded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "x", "%", "-1%", "101%", "NaN%", "1.5", "9999999999999999999"})
  void aThresholdThatMakesNoSenseIsRefused(String text) {
    assertThatThrownBy(() -> ErrorThreshold.parse(text))
        .isInstanceOfSatisfying(
            UploaderException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE));
  }
}
