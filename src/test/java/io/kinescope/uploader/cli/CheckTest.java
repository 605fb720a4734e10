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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final String LIMITED = "0b1a5e11-0000-4000-8000-000000000001";

  private final Emulator sandbox =
      Emulator.start(
          EmulatorSettings.defaults().unlimited().extraToken(LIMITED, Right.UPLOAD_ONLY));
  private final Cli cli = Cli.at(sandbox);

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
  void allIsWell() {
    Cli.Run run = cli.run("check", "-o", "jsonl");

    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(run.objects()).extracting(line -> line.text("status")).containsOnly("ok");
    assertThat(run.objects())
        .extracting(line -> line.text("check"))
        .containsExactly(
            "proxy",
            "API host",
            "upload host",
            "clock",
            "token",
            "right to read projects",
            "right to read videos",
            "parent");
    assertThat(line(run, "token").text("result"))
        .contains("can't be checked without making a video");
    assertThat(sandbox.state().videos()).isEmpty();
    assertThat(cli.run("check").lines()).hasSize(9);
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
    assertThat(missing.exit()).isEqualTo(3);
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
