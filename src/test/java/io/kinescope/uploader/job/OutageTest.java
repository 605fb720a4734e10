package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.job.Job.Flag;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outage of the service does not burn through ten thousand rows. */
class OutageTest {
  private static final int ROWS = 10_000;
  private static final int PARALLEL = 8;

  /** Those that say that it is an outage, and those that were under way then. */
  private static final int MAX_TOUCHED = AbortPolicy.OUTAGE_ROWS + PARALLEL - 1;

  private static final Set<Flag> FLAGS = Set.of(Flag.FOLLOW_UP);

  @TempDir private Path folder;

  /**
   * With 503 nothing is made and that is known; with 502 each row is looked up, sent once more and
   * left unknown, though the rest of the service works.
   */
  @ParameterizedTest
  @ValueSource(ints = {503, 502})
  void aServiceThatIsDown(int status) throws IOException {
    try (JobLab lab = JobLab.in(folder)) {
      FaultAction down = status == 503 ? FaultAction.status(status) : FaultAction.html(status);
      lab.sandbox().play(FaultScript.of(FaultRule.on(Operation.URL).then(down)));
      assertFewAreTouched(lab);
      assertThat(lab.sandbox().state().videos()).isEmpty();

      lab.sandbox().play(FaultScript.of());
      JobSummary next =
          lab.run(JobLedgerTest.rows(60), PARALLEL, FLAGS, (number, entry, end) -> {});
      assertThat(next.count(ItemOutcome.UPLOADED)).isEqualTo(60);
      assertThat(lab.sandbox().state().videos()).hasSize(60);
    }
  }

  @Test
  void aServiceThatRefusesConnections() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (JobLab lab = JobLab.at(folder, URI.create("http://127.0.0.1:" + port))) {
      assertFewAreTouched(lab);
    }
  }

  private void assertFewAreTouched(JobLab lab) throws IOException {
    JobSummary summary =
        lab.run(JobLedgerTest.rows(ROWS), PARALLEL, FLAGS, (number, entry, end) -> {});
    assertThat(summary.items()).isEqualTo(ROWS);
    assertThat(summary.count(ItemOutcome.FAILED))
        .isBetween((long) AbortPolicy.OUTAGE_ROWS, (long) MAX_TOUCHED);
    assertThat(summary.count(ItemOutcome.DEFERRED))
        .isEqualTo(ROWS - summary.count(ItemOutcome.FAILED));
    assertThat(stopOf(summary).message()).contains("was unreachable for");
    assertThat(stopOf(summary).kind()).isIn(ErrorKind.TRANSIENT, ErrorKind.UNKNOWN_OUTCOME);
    assertThat(lab.ledger().writes()).hasSizeLessThanOrEqualTo(4 * MAX_TOUCHED);
    List<String> results =
        Files.readAllLines(Objects.requireNonNull(lab.results(), "results are written"));
    assertThat(results).hasSize(ROWS + 1);
    assertThat(results.get(ROWS)).contains("deferred");
    assertThat(Files.readAllLines(Objects.requireNonNull(lab.failed())))
        .hasSize((int) summary.count(ItemOutcome.FAILED) + 1);
  }

  private static AbortPolicy.Stop stopOf(JobSummary summary) {
    return Objects.requireNonNull(summary.stop());
  }

  /** Rows that an earlier run left unknown say nothing of the service as it is now. */
  @Test
  void manyUnknownRowsAreNoOutage() {
    try (JobLab lab = JobLab.in(folder)) {
      String csv = JobLedgerTest.rows(30);
      lab.sandbox()
          .play(
              FaultScript.of(
                  FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()),
                  FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      for (int sent = 0; sent < 20; sent = lab.sandbox().state().videos().size()) {
        assertThat(stopOf(lab.run(csv, 1, FLAGS, (number, entry, end) -> {})).message())
            .contains("unreachable");
      }
      lab.sandbox()
          .play(FaultScript.of(FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      JobSummary summary = lab.run(csv, 1, FLAGS, (number, entry, end) -> {});
      assertThat(summary.stop()).isNull();
      assertThat(summary.count(ItemOutcome.UPLOADED)).isEqualTo(10);
      assertThat(summary.count(ItemOutcome.FAILED)).isEqualTo(20);
    }
  }
}
