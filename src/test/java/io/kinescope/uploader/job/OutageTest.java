package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

  private static final ImportSettings.Watch WATCH =
      new ImportSettings.Watch(true, false, null, false);

  @TempDir private Path folder;

  /**
   * With 503 nothing is made and that is known; with 502 each row is looked up, sent once more and
   * left unknown, though the rest of the service works.
   */
  @ParameterizedTest
  @ValueSource(ints = {503, 502})
  void aServiceThatIsDown(int status) throws IOException {
    try (EngineLab lab = EngineLab.in(folder)) {
      FaultAction down = status == 503 ? FaultAction.status(status) : FaultAction.html(status);
      lab.sandbox().play(FaultScript.of(FaultRule.on(Operation.URL).then(down)));
      assertFewAreTouched(lab);
      assertThat(lab.sandbox().state().videos()).isEmpty();

      lab.sandbox().play(FaultScript.none());
      ImportSummary next = lab.run(EngineLedgerTest.rows(60), PARALLEL, WATCH, (entry, end) -> {});
      assertThat(next.count(RowState.UPLOADED)).isEqualTo(60);
      assertThat(lab.sandbox().state().videos()).hasSize(60);
    }
  }

  @Test
  void aServiceThatRefusesConnections() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (EngineLab lab = EngineLab.at(folder, URI.create("http://127.0.0.1:" + port))) {
      assertFewAreTouched(lab);
    }
  }

  private void assertFewAreTouched(EngineLab lab) throws IOException {
    ImportSummary summary =
        lab.run(EngineLedgerTest.rows(ROWS), PARALLEL, WATCH, (entry, end) -> {});
    assertThat(summary.rows()).isEqualTo(ROWS);
    assertThat(summary.count(RowState.FAILED))
        .isBetween((long) AbortPolicy.OUTAGE_ROWS, (long) MAX_TOUCHED);
    assertThat(summary.count(RowState.DEFERRED)).isEqualTo(ROWS - summary.count(RowState.FAILED));
    assertThat(summary.stopped()).contains("out of reach for");
    assertThat(summary.stopKind()).isIn(ErrorKind.TRANSIENT, ErrorKind.UNKNOWN_OUTCOME);
    assertThat(lab.ledger().writes()).hasSizeLessThanOrEqualTo(4 * MAX_TOUCHED);
    List<String> results =
        Files.readAllLines(Objects.requireNonNull(summary.results(), "results are written"));
    assertThat(results).hasSize(ROWS + 1);
    assertThat(results.get(ROWS)).contains("deferred");
    assertThat(Files.readAllLines(Objects.requireNonNull(summary.failed())))
        .hasSize((int) summary.count(RowState.FAILED) + 1);
  }

  /** Rows that an earlier run left unknown say nothing of the service as it is now. */
  @Test
  void manyUnknownRowsAreNoOutage() {
    try (EngineLab lab = EngineLab.in(folder)) {
      String csv = EngineLedgerTest.rows(30);
      lab.sandbox()
          .play(
              FaultScript.of(
                  FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()),
                  FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      for (int sent = 0; sent < 20; sent = lab.sandbox().state().videos().size()) {
        assertThat(lab.run(csv, 1, WATCH, (entry, end) -> {}).stopped()).contains("out of reach");
      }
      lab.sandbox()
          .play(FaultScript.of(FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403))));
      ImportSummary summary = lab.run(csv, 1, WATCH, (entry, end) -> {});
      assertThat(summary.stopped()).isNull();
      assertThat(summary.count(RowState.UPLOADED)).isEqualTo(10);
      assertThat(summary.count(RowState.FAILED)).isEqualTo(20);
    }
  }
}
