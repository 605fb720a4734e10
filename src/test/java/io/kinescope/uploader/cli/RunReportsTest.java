package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What machines are told of a run: CI systems, Prometheus, a webhook. */
@WireMockTest
class RunReportsTest {
  /** One row of each sort: good, refused, invalid. */
  private static final String LIST =
      """
      url,title
      https://example.com/1.mp4,One & <only>
      https://example.com/2.mp4,"Two, 50% off: «два»"
      not a url,Three
      """;

  @TempDir private Path folder;
  private ImportLab lab;
  private Path csv;

  @BeforeEach
  void open() {
    lab = ImportLab.in(folder);
    csv = lab.csv(LIST);
    refuseTheSecond();
  }

  private void refuseTheSecond() {
    lab.sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.URL)
                .nth(2)
                .then(
                    FaultAction.answer(
                        400,
                        Map.of(),
                        "{\"error\":{\"code\":400400,\"message\":\"no | such <b>value</b>\"}}"))));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Cli.Run run(Cli cli, Object... options) {
    List<Object> all = new ArrayList<>(List.of("--parallel", 1));
    all.addAll(List.of(options));
    return ImportLab.run(cli, csv, all.toArray());
  }

  private static Element suite(Path file) throws Exception {
    NodeList suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(1);
    return (Element) suites.item(0);
  }

  private static List<Element> children(Element element, String name) {
    List<Element> children = new ArrayList<>();
    NodeList nodes = element.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      children.add((Element) nodes.item(i));
    }
    return children;
  }

  @Test
  void eachRowIsATestCase() throws Exception {
    Path report = lab.path("report.xml");

    Cli.Run run = run(lab.cli(), "--report", "junit=" + report, "--limit", 2);

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    Element suite = suite(report);
    assertThat(suite.getAttribute("name")).isEqualTo("kinescope import-csv " + csv);
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getAttribute("errors")).isEqualTo("0");
    List<Element> cases = children(suite, "testcase");
    assertThat(cases)
        .extracting(one -> one.getAttribute("name"))
        .containsExactlyInAnyOrder(
            "line 2: One & <only>", "line 3: Two, 50% off: «два»", "line 4: Three");
    Element refused =
        cases.stream()
            .filter(one -> one.getAttribute("line").equals("3"))
            .findFirst()
            .orElseThrow();
    assertThat(refused.getAttribute("file")).isEqualTo(csv.toString());
    Element failure = children(refused, "failure").get(0);
    assertThat(failure.getAttribute("type")).isEqualTo("refused");
    assertThat(failure.getAttribute("message"))
        .contains("no | such <b>value</b>", "code 400400", "X-Request-ID");
  }

  @Test
  void theNextRunPassesWhatIsDoneAndSkipsWhatItDoesNotTry() throws Exception {
    Path report = lab.path("report.xml");
    assertThat(run(lab.cli()).exit()).isEqualTo(3);
    lab.csv(LIST + ImportLab.rows(9).lines().skip(4).reduce("", (a, b) -> a + b + "\n"));

    run(lab.cli(), "--report", "junit=" + report, "--limit", 1);

    Element suite = suite(report);
    assertThat(suite.getAttribute("tests")).isEqualTo("9");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getAttribute("skipped")).isEqualTo("5");
    assertThat(children(suite, "system-out").get(0).getTextContent()).startsWith("skipped, video ");
  }

  @Test
  void aDryRunIsAReportAndNothingElse(WireMockRuntimeInfo server) throws Exception {
    Path report = lab.path("report.xml");
    Path metrics = lab.path("k.prom");

    Cli.Run run =
        run(
            lab.cli(),
            "--dry-run",
            "--report",
            "junit=" + report,
            "--metrics-file",
            metrics,
            "--notify-url",
            server.getHttpBaseUrl());

    assertThat(run.exit()).isEqualTo(7);
    assertThat(suite(report).getAttribute("tests")).isEqualTo("3");
    assertThat(children(suite(report), "failure")).hasSize(1);
    assertThat(metrics).doesNotExist();
    assertThat(WireMock.findAll(postRequestedFor(anyUrl()))).isEmpty();
  }

  @Test
  void filesAreTestCasesToo() throws Exception {
    Path report = lab.path("report.xml");
    Path good = Cli.file(folder, "a.mp4", 100);
    Path empty = Cli.file(folder, "b.mp4", 0);

    Cli.Run run =
        ImportLab.command(
            lab.cli(),
            "upload",
            "file",
            good,
            empty,
            "--ledger",
            lab.path("uploads.db"),
            "--report",
            "junit=" + report);

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(children(suite(report), "testcase"))
        .extracting(one -> one.getAttribute("name"))
        .containsExactlyInAnyOrder(good.toString(), empty.toString());
    assertThat(suite(report).getAttribute("failures")).isEqualTo("1");
  }

  @Test
  void whatCannotBeWrittenIsToldBeforeAnythingIsSent() {
    Path nowhere = lab.path("none/file");

    Cli.Run report = run(lab.cli(), "--report", "junit=" + nowhere);
    Cli.Run metrics = run(lab.cli(), "--metrics-file", nowhere);
    Cli.Run kind = run(lab.cli(), "--report", "html=x");
    Cli.Run url = run(lab.cli(), "--notify-url", "http://example.com/secret-hook");

    assertThat(report.exit()).isEqualTo(11);
    assertThat(report.err()).contains("--report");
    assertThat(metrics.exit()).isEqualTo(11);
    assertThat(metrics.err()).contains("--metrics-file");
    assertThat(kind.exit()).isEqualTo(2);
    assertThat(kind.err()).contains("junit=FILE");
    assertThat(url.exit()).isEqualTo(2);
    assertThat(url.err()).contains("no https URL").doesNotContain("secret-hook");
    assertThat(lab.sandbox.state().totalRequests()).isZero();
  }

  /** A slip of the finger: the list, its ledger, a video. */
  @Test
  void noOtherFileIsReplaced() throws IOException {
    Path empty = Cli.text(folder, "empty", "");
    assertThat(run(lab.cli(), "--metrics-file", empty).exit()).isEqualTo(3);
    byte[] ledger = Files.readAllBytes(lab.path("videos.csv.ledger.db"));

    for (Path precious : List.of(csv, lab.path("videos.csv.ledger.db"))) {
      Cli.Run report = run(lab.cli(), "--report", "junit=" + precious);
      Cli.Run metrics = run(lab.cli(), "--metrics-file", precious);

      assertThat(List.of(report.exit(), metrics.exit())).containsOnly(2);
      assertThat(report.err())
          .contains(precious + " is another file, which would be lost; name another place with");
    }
    assertThat(csv).content().isEqualTo(LIST);
    assertThat(lab.path("videos.csv.ledger.db")).hasBinaryContent(ledger);
    assertThat(run(lab.cli(), "--metrics-file", empty).exit()).isEqualTo(3);
  }

  @Test
  void metricsThatTurnOutNotToBeWritableAreInTheExitCodeAndTheSummary() throws IOException {
    Path home = Files.createDirectory(lab.path("m"));
    Path metrics = home.resolve("k.prom");
    StringWriter out = new StringWriter();
    PrintWriter whileRunning =
        new PrintWriter(out) {
          @Override
          public void flush() {
            boolean unused = home.toFile().delete();
          }
        };
    StringWriter err = new StringWriter();

    int exit =
        lab.cli()
            .run(
                whileRunning,
                new PrintWriter(err),
                "import-csv",
                csv,
                "--metrics-file",
                metrics,
                "-o",
                "jsonl");

    assertThat(exit).as(err.toString()).isEqualTo(11);
    assertThat(out.toString()).contains("\"exit_code\":11");
    assertThat(err.toString()).contains("could not write", "k.prom");
  }

  @Test
  void theListenerIsToldOfStartAndEndAndNeverOfTheToken(WireMockRuntimeInfo server) {
    WireMock.stubFor(post("/secret-hook").willReturn(ok("ok")));
    Path log = lab.path("log");

    Cli.Run failed =
        run(
            lab.cli().with("KINESCOPE_NOTIFY_URL", server.getHttpBaseUrl() + "/secret-hook"),
            "-vv",
            "--log-file",
            log);
    csv = Cli.text(folder, "good.csv", "url,title\nhttps://example.com/9.mp4,Nine\n");
    run(lab.cli(), "--notify-url", server.getHttpBaseUrl() + "/secret-hook");

    assertThat(failed.exit()).isEqualTo(3);
    List<LoggedRequest> calls = WireMock.findAll(postRequestedFor(anyUrl()));
    assertThat(calls)
        .hasSize(4)
        .allSatisfy(call -> assertThat(call.containsHeader("Authorization")).isFalse())
        .allSatisfy(call -> assertThat(call.getBodyAsString()).doesNotContain(lab.sandbox.token()));
    List<JsonObject> told =
        calls.stream()
            .map(call -> Objects.requireNonNull(Json.parseObject(call.getBodyAsString())))
            .toList();
    assertThat(told)
        .extracting(one -> one.text("event"))
        .containsExactly("start", "failure", "start", "success");
    assertThat(told.get(1).text("run_id")).isEqualTo(told.get(0).text("run_id"));
    assertThat(told.get(1).number("exit_code")).isEqualTo(3);
    assertThat(told.get(1).text("text")).contains("import-csv", "ended with exit code 3");
    JsonObject sums = Objects.requireNonNull(told.get(1).object("summary"));
    assertThat(sums.number("uploaded")).isEqualTo(1);
    assertThat(sums.number("failed")).isEqualTo(1);
    assertThat(sums.number("exit_code")).isEqualTo(3);
    assertThat(failed.err()).contains("--notify-url=***").doesNotContain("secret-hook");
    assertThat(log).content().contains("run").doesNotContain("secret-hook");
  }

  @Test
  void aListenerThatFailsChangesNoExitCode(WireMockRuntimeInfo server) {
    csv = Cli.text(folder, "good.csv", "url,title\nhttps://example.com/9.mp4,Nine\n");
    WireMock.stubFor(post("/500").willReturn(aResponse().withStatus(500)));
    WireMock.stubFor(
        post("/broken").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    for (String path : List.of("/500", "/broken")) {
      Cli.Run run = run(lab.cli(), "--notify-url", server.getHttpBaseUrl() + path);

      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.err().lines().filter(line -> line.contains("was not taken: ")))
          .hasSize(2)
          .allMatch(line -> line.startsWith("warning: the notification ("));
    }
    Cli.Run nobody = run(lab.cli(), "--notify-url", "http://127.0.0.1:1/secret-hook");
    assertThat(nobody.exit()).isZero();
    assertThat(nobody.err()).contains("was not taken").doesNotContain("secret-hook");
  }

  /** The password manager is locked, the file was moved: nobody is at the screen. */
  @Test
  void aTokenThatCannotBeReadIsInMetricsAndNotification(WireMockRuntimeInfo server) {
    WireMock.stubFor(post("/hook").willReturn(ok()));
    Path metrics = lab.path("k.prom");
    String hook = server.getHttpBaseUrl() + "/hook";
    Cli cli = lab.cli().without("KINESCOPE_API_TOKEN");

    for (String from : List.of("--token-command=false", "--token-file=" + lab.path("none"))) {
      Cli.Run run = run(cli, from, "--metrics-file", metrics, "--notify-url", hook);

      assertThat(run.exit()).isEqualTo(4);
      assertThat(metrics).content().containsPattern("kinescope_run_exit_code\\{.*} 4.0");
    }
    assertThat(run(cli, "--token-command=false", "--dry-run").exit()).isEqualTo(4);
    assertThat(WireMock.findAll(postRequestedFor(anyUrl())))
        .hasSize(4)
        .anySatisfy(call -> assertThat(call.getBodyAsString()).contains("failed with exit code 1"));
  }

  @Test
  void aReportThatCannotBeMadeIsInMetricsAndNotification(WireMockRuntimeInfo server) {
    WireMock.stubFor(post("/hook").willReturn(ok()));
    Path metrics = lab.path("k.prom");
    String hook = server.getHttpBaseUrl() + "/hook";

    Cli.Run report =
        run(
            lab.cli(),
            "--metrics-file",
            metrics,
            "--notify-url",
            hook,
            "--report",
            "junit=" + lab.path("none/x"));
    Cli.Run numbers = run(lab.cli(), "--metrics-file", lab.path("none/x"), "--notify-url", hook);

    assertThat(report.exit()).isEqualTo(11);
    assertThat(metrics).content().containsPattern("kinescope_run_exit_code\\{.*} 11.0");
    assertThat(numbers.exit()).isEqualTo(11);
    assertThat(numbers.err()).hasLineCount(1);
    assertThat(WireMock.findAll(postRequestedFor(anyUrl())))
        .hasSize(2)
        .allSatisfy(call -> assertThat(call.getBodyAsString()).contains("\"event\":\"failure\""));
    assertThat(lab.sandbox.state().totalRequests()).isZero();
  }

  @Test
  void theLastSuccessIsTheLists() throws IOException {
    Path metrics = lab.path("k.prom");
    Path good = Cli.text(folder, "good \"a\".csv", "url,title\nhttps://example.com/9.mp4,Nine\n");
    assertThat(ImportLab.run(lab.cli(), good, "--metrics-file", metrics).exit()).isZero();
    Files.writeString(good, "url,title\nno url,Nine\n");

    assertThat(ImportLab.run(lab.cli(), good, "--metrics-file", metrics).exit()).isNotZero();
    assertThat(metrics).content().contains("kinescope_run_last_success_timestamp_seconds{");
    run(lab.cli(), "--metrics-file", metrics);
    assertThat(metrics).content().doesNotContain("last_success");
  }

  @Test
  void aRunThatIsStoppedSaysSo(WireMockRuntimeInfo server) throws IOException {
    WireMock.stubFor(post("/hook").willReturn(ok()));
    csv = lab.csv(ImportLab.rows(50));
    Cli cli = lab.cli();
    PrintWriter whileRunning =
        new PrintWriter(new StringWriter()) {
          @Override
          public void flush() {
            cli.stop().request(143); // SIGTERM
          }
        };
    Path metrics = lab.path("k.prom");
    String hook = server.getHttpBaseUrl() + "/hook";

    int exit =
        cli.run(
            whileRunning,
            new PrintWriter(new StringWriter()),
            "import-csv",
            csv,
            "-o",
            "jsonl",
            "--metrics-file",
            metrics,
            "--notify-url",
            hook);

    assertThat(exit).isEqualTo(143);
    assertThat(metrics).content().containsPattern("kinescope_run_exit_code\\{.*} 143.0");
    assertThat(WireMock.findAll(postRequestedFor(anyUrl())).get(1).getBodyAsString())
        .contains("\"event\":\"failure\"", "\"exit_code\":143", "SIGTERM");
  }

  @Test
  void aSignedUrlIsNotNamed() throws IOException {
    Path steps = Cli.text(folder, "summary.md", "");
    Cli cli = lab.cli().with("GITHUB_STEP_SUMMARY", steps.toString());
    String url = "https://b.s3.amazonaws.com/1.mp4?X-Amz-Signature=hidden";

    Cli.Run run = ImportLab.command(cli.with("GITLAB_CI", "true"), "upload", "url", url);
    ImportLab.command(cli.with("GITHUB_ACTIONS", "true"), "upload", "url", url, "--again");

    assertThat(run.err()).contains("upload url https://b.s3").doesNotContain("hidden");
    assertThat(steps).content().contains("upload url https://b.s3").doesNotContain("hidden");
  }

  @Test
  void gitHubGetsAnnotationsAndASummary() throws IOException {
    Path steps = Cli.text(folder, "summary.md", "before\n");
    Cli github =
        lab.cli()
            .with("GITHUB_ACTIONS", "true")
            .with("GITHUB_WORKSPACE", folder.toString())
            .with("GITHUB_STEP_SUMMARY", steps.toString());

    Cli.Run run = run(github, "-o", "json");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err().lines().filter(line -> line.startsWith("::error file=")))
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("::error file=videos.csv,line=3::" + csv + ", line 3: could not")
                    .contains("no | such <b>value</b>"))
        .anySatisfy(line -> assertThat(line).startsWith("::error file=videos.csv,line=4::"));
    assertThat(run.json().number("failed")).isEqualTo(1);
    assertThat(Files.readString(steps))
        .startsWith("before\n### kinescope import-csv ")
        .contains("| rows | uploaded |", "| 3 | 1 | 0 |")
        .contains(csv + ", line 3 | could not create the video from the URL: no \\| such &lt;b>");
    assertThat(github.run("nonsense").err()).startsWith("error: ");
    assertThat(github.without("KINESCOPE_API_TOKEN").run("projects").err())
        .startsWith("::error::no");
  }

  /** GitHub shows the first ten of a step: what ended the run is one of them. */
  @Test
  void thereIsAnAnnotationLeftForWhatEndsTheRun() throws IOException {
    csv = lab.csv(ImportLab.rows(30).replace("https://example.com/1", "no"));
    String unauthorized = "{\"error\":{\"code\":100102,\"message\":\"unauthorized\"}}";
    lab.sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.URL).then(FaultAction.answer(401, Map.of(), unauthorized)),
            FaultRule.on(Operation.URL).then(FaultAction.answer(401, Map.of(), unauthorized))));

    Cli.Run run = run(lab.cli().with("GITHUB_ACTIONS", "true"));

    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    List<String> shown = run.err().lines().filter(line -> line.startsWith("::error")).toList();
    assertThat(shown).hasSize(10);
    assertThat(shown.get(9)).startsWith("::error::stopped: Kinescope refused the token");
    assertThat(run.err().lines().filter(line -> line.startsWith("error: "))).isNotEmpty();
  }

  @Test
  void theSummarySaysWhatEndedTheRun() throws IOException {
    Path steps = lab.path("summary.md");
    Cli cli = lab.cli().with("GITHUB_ACTIONS", "true").with("GITHUB_STEP_SUMMARY", "" + steps);

    ImportLab.run(cli, lab.path("gone.csv"));

    assertThat(steps).content().contains("| 7 |", "\n\ncould not read the CSV file ", "gone.csv");
  }

  /** Such as standard input: GitHub would look for it in the repository. */
  @Test
  void anAnnotationNamesNoFileThatIsNone() {
    Cli cli = lab.cli().with("GITHUB_ACTIONS", "true").reading("url,title\nno url,Title\n");

    Cli.Run run = cli.run("import-csv", "-", "--ledger", lab.path("l.db"));

    assertThat(run.err()).contains("::error::<stdin>, line 2: url");
  }

  @Test
  void aSummaryThatNobodyAskedForFailsNoRun() {
    Cli cli =
        lab.cli()
            .with("GITHUB_ACTIONS", "true")
            .with("GITHUB_STEP_SUMMARY", lab.path("none/summary").toString());
    csv = Cli.text(folder, "good.csv", "url,title\nhttps://example.com/9.mp4,Nine\n");

    Cli.Run run = run(cli);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: could not write the job's summary", "none/summary");
  }

  @Test
  void aPercentSignAndACommaDoNotBreakAnAnnotation() {
    csv = Cli.text(folder, "50%,a.csv", "url,title\n%zz,Title\n");

    Cli.Run run = run(lab.cli().with("GITHUB_ACTIONS", "true"));

    assertThat(run.err()).contains("::error file=" + folder + "/50%25%2Ca.csv,line=2::");
    assertThat(run.err()).contains("50%25,a.csv, line 2: url").contains("%25zz");
  }

  @Test
  void gitLabCanFoldWhatARunSays() {
    Cli gitlab = lab.cli().with("GITLAB_CI", "true");

    Cli.Run run = run(gitlab);
    Cli.Run quiet = run(gitlab, "--quiet");

    assertThat(run.err())
        .containsPattern(
            "(?s)^\u001b\\[0Ksection_start:\\d+:(kinescope_\\d+)\r\u001b\\[0Kkinescope import-csv .*"
                + "error: .*\u001b\\[0Ksection_end:\\d+:\\1\r\u001b\\[0K\\s");
    assertThat(quiet.err()).startsWith("error: ").doesNotContain("section_");
  }
}
