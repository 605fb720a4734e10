package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a run writes, when much goes wrong, is searched for what it may not hold. */
@WireMockTest
class FaultySecretsTest {
  private static final String SIGNATURE = "s1gnature0fAnObject";

  @TempDir private Path folder;

  @AfterEach
  void close() {
    Cli.bare().run("help", "exit-codes"); // no log: the next test's console is another one
  }

  @Test
  void nothingThatAFaultyRunWritesHoldsTokenOrLink(WireMockRuntimeInfo server) throws IOException {
    try (ImportLab lab = ImportLab.in(folder)) {
      String token = lab.sandbox.token();
      String quoting =
          "{\"error\":{\"code\":400400,\"message\":\"bad: Bearer "
              + token
              + " and "
              + token
              + "\"}}";
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.URL).nth(1).then(FaultAction.answer(400, Map.of(), quoting)),
              FaultRule.on(Operation.URL).nth(2).then(FaultAction.loseAnswer()),
              FaultRule.on(Operation.INIT).nth(1).then(FaultAction.status(500)),
              FaultRule.on(Operation.INIT).nth(2).then(FaultAction.cutAnswer(40)),
              FaultRule.on(Operation.TUS_PATCH).nth(1).then(FaultAction.dropAfterBytes(100)),
              FaultRule.on(Operation.TUS_HEAD, Operation.TUS_PATCH)
                  .nth(3, 4)
                  .then(FaultAction.html(502)),
              FaultRule.on(Operation.TUS_HEAD, Operation.TUS_PATCH)
                  .from(9)
                  .then(FaultAction.html(502))));
      StringBuilder csv = new StringBuilder("url,file,title\n");
      for (int i = 1; i <= 3; i++) {
        csv.append("https://b.s3.amazonaws.com/").append(i).append(".mp4?X-Amz-Signature=");
        csv.append(SIGNATURE).append(i).append(",,Title ").append(i).append('\n');
      }
      for (int i = 1; i <= 6; i++) {
        csv.append(',').append(Cli.file(folder, i + ".mp4", 3000).getFileName());
        csv.append(",File ").append(i).append('\n');
      }
      Path list = lab.csv(csv.toString());
      Path summary = lab.path("summary.md");
      Cli cli =
          lab.cli().with("GITHUB_ACTIONS", "true").with("GITHUB_STEP_SUMMARY", summary.toString());
      Map<String, String> written = new TreeMap<>();
      for (String format : List.of("json", "text")) {
        Cli.Run run =
            ImportLab.run(
                cli,
                list,
                "-vv",
                "--log-file",
                lab.path("log." + format),
                "--log-format",
                format,
                "--method",
                "tus",
                "--chunk-size",
                "1K",
                "--report",
                "junit=" + lab.path("report.xml"),
                "--metrics-file",
                lab.path("k.prom"),
                "--notify-url",
                server.getHttpBaseUrl() + "/hook",
                "-o",
                "jsonl",
                "--retries",
                2,
                "--stacktrace");
        written.put("out." + format, run.out());
        written.put("err." + format, run.err());
      }
      Cli.Run uploads =
          lab.cli()
              .run(
                  "upload",
                  "file",
                  lab.path("1.mp4"),
                  lab.path("2.mp4"),
                  "--again",
                  "--ledger",
                  lab.path("uploads.db"),
                  "--method",
                  "tus",
                  "-vv",
                  "--log-file",
                  lab.path("log.files"),
                  "--retries",
                  0);
      written.put("out.files", uploads.out());
      written.put("err.files", uploads.err());
      Path ledger = lab.path("videos.csv.ledger.db");
      written.put("ledger export", lab.cli().run("ledger", "export", ledger, "-o", "json").out());
      written.put("ledger show", lab.cli().run("ledger", "show", ledger).out());
      for (int i = 1; i <= 6; i++) {
        String key = "file:" + i + ".mp4|" + lab.sandbox.defaultParentId();
        written.put("explain " + i, lab.cli().run("ledger", "explain", ledger, key).out());
      }
      written.put("notifications", notifications());
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(one -> !one.toString().matches(".*\\.(mp4|lock)")).toList()) {
          String content = Files.readString(file, StandardCharsets.ISO_8859_1);
          written.put(String.valueOf(file.getFileName()), content);
        }
      }

      assertThat(lab.sandbox.linkSecrets()).hasSizeGreaterThan(3);
      assertThat(lab.sandbox.state().faultsPlayed()).isGreaterThan(8);
      assertThat(written)
          .containsKeys(
              "videos.csv.ledger.db",
              "uploads.db",
              "log.files",
              "videos.csv.results.csv",
              "videos.csv.failed.csv",
              "log.json",
              "log.text",
              "report.xml",
              "k.prom",
              "summary.md");
      assertThat(written.get("log.json")).contains("\"event\":\"http.exchange\"", "\"line\":5");
      written.forEach(
          (name, text) -> {
            assertThat(text).as(name).isNotEmpty().doesNotContain(token);
            // The list is the user's, and results carry its own cells.
            if (!name.matches("videos.csv|videos.csv.(results|failed).csv|out..*")) {
              assertThat(text).as(name).doesNotContain(SIGNATURE);
            }
            // The ledger needs the links of what is unfinished: it is 0600, and shows none.
            if (!name.matches("(videos.csv.ledger|uploads).db.*")) {
              assertThat(text).as(name).doesNotContain(lab.sandbox.linkSecrets());
            }
          });

      lab.sandbox.play(FaultScript.of());
      assertThat(ImportLab.run(lab.cli(), list, "--retry-failed", "--method", "tus").exit())
          .isZero();
      assertThat(ledger) // what has arrived needs no link
          .content(StandardCharsets.ISO_8859_1)
          .doesNotContain(lab.sandbox.linkSecrets());
    }
  }

  private static String notifications() {
    return WireMock.findAll(postRequestedFor(anyUrl())).stream()
        .map(LoggedRequest::toString)
        .collect(Collectors.joining("\n"));
  }
}
