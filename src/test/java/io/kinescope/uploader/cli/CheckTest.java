package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  private static final String READER = "0b1a5e11-0000-4000-8000-000000000002";
  private static final String LIMITED = "0b1a5e11-0000-4000-8000-000000000001";

  private final Emulator sandbox =
      Emulator.start(
          EmulatorSettings.defaults()
              .unlimited()
              .extraToken(LIMITED, Right.UPLOAD_ONLY)
              .extraToken(READER, EnumSet.complementOf(EnumSet.of(Right.UPLOAD))));
  private final Cli cli = Cli.at(sandbox).with("KINESCOPE_RATE", "10/s,300/m");

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static JsonObject line(Cli.Run run, String check) {
    return run.objects().stream()
        .filter(line -> check.equals(line.text("check")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line for " + check + " in " + run.out()));
  }

  @Test
  void aNarrowTerminalShowsAllOfIt() {
    Cli.Run run = cli.with("KINESCOPE_PARENT_ID", "nowhere").onTerminal(80).run("check");

    // A path is one word, however long.
    assertThat(run.lines()).allMatch(line -> line.length() <= 80 || line.contains("/test-home/"));
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("ok token accepted ok ")
        .contains(
            "failed parent 'nowhere' is not a project or folder that this token can see; 'kinescope projects'");
  }

  @Test
  void allIsWell() {
    Cli.Run run = cli.run("check", "-o", "jsonl");

    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(run.objects()).extracting(line -> line.text("status")).containsOnly("ok");
    assertThat(run.objects())
        .extracting(line -> line.text("check"))
        .containsExactly(
            "ledger",
            "disk",
            "rate",
            "proxy",
            "certificates",
            "API host",
            "upload host",
            "clock",
            "token",
            "right to upload",
            "right to read projects",
            "right to read videos",
            "right to change videos",
            "parent");
    assertThat(line(run, "rate").text("result"))
        .isEqualTo("10/s,300/m; 1000 URLs take about 4 minutes");
    assertThat(line(run, "disk").text("result")).contains(" free in ");
    assertThat(line(run, "parent").text("result")).startsWith("project \"");
    assertThat(sandbox.state().videos()).isEmpty();
    assertThat(cli.run("check").lines()).hasSize(15);
    assertThat(cli.run("check", "-o", "json").array()).hasSize(14);
  }

  @Test
  void aTokenThatMayOnlyReadFailsBeforeTheNight() {
    Cli.Run run = cli.with("KINESCOPE_API_TOKEN", READER).run("check", "-o", "jsonl");

    assertThat(run.exit()).as(run.out()).isEqualTo(4);
    assertThat(line(run, "right to upload").text("status")).isEqualTo("failed");
    assertThat(line(run, "right to upload").text("advice")).contains("token that may upload");
    assertThat(line(run, "right to read videos").text("status")).isEqualTo("ok");
  }

  @Test
  void anUploadHostInTroubleLeavesTheRightUnknown() {
    sandbox.play(FaultScript.of(FaultRule.on(Operation.INIT).then(FaultAction.status(500))));

    Cli.Run run = cli.run("check", "-o", "jsonl");

    assertThat(run.exit()).isZero();
    assertThat(line(run, "right to upload").text("status")).isEqualTo("warning");
  }

  @Test
  void theLedgerOfAListIsLookedAtAndNotMade(@TempDir Path folder) throws IOException {
    Path csv = Cli.text(folder, "videos.csv", "url,title\nhttps://example.com/1.mp4,One\n");

    Cli.Run none = cli.run("check", csv, "-o", "jsonl");
    assertThat(line(none, "ledger").text("result")).isEqualTo(csv + ".ledger.db can be made");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(csv);
    }
    assertThat(cli.run("import-csv", csv).exit()).isZero();
    Cli.Run known = cli.run("check", csv, "-o", "jsonl");
    assertThat(line(known, "ledger").text("result")).endsWith("can be written, and knows 1 item");
    Files.writeString(Path.of(csv + ".ledger.db"), "no ledger at all, but a text of some length");
    Cli.Run damaged = cli.run("check", csv, "-o", "jsonl");
    assertThat(damaged.exit()).isEqualTo(2);
    assertThat(line(damaged, "ledger").text("status")).isEqualTo("failed");
    Cli.Run nowhere = cli.run("check", csv, "--ledger", folder.resolve("no/l.db"), "-o", "jsonl");
    assertThat(nowhere.exit()).isEqualTo(11);
    assertThat(line(nowhere, "ledger").text("result")).contains("no/l.db");
    assertThat(cli.run("check", folder.resolve("gone.csv")).exit()).isEqualTo(7);
  }

  @Test
  void aHomeInWhichNothingCanBeKeptFails(@TempDir Path folder) {
    Path file = Cli.text(folder, "file", "");

    Cli.Run run = cli.with("XDG_STATE_HOME", file.toString()).run("check", "-o", "jsonl");

    assertThat(run.exit()).isEqualTo(11);
    assertThat(line(run, "ledger").text("status")).isEqualTo("failed");
  }

  @Test
  void aRateAbovePublishedLimitsIsAWarning() {
    for (String rate : List.of("none", "20/s", "400/m")) {
      assertThat(line(cli.run("check", "--rate", rate, "-o", "jsonl"), "rate").text("status"))
          .isEqualTo("warning");
    }
  }

  @Test
  void certificatesThatCannotBeReadFailAndTheRestIsStillChecked(@TempDir Path folder) {
    Path pem = Cli.text(folder, "ca.pem", "no certificate");

    Cli.Run run = cli.run("check", "--ca-cert", pem, "-o", "jsonl");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(line(run, "certificates").text("status")).isEqualTo("failed");
    assertThat(line(run, "token").text("status")).isEqualTo("ok");
    Cli.Run secure =
        cli.run("check", "--ca-cert", pem, "--api-url", "https://127.0.0.1:1", "-o", "jsonl");
    assertThat(line(secure, "API host").text("result")).contains("could not read --ca-cert");
    assertThat(line(secure, "token").text("result")).contains("not checked");
  }

  @Test
  void anUploadOnlyTokenIsFine() {
    Cli.Run run = cli.with("KINESCOPE_API_TOKEN", LIMITED).run("check", "-o", "jsonl");

    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(line(run, "token").text("status")).isEqualTo("ok");
    assertThat(line(run, "right to read videos").text("status")).isEqualTo("warning");
    assertThat(line(run, "right to read videos").text("advice")).contains("--wait");
    assertThat(line(run, "parent").text("status")).isEqualTo("warning");
  }

  @Test
  void aRefusedTokenAndNoTokenFail() {
    Cli.Run wrong = cli.with("KINESCOPE_API_TOKEN", "wrong").run("check", "-o", "jsonl");
    Cli.Run none = cli.without("KINESCOPE_API_TOKEN").run("check", "-o", "jsonl");

    assertThat(wrong.exit()).isEqualTo(4);
    assertThat(line(wrong, "token").text("result"))
        .contains("code 400301")
        .contains("X-Request-ID");
    assertThat(none.exit()).isEqualTo(4);
    assertThat(line(none, "token").text("advice")).contains("KINESCOPE_API_TOKEN");
    assertThat(line(none, "API host").text("status")).isEqualTo("ok");
  }

  /** The night would find the same: the other checks are worth knowing, too. */
  @Test
  void aTokenThatCannotBeReadFailsAndTheRestIsStillChecked(@TempDir Path folder) {
    Cli without = cli.without("KINESCOPE_API_TOKEN");

    Cli.Run file = without.run("check", "--token-file", folder.resolve("none"), "-o", "jsonl");
    Cli.Run command = without.run("check", "--token-command", "false", "-o", "jsonl");

    assertThat(file.exit()).isEqualTo(4);
    assertThat(line(file, "token").text("result")).contains("could not read the token file");
    assertThat(line(file, "API host").text("status")).isEqualTo("ok");
    assertThat(command.exit()).isEqualTo(4);
    assertThat(line(command, "token").text("result")).contains("token-command 'false' failed");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskWithoutRoomFails() {
    Cli.Run run = cli.run("check", "--ledger", "/proc/uploads.db", "-o", "jsonl");

    assertThat(run.exit()).isEqualTo(11);
    assertThat(line(run, "disk").text("status")).isEqualTo("failed");
    assertThat(line(run, "disk").text("result")).isEqualTo("0 B free in /proc");
  }

  @Test
  void aFolderIsNoList(@TempDir Path folder) {
    Cli.Run run = cli.run("check", folder);

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).contains(folder + " is a folder; name the CSV file");
  }

  @Test
  void aHostThatDoesNotAnswerFails() {
    Cli.Run run = cli.with("KINESCOPE_API_URL", "http://127.0.0.1:1").run("check", "-o", "jsonl");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(line(run, "API host").text("status")).isEqualTo("failed");
    assertThat(line(run, "API host").text("result")).contains("could not connect");
    assertThat(line(run, "upload host").text("status")).isEqualTo("ok");
    assertThat(line(run, "token").text("result")).contains("not checked");
  }

  @Test
  void aParentIsAProjectOrAFolderAtAnyDepth() {
    String project = sandbox.defaultParentId();
    String outer = cli.run("folders", "create", project, "Outer", "-o", "id").out().strip();
    String inner =
        cli.run("folders", "create", project, "Inner", "--in", outer, "-o", "id").out().strip();

    assertThat(line(cli.run("check", "--parent", inner, "-o", "jsonl"), "parent").text("result"))
        .isEqualTo("folder \"Inner\"");
    Cli.Run missing = cli.run("check", "--parent", "nowhere", "-o", "jsonl");
    assertThat(missing.exit()).isEqualTo(2); // as the run would
    assertThat(line(missing, "parent").text("status")).isEqualTo("failed");
    Cli.Run unset = cli.without("KINESCOPE_PARENT_ID").run("check", "-o", "jsonl");
    assertThat(unset.exit()).isZero();
    assertThat(line(unset, "parent").text("status")).isEqualTo("warning");
  }

  @Test
  void aHostInTroubleIsAWarning() {
    sandbox.play(FaultScript.of(FaultRule.on(Operation.OTHER).then(FaultAction.html(502))));

    Cli.Run run = cli.run("check", "-o", "jsonl");

    assertThat(run.exit()).isZero();
    assertThat(line(run, "upload host").text("result")).contains("HTTP 502");
  }

  @Test
  void theProxysPasswordIsNotShown() {
    Cli.Run run = cli.with("HTTPS_PROXY", "http://me:secret@127.0.0.1:1").run("check");

    assertThat(run.out()).contains("http://***@127.0.0.1:1").doesNotContain("secret");
  }
}
