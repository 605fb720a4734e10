package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Gateway;
import io.kinescope.uploader.emulator.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Firewalls, proxies and gateways before the service: what they answer is nobody's word. */
@Tag("slow")
class GatewayTest {
  private static final int ROWS = 30;
  private static final int SMALL = 100_000; // goes in one request
  private static final int MIDDLE = 400_000; // goes by link, in one POST

  @TempDir private Path folder;
  private ImportLab lab;

  @BeforeEach
  void open() {
    lab = ImportLab.in(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void play(FaultRule... rules) {
    lab.sandbox.play(FaultScript.of(rules));
  }

  private long count(Operation operation) {
    return lab.sandbox.state().count(operation);
  }

  private List<EmulatorVideo> videos() {
    return lab.sandbox.state().videos();
  }

  /** A list of files of so many bytes. */
  private Path list(int files, int bytes) {
    StringBuilder csv = new StringBuilder("file,title\n");
    for (int i = 1; i <= files; i++) {
      Cli.file(folder, i + ".mp4", bytes);
      csv.append(i).append(".mp4,Title ").append(i).append('\n');
    }
    return lab.csv(csv.toString());
  }

  private Cli.Run upload(Object... options) {
    Path file = folder.resolve("a.mp4");
    if (Files.notExists(file)) { // a file that is written anew is another
      Cli.file(folder, "a.mp4", SMALL);
    }
    Object[] words = {"upload", "file", file, "-o", "json"};
    Object[] all = new Object[words.length + options.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    Cli cli = lab.cli().with("XDG_STATE_HOME", folder.resolve("state").toString());
    return ImportLab.command(cli, all);
  }

  private void assertAllHave(int bytes) {
    assertThat(videos())
        .allSatisfy(video -> assertThat(video.bytesReceived()).isEqualTo(bytes))
        .allSatisfy(video -> assertThat(video.md5()).isNotNull());
  }

  /** The file's link is good, and each new one would be a new video. */
  @ParameterizedTest
  @CsvSource({"403, false", "403, true", "404, false", "410, false", "401, false"})
  void aFirewallBeforeTheBytesMakesNoSecondVideo(int status, boolean alsoHead) {
    FaultAction page = FaultAction.html(status);
    play(
        alsoHead
            ? FaultRule.on(Operation.TUS_PATCH, Operation.TUS_HEAD).then(page)
            : FaultRule.on(Operation.TUS_PATCH).then(page));
    for (int run = 0; run < 3; run++) {
      Cli.Run blocked = upload("--method", "tus");
      assertThat(blocked.exit()).as(blocked.err()).isEqualTo(5);
      assertThat(blocked.err())
          .contains("HTTP " + status, "proxy or gateway", videos().get(0).id());
    }
    assertThat(videos()).hasSize(1);

    play();
    assertThat(upload("--method", "tus").exit()).isZero();
    assertThat(videos()).hasSize(1);
    assertAllHave(SMALL);
  }

  /** By POST to the link, with errors and with a block page that calls itself a success. */
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 405, 410})
  void aPageInPlaceOfTheAnswerToBytesIsNoSuccessAndNoNewLink(int status) {
    Path csv = list(1, MIDDLE);
    play(FaultRule.on(Operation.LINK_POST).then(FaultAction.html(status)));
    for (int run = 0; run < 3; run++) {
      Cli.Run blocked = lab.run(csv, "-o", "jsonl");
      assertThat(ImportLab.states(blocked)).as(blocked.err()).isEqualTo("failed=1");
      assertThat(blocked.exit()).as(blocked.err()).isEqualTo(5);
    }
    assertThat(videos()).hasSize(1);

    play();
    assertThat(ImportLab.states(lab.run(csv, "-o", "jsonl"))).isEqualTo("uploaded=1");
    assertThat(videos()).hasSize(1);
    assertAllHave(MIDDLE);
  }

  /** Whatever the answer says: the service has the bytes, and says so when it is asked. */
  @ParameterizedTest
  @ValueSource(ints = {200, 403, 404, 503})
  void bytesThatArrivedAreThereThoughAPageAnswers(int status) {
    play(FaultRule.on(Operation.LINK_POST).then(FaultAction.html(status).carryingOut()));
    Cli.Run run = lab.run(list(1, MIDDLE), "-o", "jsonl");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("uploaded=1");
    assertThat(count(Operation.LINK_POST)).isEqualTo(1);
    assertAllHave(MIDDLE);
  }

  /** A yes without the API's words, and a video that still waits for its bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"status\":\"blocked\"}"})
  void aVideoThatIsPendingAfterTheLastByteIsNotDone(String yes) {
    Path csv = list(1, MIDDLE);
    play(FaultRule.on(Operation.LINK_POST).then(Gateway.swallowing(Gateway.says(yes))));
    Cli.Run run = lab.run(csv, "-o", "jsonl");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("failed=1");
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err()).contains("Kinescope is still waiting for it", videos().get(0).id());
    play();
    assertThat(lab.run(csv).exit()).isZero();
    assertThat(videos()).hasSize(1);
    assertAllHave(MIDDLE);
  }

  @Test
  void aForeignLinkDoesNotTakeAPageForAYes() {
    Cli.Run link = lab.cli().run("upload", "link", "--title", "T", "-o", "json");
    play(FaultRule.on(Operation.LINK_POST).then(FaultAction.html(200)));
    Path file = Cli.file(folder, "a.mp4", SMALL);
    String endpoint = String.valueOf(link.json().text("endpoint"));
    Cli.Run run = ImportLab.command(lab.cli(), "upload", "send", file, endpoint, "--retries", 1);
    assertThat(run.exit()).as(run.err()).isEqualTo(5);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("an HTML page (from a proxy or gateway?)");
    assertThat(run.err()).doesNotContain(endpoint.substring(endpoint.lastIndexOf('/') + 1));
  }

  /** The whole network answers with its own page: neither the token nor the parent is to blame. */
  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 402, 403, 404, 405, 407, 451})
  void manyAnswersThatAreNobodysStopTheRunAsUnreachable(int status) {
    Path csv = lab.csv(ImportLab.rows(ROWS));
    play(FaultRule.onAny().then(FaultAction.html(status)));
    Cli.Run run = lab.run(csv, "-o", "json", "--retries", 1);
    assertUnreachable(run);
    assertThat(videos()).isEmpty();
    play();
    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=" + ROWS);
    assertThat(videos()).hasSize(ROWS);
  }

  /** Only the uploader host is walled off; what it was asked for can be looked up. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 503})
  void soDoManyCreatesThatNobodyCarriedOut(int status) {
    Path csv = lab.csv(ImportLab.rows(ROWS));
    play(FaultRule.on(Operation.URL).then(FaultAction.html(status)));
    assertUnreachable(lab.run(csv, "-o", "json"));
    play();
    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=" + ROWS);
    assertThat(videos()).hasSize(ROWS);
  }

  private static void assertUnreachable(Cli.Run run) {
    assertThat(run.exit()).as(run.err()).isEqualTo(5);
    assertThat(run.err())
        .contains("Kinescope was unreachable for 10 items in a row", "proxy or gateway")
        .doesNotContain("the token", "--parent", "plan and balance");
    assertThat(ImportLab.number(ImportLab.sums(run), "deferred")).isPositive();
  }

  /** Looking is no answer either: what was lost stays so until the service itself has told. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}",
        "{}",
        "{\"data\":null}",
        "<html>"
      })
  void aLookUpWithoutAListFindsNothingOut(String body) {
    Path csv = lab.csv(ImportLab.rows(1));
    play(
        FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()),
        FaultRule.on(Operation.VIDEO_LIST)
            .then(FaultAction.answer(200, Map.of("Content-Type", "application/json"), body)));
    Cli.Run run = lab.run(csv, "-o", "jsonl");
    assertThat(ImportLab.states(run)).isEqualTo("failed=1");
    assertThat(run.exit()).as(run.err()).isEqualTo(5);
    assertThat(videos()).hasSize(1);
    play();
    assertThat(ImportLab.states(lab.run(csv, "-o", "jsonl"))).isEqualTo("adopted=1");
    assertThat(videos()).hasSize(1);
  }

  /** In pieces that pass; learned once for all files of the run. */
  @ParameterizedTest
  @CsvSource({"100000, SINGLE", "400000, LINK_POST"})
  void aBodyThatIsTooLargeGoesInPieces(int bytes, Operation first) {
    play(
        FaultRule.on(Operation.SINGLE, Operation.LINK_POST, Operation.TUS_PATCH)
            .then(Gateway.takes(30_000)));
    Cli.Run run = lab.run(list(3, bytes), "-o", "jsonl", "--parallel", 1);
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("uploaded=3");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(count(first)).isEqualTo(1);
    assertThat(count(Operation.INIT)).isEqualTo(3);
    assertThat(videos()).hasSize(3);
    assertAllHave(bytes);
  }

  /** In the service's own words nothing was made, and nothing is looked for. */
  @Test
  void soItDoesWhereTheServiceItselfSays413() {
    play(FaultRule.on(Operation.SINGLE).then(FaultAction.status(413)));
    Cli.Run run = upload();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().text("method")).isEqualTo("tus");
    assertThat(count(Operation.SINGLE)).isEqualTo(1);
    assertThat(videos()).hasSize(1);
    assertAllHave(SMALL);
  }

  /** A large answer to a request that was carried out all the same. */
  @Test
  void aBodyThatWasTooLargeForTheAnswersGatewayAloneIsLookedUp() {
    play(FaultRule.on(Operation.SINGLE).then(FaultAction.html(413).carryingOut()));
    Cli.Run run = lab.run(list(1, SMALL), "-o", "jsonl");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("adopted=1");
    assertThat(videos()).hasSize(1);
    assertAllHave(SMALL);
  }

  /** A small file has a link then, and the next run goes on with it. */
  @Test
  void theNextRunGoesOnInPiecesToo() {
    Path csv = list(1, SMALL);
    play(
        FaultRule.on(Operation.SINGLE).then(FaultAction.status(413)),
        FaultRule.on(Operation.TUS_PATCH).then(FaultAction.html(403)));
    assertThat(lab.run(csv, "--retries", 0).exit()).isEqualTo(5);
    play();
    Cli.Run run = lab.run(csv, "-o", "jsonl");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("uploaded=1");
    assertThat(count(Operation.SINGLE)).isEqualTo(1);
    assertThat(videos()).hasSize(1);
    assertAllHave(SMALL);
  }

  @Test
  void aMethodThatWasAskedForIsKeptAndTheOtherIsNamed() {
    play(FaultRule.on(Operation.SINGLE).then(FaultAction.status(413)));
    Cli.Run run = upload("--method", "single");
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("HTTP 413", "use --method tus");
    assertThat(videos()).isEmpty();
  }

  private enum Silence {
    EMPTY,
    TEXT
  }

  /** What Envoy and Istio say when the connection behind them broke after the request. */
  @ParameterizedTest
  @EnumSource
  void aGatewaysOwn503IsNoVerdict(Silence silence) {
    String body = silence == Silence.EMPTY ? "" : "upstream connect error or disconnect/reset";
    FaultAction answer = FaultAction.answer(503, Map.of("Content-Type", "text/plain"), body);
    Path csv = lab.csv(ImportLab.rows(5));
    play(FaultRule.on(Operation.URL).then(answer.carryingOut()));
    Cli.Run run = lab.run(csv, "-o", "jsonl");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("adopted=5");
    assertThat(videos()).hasSize(5);
  }

  /** The code decides before the status: a row that is not valid is no question of money. */
  @ParameterizedTest
  @CsvSource({"402402, 3, 'uploaded=1 failed=1'", "400207, 6, 'failed=1 deferred=1'"})
  void a402IsPaymentOnlyIfItsCodeSaysSo(int code, int exit, String states) {
    String body = "{\"error\":{\"code\":" + code + ",\"message\":\"no\"}}";
    play(
        FaultRule.on(Operation.URL)
            .nth(1)
            .then(FaultAction.answer(402, Map.of("Content-Type", "application/json"), body)));
    Cli.Run run = lab.run(lab.csv(ImportLab.rows(2)), "-o", "jsonl", "--parallel", 1);
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo(states);
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err().contains("plan and balance")).isEqualTo(exit == 6);
  }
}
