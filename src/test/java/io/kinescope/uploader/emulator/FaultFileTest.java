package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultFileTest {
  @TempDir private Path folder;

  private FaultScript script(String fault) throws IOException {
    Path file = folder.resolve("faults.json");
    Files.writeString(file, "{\"faults\": [" + fault.replace('\'', '"') + "]}");
    return FaultFile.read(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'status': 503                      | 503 | .*500500.*               | 0",
        "'status': 503, 'carried_out': true | 503 | .*500500.*               | 1",
        "'html': 502                        | 502 | <html>.*                 | 0",
        "'empty': 500, 'carried_out': true  | 500 | ``                       | 1",
        "'broken_json': 200                 | 200 | \\{\"data\":.*[^}]       | 0",
        "'lose_answer': true                | 0   | ``                       | 1",
        "'cut_request': 0                   | 0   | ``                       | 0",
        "'cut_answer': 5                    | 200 | \\{\"dat                 | 1",
        "'no_links': true                   | 200 | .*\"play_link\":\"\".*   | 1",
        "'delay': '1ms'                     | 200 | .*\"play_link\":\"http.* | 1",
        "'delay': '1ms', 'status': 400      | 400 | .*400400.*               | 0",
        "'note': 'x', 'link_gone': 404      | 200 | .*                       | 1",
      })
  void eachFieldMakesItsFault(String fields, int status, String body, int made) throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(script("{'call': ['init', 'url'], 'nth': 1, " + fields + "}"));

      Wire.Reply reply = account.url("https://example.com/a.mp4");

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body()).matches(body);
      assertThat(account.sandbox.state().videos()).hasSize(made);
      assertThat(account.sandbox.state().faultsPlayed()).isEqualTo(1);
      assertThat(account.sandbox.state().internalErrors()).isEmpty();
      assertThat(account.init(account.video("b")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'x'                         | 500 500 500 500",
        "'x', 'nth': 3               | 200 200 500 200",
        "'x', 'nth': [1, 4]          | 500 200 200 500",
        "'x', 'first': 2             | 500 500 200 200",
        "'x', 'from': 3              | 200 200 500 500",
        "'x', 'chance': 0            | 200 200 200 200",
        "'x', 'chance': 1            | 500 500 500 500",
      })
  void theCallsThatItHitsAreCounted(String which, String statuses) throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(script("{'call': 'any', 'status': 500, 'note': " + which + "}"));
      List<String> found = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        found.add(Integer.toString(account.get("/v1/projects").status()));
      }
      assertThat(String.join(" ", found)).isEqualTo(statuses);
    }
  }

  @Test
  void aStatusMayComeWithRetryAfter() throws Exception {
    try (Account account = new Account()) {
      account.sandbox.play(script("{'call': 'any', 'status': 429, 'retry_after': '7s'}"));
      assertThat(account.get("/v1/projects").header("Retry-After")).isEqualTo("7");
    }
  }

  @Test
  void anUploadIsCutAndItsLinkTakenAway() throws Exception {
    try (Account account = new Account()) {
      Account.Link link = account.link("a", 20);
      account.sandbox.play(
          script(
              "{'call': 'tus-head', 'nth': 2, 'link_gone': 410},"
                  + "{'call': 'tus-patch', 'cut_request': 9}"));
      Map<String, String> tus =
          Map.of(
              "Tus-Resumable", "1.0.0",
              "Upload-Offset", "0",
              "Content-Type", "application/offset+octet-stream");
      assertThat(Wire.send("PATCH", link.endpoint(), tus, new byte[20]).status()).isZero();
      Wire.Reply head = Wire.send("HEAD", link.endpoint(), tus, new byte[0]);
      assertThat(head.header("Upload-Offset")).isEqualTo("9");
      assertThat(Wire.send("HEAD", link.endpoint(), tus, new byte[0]).status()).isEqualTo(410);
      assertThat(Wire.send("POST", link.endpoint(), tus, new byte[20]).status()).isEqualTo(410);
    }
  }
}
