package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessingPollerTest {
  private static final ManifestRow ROW = Rows.url("https://a", "A");
  private static final String NO_VIDEO = "0b1a5e11-0000-4000-8000-00000000dead";

  @TempDir private Path folder;

  private final Map<Long, RowOutcome> ends = new ConcurrentHashMap<>();
  private EngineLab lab = EngineLab.NONE;

  @BeforeEach
  void open() {
    lab = EngineLab.in(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private ProcessingPoller poller(@Nullable Duration timeout) {
    return new ProcessingPoller(
        lab.tools(),
        new ProcessingPoller.Settings(timeout, false),
        (number, row, outcome) -> ends.put(number, outcome));
  }

  private void add(ProcessingPoller poller, long number, String key, String videoId) {
    lab.arrived(key, videoId);
    UploadResult result =
        new UploadResult(
            videoId, "A", "pending", UploadMethod.URL, null, null, 0, 0, 0, 0, null, null);
    assertThat(poller.add(number, ROW, RowOutcome.uploaded(result, 1))).isTrue();
  }

  private static @Nullable UploaderException finish(ProcessingPoller poller) {
    poller.uploadsEnded();
    return poller.finish();
  }

  private RowOutcome end(long number) {
    return Objects.requireNonNull(ends.get(number));
  }

  @Test
  void aRowEndsAsItsVideoDoes() {
    try (ProcessingPoller poller = poller(null)) {
      add(poller, 1, "a", lab.made("https://example.com/a", "A"));
      add(poller, 2, "b", lab.made("https://example.com/dead", "B"));
      assertThat(finish(poller)).isNull();
    }
    assertThat(end(1).state()).isEqualTo(RowState.UPLOADED);
    assertThat(end(1).playLink()).startsWith("https://");
    assertThat(lab.entry("a").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(end(2).state()).isEqualTo(RowState.FAILED);
    assertThat(end(2).error())
        .matches(e -> e != null && e.kind() == ErrorKind.VIDEO_FAILED)
        .matches(e -> e != null && e.message().contains("can't be downloaded"));
    assertThat(lab.entry("b").state()).isEqualTo(EntryState.FAILED);
  }

  @Test
  void nothingToWaitForEndsAtOnce() {
    try (ProcessingPoller poller = poller(null)) {
      assertThat(finish(poller)).isNull();
    }
    assertThat(lab.sandbox().state().totalRequests()).isZero();
  }

  @Test
  void whenTheTimeIsUpTheRestEndsAsItWas() {
    try (ProcessingPoller poller = poller(Duration.ofMillis(200))) {
      add(poller, 1, "a", lab.unready("A"));
      UploaderException trouble = Objects.requireNonNull(finish(poller));
      assertThat(trouble.kind()).isEqualTo(ErrorKind.WAIT_TIMEOUT);
    }
    assertThat(end(1).state()).isEqualTo(RowState.UPLOADED);
  }

  /** Somebody deleted it: without a time limit nobody would ever hear the end of it. */
  @Test
  void aVideoThatIsGoneEndsItsRow() {
    try (ProcessingPoller poller = poller(null)) {
      add(poller, 1, "a", NO_VIDEO);
      add(poller, 2, "b", lab.made("https://example.com/b", "B"));
      assertThat(finish(poller)).isNull();
    }
    assertThat(end(1).error())
        .matches(e -> e != null && e.kind() == ErrorKind.NOT_FOUND)
        .matches(e -> e != null && e.message().contains("is no longer in Kinescope"));
    assertThat(Objects.requireNonNull(lab.entry("a").processing()).fate()).isEqualTo(Fate.GONE);
    assertThat(lab.entry("a").state()).isEqualTo(EntryState.UPLOADED);
    assertThat(lab.sandbox().state().count(Operation.VIDEO_GET)).isEqualTo(1);
    assertThat(lab.sandbox().state().count(Operation.VIDEO_LIST)).isGreaterThanOrEqualTo(5);
    assertThat(end(2).error()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"403, AUTH", "500, TRANSIENT"})
  void whenNobodyCanBeAskedTheRestEndsAsItWas(int status, ErrorKind kind) {
    lab.sandbox()
        .play(FaultScript.of(FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(status))));
    try (ProcessingPoller poller = poller(null)) {
      add(poller, 1, "a", NO_VIDEO);
      UploaderException trouble = Objects.requireNonNull(finish(poller));
      assertThat(trouble.kind()).isEqualTo(kind);
    }
    assertThat(end(1).state()).isEqualTo(RowState.UPLOADED);
  }

  @Test
  void aFateThatCannotBeWrittenDownIsLocalTrouble() {
    lab.ledger().refuseFrom(1);
    try (ProcessingPoller poller = poller(null)) {
      add(poller, 1, "a", lab.made("https://example.com/a", "A"));
      assertThat(finish(poller)).isNull();
    }
    assertThat(end(1).error()).matches(e -> e != null && e.kind() == ErrorKind.LOCAL_IO);
    assertThat(end(1).videoId()).isNotNull();
  }

  /** The video is its row's, but that row has begun another attempt: a bug, and no endless wait. */
  @Test
  void aBugEndsTheWait() {
    String video = lab.made("https://example.com/a", "A");
    lab.arrived("a", video);
    lab.intendAgain("a");
    try (ProcessingPoller poller = poller(null)) {
      UploadResult result =
          new UploadResult(
              video, "A", "pending", UploadMethod.URL, null, null, 0, 0, 0, 0, null, null);
      assertThat(poller.add(1, ROW, RowOutcome.uploaded(result, 1))).isTrue();
      assertThat(finish(poller)).isNull();
    }
    assertThat(end(1).error()).matches(e -> e != null && e.kind() == ErrorKind.BUG);
  }
}
