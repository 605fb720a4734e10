package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract's table of exit codes, each by a run of a whole command line; 130 and 143 are in
 * {@link SignalsTest}, the importer's own in its tests.
 */
class ExitCodesTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ofHours(1)));

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A run and the code that it must end with; FILE stands for a file that is there. */
  private record Row(
      int code, String why, String line, FaultScript faults, UnaryOperator<Cli> set) {
    @Override
    public String toString() {
      return code + ": " + why;
    }
  }

  private static Row row(int code, String why, String line) {
    return new Row(code, why, line, FaultScript.of(), cli -> cli);
  }

  private static Row row(int code, String why, String line, Operation on, FaultAction fault) {
    return new Row(code, why, line, FaultScript.of(FaultRule.on(on).then(fault)), cli -> cli);
  }

  static List<Row> table() {
    InputStream faulty =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("a bug, for this test");
          }

          @Override
          public int read(byte[] into, int at, int most) {
            return read();
          }
        };
    String once = " --retries 0";
    return List.of(
        row(0, "a list", "projects"),
        row(0, "an upload", "upload file FILE"),
        row(0, "nothing to list", "videos list"),
        new Row(
            1,
            "a bug in this program",
            "upload send FILE -",
            FaultScript.of(),
            cli -> cli.reading(faulty)),
        row(2, "no command", ""),
        row(2, "unknown option", "projects --nope"),
        new Row(
            2,
            "no parent",
            "upload file FILE",
            FaultScript.of(),
            c -> c.with("KINESCOPE_PARENT_ID", "")),
        row(2, "plain http", "projects --api-url http://example.com"),
        row(3, "a video that is not there", "videos get nowhere"),
        row(2, "a parent that is not there", "upload file FILE --parent nowhere"),
        row(3, "refused", "projects", Operation.PROJECT_LIST, FaultAction.status(422)),
        row(0, "answer lost", "upload file FILE", Operation.SINGLE, FaultAction.loseAnswer()),
        row(3, "500 to a create", "upload file FILE", Operation.SINGLE, FaultAction.status(500)),
        new Row(
            4, "no token", "projects", FaultScript.of(), c -> c.with("KINESCOPE_API_TOKEN", "")),
        new Row(
            4,
            "wrong token",
            "projects",
            FaultScript.of(),
            c -> c.with("KINESCOPE_API_TOKEN", "x")),
        row(4, "without the right", "projects", Operation.PROJECT_LIST, FaultAction.status(403)),
        row(5, "nobody there", "projects --api-url " + NOBODY + once),
        row(5, "a server error", "projects" + once, Operation.PROJECT_LIST, FaultAction.html(502)),
        row(
            5,
            "too many requests",
            "upload file FILE" + once,
            Operation.SINGLE,
            FaultAction.status(429, Duration.ofSeconds(1))),
        row(
            5,
            "the answer broke off",
            "projects" + once,
            Operation.PROJECT_LIST,
            FaultAction.cutAnswer(5)),
        row(6, "payment required", "upload file FILE", Operation.SINGLE, FaultAction.status(402)),
        row(
            6,
            "payment, by link",
            "upload link --title x",
            Operation.INIT,
            FaultAction.status(402)),
        row(7, "a file that is not there", "upload file /nonexistent.mp4"),
        row(7, "a folder", "upload file /"),
        row(10, "not ready in time", "upload file FILE --wait --wait-timeout 0"),
        row(11, "a log that can't be written", "projects --log-file /dev/null/log"),
        row(11, "a port that is taken", "sandbox --port PORT"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void aRunEndsWithTheCodeOfTheContract(Row row) {
    Path file = Cli.file(folder, "a.mp4", 100);
    sandbox.play(row.faults());
    String line =
        row.line()
            .replace("FILE", file.toString())
            .replace("PORT", Integer.toString(sandbox.apiUrl().getPort()));
    Object[] args = Stream.of(line.split(" ")).filter(arg -> !arg.isEmpty()).toArray();

    Cli.Run run = row.set().apply(Cli.at(sandbox)).run(args);

    assertThat(run.exit()).as(run.err()).isEqualTo(row.code());
    if (row.code() != 0) {
      assertThat(run.err()).isNotEmpty().doesNotContain("\tat ");
    }
    assertThat(sandbox.state().internalErrors()).isEmpty();
  }

  @Test
  void theCodesAreTheContracts() {
    assertThat(ExitCode.values())
        .extracting(ExitCode::code)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 129, 130, 143);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,                              0",
        "INPUT,                          7",
        "INPUT INPUT,                    7",
        "USAGE,                          2",
        "INPUT TRANSIENT,                3",
        "USAGE WAIT_TIMEOUT,             3",
        "INPUT AUTH,                     4",
        "BUG LOCAL_IO,                   1",
        "AUTH LOCAL_IO,                 11",
        "QUOTA AUTH,                     4",
        "VERIFICATION QUOTA,             6",
        "REFUSED VERIFICATION,           9",
        "TRANSIENT UNKNOWN_OUTCOME,      3",
        "WAIT_TIMEOUT TRANSIENT,         5",
        "WAIT_TIMEOUT VIDEO_FAILED,      3",
        "WAIT_TIMEOUT,                  10",
        "LEDGER_HELD,                    8",
      })
  void ofSeveralFailuresTheFirstThatAppliesDecides(String kinds, int code) {
    List<ErrorKind> all =
        kinds == null ? List.of() : Stream.of(kinds.split(" ")).map(ErrorKind::valueOf).toList();

    assertThat(ExitCode.ofAll(all).code()).isEqualTo(code);
  }
}
