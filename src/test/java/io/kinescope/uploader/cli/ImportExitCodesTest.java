package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every exit code that an import can reach, each by a run of the command line. */
class ImportExitCodesTest {
  private static final String GOOD = "https://example.com/1.mp4,One\n";
  private static final String GOOD_TOO = "https://example.com/2.mp4,Two\n";
  private static final String INVALID = "ftp://example.com/3.mp4,Three\n";
  private static final String HEADER = "url,title\n";
  private static final String TWO = HEADER + GOOD + GOOD_TOO;
  private static final String OTHER_TOKEN = "0b1a5e11-0000-4000-8000-000000000002";

  @TempDir private Path folder;

  static Stream<Arguments> runs() {
    return Stream.of(
        run(0, "uploaded=2", TWO, List.of()),
        run(0, "", HEADER, List.of()),
        run(0, "uploaded=1 deferred=1", TWO, List.of("--limit", "1")),
        run(0, "deferred=2", TWO, List.of("--limit", "0")),
        run(0, "deferred=2", TWO, List.of("--dry-run")),
        run(0, "uploaded=2", TWO, List.of("--strict")),
        run(3, "uploaded=1 invalid=1", HEADER + INVALID + GOOD, List.of()),
        run(7, "deferred=1 invalid=1", HEADER + INVALID + GOOD, List.of("--strict")),
        run(7, "deferred=1 invalid=1", HEADER + INVALID + GOOD, List.of("--dry-run")),
        run(7, "invalid=1", HEADER + INVALID, List.of()));
  }

  private static Arguments run(int exit, String states, String csv, List<String> options) {
    return Arguments.of(exit, states, csv, options);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void withoutFaults(int exit, String states, String csv, List<String> options) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = run(lab, csv, options);
      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      String sorted = states.equals("deferred=1 invalid=1") ? "invalid=1 deferred=1" : states;
      assertThat(ImportLab.states(run)).isEqualTo(sorted);
      boolean sends = states.contains("uploaded");
      assertThat(lab.sandbox.state().totalRequests() > 0).isEqualTo(sends);
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        wrong(2, "--parallel must be from 1 to 1000, but is 0", TWO, "--parallel", "0"),
        wrong(2, "--parallel must be from 1 to 1000, but is 1001", TWO, "--parallel", "1001"),
        wrong(2, "--limit must not be negative", TWO, "--limit", "-1"),
        wrong(
            2,
            "--results - does not name a file; name a file, or none; -o jsonl",
            TWO,
            "--results",
            "-"),
        wrong(
            2,
            "--failed - does not name a file; name a file, or none; -o jsonl",
            TWO,
            "--failed",
            "-"),
        wrong(2, "--results '' does not name a file; name a file", TWO, "--results", ""),
        wrong(
            2,
            "'--ledger': '' does not name a file; check that the variable is set",
            TWO,
            "--ledger",
            ""),
        wrong(2, "--wait-timeout is set, but", TWO, "--wait-timeout", "1m"),
        wrong(2, "add --wait or --verify", TWO, "--dry-run", "--wait-timeout", "1m"),
        wrong(2, "--max-errors", TWO, "--max-errors", "none"),
        wrong(2, "no such encoding", TWO, "--encoding", "utf-9"),
        wrong(2, "--delimiter 'ab'", TWO, "--delimiter", "ab"),
        wrong(2, "there is no column 'link'", TWO, "--map", "link=url"),
        wrong(2, "--colour", TWO, "--colour"),
        wrong(7, "no column 'url' or 'file'", "link,title\n" + GOOD),
        wrong(7, "there is no column 'Link'", TWO, "--map", "url=Link"),
        wrong(7, "is empty", ""),
        wrong(7, "line 3", HEADER + GOOD + "https://example.com/2.mp4,\"open\nend\n"),
        wrong(11, "no/such/results.csv", TWO, "--results", "no/such/results.csv"),
        wrong(11, "no/such/failed.csv", TWO, "--failed", "no/such/failed.csv"));
  }

  private static Arguments wrong(int exit, String says, String csv, String... options) {
    return Arguments.of(exit, says, csv, List.of(options));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBeginSendsNothing(int exit, String says, String csv, List<String> options) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run run = run(lab, csv, options);
      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      assertThat(run.err()).startsWith("error: ").contains(says);
      assertThat(run.out()).isEmpty();
      assertThat(lab.sandbox.state().totalRequests()).isZero();
      assertThat(folder).isDirectoryNotContaining("glob:**.{results,failed}.csv");
    }
  }

  @Test
  void whatLiesBesideTheLedgerIsNoPlaceForResults() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(TWO);
      for (String ending : List.of("", ".lock", "-wal", "-shm", "-journal")) {
        Cli.Run run = lab.run(csv, "--results", csv + ".ledger.db" + ending);
        assertThat(run.exit()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("is named for two purposes");
      }
      assertThat(lab.sandbox.state().totalRequests()).isZero();
    }
  }

  @Test
  void aLedgerThatIsNoRegularFileIsRefusedUntouched() throws IOException {
    Path socket = folder.resolve("s");
    try (ImportLab lab = ImportLab.in(folder);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Cli.Run run = lab.run(lab.csv(TWO), "--ledger", socket);
      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("--ledger " + socket + " is not a regular file");
      assertThat(folder.resolve("s.lock")).doesNotExist();
      assertThat(lab.sandbox.state().totalRequests()).isZero();
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(3, "uploaded=1 failed=1", FaultAction.status(400), 1),
        fault(3, "uploaded=1 failed=1", FaultAction.status(422), 1),
        fault(0, "uploaded=1 adopted=1", FaultAction.loseAnswer(), 1),
        fault(0, "uploaded=2", FaultAction.status(500), 1),
        fault(0, "uploaded=1 adopted=1", FaultAction.truncatedJson(200).carryingOut(), 2),
        fault(4, "failed=1 deferred=1", FaultAction.status(401), 1),
        fault(4, "uploaded=1 failed=1", FaultAction.status(403), 2),
        fault(5, "uploaded=1 failed=1", FaultAction.status(503), 1),
        fault(6, "failed=1 deferred=1", FaultAction.status(402), 1),
        fault(2, "deferred=2", FaultAction.status(404), 1));
  }

  private static Arguments fault(int exit, String states, FaultAction action, int nth) {
    return Arguments.of(exit, states, action, nth);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatTheServiceAnswersDecides(int exit, String states, FaultAction action, int nth) {
    try (ImportLab lab = ImportLab.in(folder, FaultRule.on(Operation.URL).nth(nth).then(action))) {
      Cli.Run run = run(lab, TWO, List.of("--retries", "0", "--parallel", "1"));
      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      assertThat(ImportLab.states(run)).isEqualTo(states);
    }
  }

  @Test
  void of401And400TheSevererDecides() {
    try (ImportLab lab =
        ImportLab.in(
            folder,
            FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(400)),
            FaultRule.on(Operation.URL).nth(2).then(FaultAction.status(401)))) {
      Cli.Run run = run(lab, TWO, List.of("--parallel", "1"));
      assertThat(run.exit()).isEqualTo(4);
      assertThat(ImportLab.states(run)).isEqualTo("failed=2");
    }
  }

  @Test
  void withoutATokenNothingBegins() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli cli = lab.cli().without("KINESCOPE_API_TOKEN");
      Cli.Run run = ImportLab.run(cli, lab.csv(TWO));
      assertThat(run.exit()).isEqualTo(4);
      assertThat(run.err()).contains("no API token is set");
      assertThat(ImportLab.run(cli, lab.csv(TWO), "--dry-run").exit()).isZero();
      assertThat(lab.sandbox.state().totalRequests()).isZero();
    }
  }

  @Test
  void aTokenThatMayNotUploadStopsTheRun() {
    EmulatorSettings settings = ImportLab.quick().extraToken(OTHER_TOKEN, Set.of(Right.READ));
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Cli cli = lab.cli().with("KINESCOPE_API_TOKEN", OTHER_TOKEN);
      Cli.Run run = ImportLab.run(cli, lab.csv(TWO), "-o", "json", "--parallel", 1);
      assertThat(run.exit()).isEqualTo(4);
      assertThat(ImportLab.states(run)).isEqualTo("failed=1 deferred=1");
    }
  }

  /** Whether it was made can't be seen, so it is not sent again. */
  @Test
  void aLostAnswerNeedsAPersonWhereTheTokenMayNotRead() {
    EmulatorSettings settings =
        ImportLab.quick()
            .extraToken(OTHER_TOKEN, Right.UPLOAD_ONLY)
            .faults(
                FaultScript.of(FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer())));
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Cli cli = lab.cli().with("KINESCOPE_API_TOKEN", OTHER_TOKEN);
      Cli.Run run = ImportLab.run(cli, lab.csv(TWO), "-o", "json", "--parallel", 1);
      assertThat(run.exit()).isEqualTo(3);
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=1");
      assertThat(lab.titles()).containsExactly("One", "Two");
    }
  }

  @Test
  void withoutAParentAndAColumnForItNothingBegins() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli cli = lab.cli().without("KINESCOPE_PARENT_ID");
      Cli.Run run = ImportLab.run(cli, lab.csv(TWO));
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains("no destination set").contains("--parent");
      assertThat(run.err().lines()).hasSize(1);
    }
  }

  @Test
  void aMissingFileAndAFolderAreInvalidInput() {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.Run missing = lab.run(folder.resolve("none.csv"));
      assertThat(missing.exit()).isEqualTo(7);
      assertThat(missing.err()).contains("none.csv: no such file or folder");
      Cli.Run directory = lab.run(folder);
      assertThat(directory.exit()).isEqualTo(7);
      assertThat(directory.err()).contains("is a folder");
    }
  }

  @Test
  void aReportOverTheInputIsRefused() throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = lab.csv(TWO);
      Cli.Run run = lab.run(csv, "--results", csv);
      assertThat(run.exit()).isEqualTo(2);
      assertThat(Files.readString(csv)).isEqualTo(TWO);
    }
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsLocalTroubleAndTheSumsAreStillSaid(int rows, String option) {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(400)))) {
      Cli.Run run = lab.run(lab.csv(ImportLab.rows(rows)), option, "/dev/full", "-o", "json");
      assertThat(run.exit()).as(run.err()).isEqualTo(11);
      assertThat(run.err()).containsOnlyOnce("could not write /dev/full");
      assertThat(ImportLab.number(ImportLab.sums(run), "rows")).isEqualTo(rows);
      assertThat(ImportLab.number(ImportLab.sums(run), "uploaded"))
          .isEqualTo(lab.sandbox.state().videos().size());
    }
  }

  /** A few rows fill no buffer, so the disk is full at the end; many in the middle. */
  static Stream<Arguments> fullDisks() {
    return Stream.of(
        Arguments.of(3, "--results"), Arguments.of(3, "--failed"), Arguments.of(700, "--results"));
  }

  private static Cli.Run run(ImportLab lab, String csv, List<String> options) {
    return lab.run(
        lab.csv(csv), Stream.concat(Stream.of("-o", "json"), options.stream()).toArray());
  }
}
