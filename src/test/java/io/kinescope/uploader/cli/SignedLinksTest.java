package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists whose links are signed anew: the same objects, another query each night. */
class SignedLinksTest {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String SECRET = "5ecret";

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  /** How links are signed; each that is made says which night it is of. */
  enum Signing {
    S3 {
      @Override
      String query(String night, Instant end) {
        Instant start = end.minusSeconds(3600);
        return "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F"
            + night
            + "&X-Amz-Date="
            + BASIC.format(start)
            + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + SECRET
            + night;
      }
    },
    S3_V2 {
      @Override
      String query(String night, Instant end) {
        return "AWSAccessKeyId=AK&Expires=" + end.getEpochSecond() + "&Signature=" + SECRET + night;
      }
    },
    GCS {
      @Override
      String query(String night, Instant end) {
        return "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Date="
            + BASIC.format(end.minusSeconds(600))
            + "&X-Goog-Expires=600&X-Goog-Signature="
            + SECRET
            + night;
      }
    },
    CLOUDFRONT {
      @Override
      String query(String night, Instant end) {
        return "Expires="
            + end.getEpochSecond()
            + "&Signature="
            + SECRET
            + night
            + "&Key-Pair-Id=K2";
      }
    },
    AZURE {
      @Override
      String query(String night, Instant end) {
        return "sv=2024-11-04&se="
            + end.truncatedTo(ChronoUnit.SECONDS)
            + "&sr=b&sp=r&sig="
            + SECRET
            + night;
      }
    };

    abstract String query(String night, Instant end);
  }

  private static String list(Signing signing, String night, boolean ids, String titles) {
    StringBuilder csv = new StringBuilder(ids ? "id,url,title\n" : "url,title\n");
    Instant end = Instant.now().plus(Duration.ofHours(1));
    for (int i = 1; i <= 8; i++) {
      csv.append(ids ? "row-" + i + "," : "")
          .append("https://b.example.com/")
          .append(i)
          .append(".mp4?versionId=")
          .append(i)
          .append('&')
          .append(signing.query(night + i, end))
          .append(',')
          .append(String.format(Locale.ROOT, titles, i))
          .append('\n');
    }
    return csv.toString();
  }

  @ParameterizedTest
  @EnumSource
  void threeNightsMakeOneVideoARow(Signing signing) throws IOException {
    for (boolean ids : new boolean[] {false, true}) {
      for (String titles : new String[] {"Title %d", "One title"}) {
        Path here = Files.createDirectory(folder.resolve(signing + "-" + ids + titles.length()));
        try (ImportLab lab = ImportLab.in(here)) {
          for (String night : new String[] {"a", "b", "c"}) {
            Path csv = lab.csv(list(signing, night, ids, titles));
            Cli.Run run = lab.run(csv, "-o", "json", "-vv", "--log-file", here.resolve("log"));
            assertThat(ImportLab.states(run))
                .as("%s, ids %s, night %s: %s", signing, ids, night, run.err())
                .isEqualTo(night.equals("a") ? "uploaded=8" : "skipped=8");
            assertThat(run.out() + run.err()).doesNotContain(SECRET);
          }
          assertThat(lab.titles()).hasSize(8);
          for (String name : new String[] {"log", "videos.csv.ledger.db"}) {
            assertThat(Files.readString(here.resolve(name), StandardCharsets.ISO_8859_1))
                .as(name)
                .doesNotContain(SECRET);
          }
          // Another version of an object is another video.
          String other = list(signing, "d", ids, titles).replace("versionId=3", "versionId=33");
          Cli.Run run = lab.run(lab.csv(other), "-o", "json", "--retry-unknown");
          assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 skipped=7");
        }
      }
    }
  }

  /** As it is signed is how it is sent, and the other doors know it, too. */
  @Test
  void theLinkThatIsSentIsThatOfTheList() {
    try (ImportLab lab = ImportLab.in(folder)) {
      String url = "https://b.example.com/a.mp4?" + Signing.S3.query("a", inAnHour());
      assertThat(lab.run(lab.csv("url,title\n" + url + ",A\n")).exit()).isZero();
      assertThat(lab.sandbox.state().videos().get(0).draft().sourceUrl()).isEqualTo(url);

      Object[] once = {
        "upload", "url", url, "--title", "B", "-o", "json", "--ledger", lab.path("u")
      };
      Cli.Run first = ImportLab.command(lab.cli(), once);
      once[2] = "https://b.example.com/a.mp4?" + Signing.S3.query("b", inAnHour());
      Cli.Run again = ImportLab.command(lab.cli(), once);
      assertThat(again.json().text("state")).isEqualTo("skipped");
      assertThat(again.json().text("video_id")).isEqualTo(first.json().text("video_id"));
      assertThat(again.json().text("source")).isEqualTo("https://b.example.com/a.mp4");
      assertThat(first.out() + first.err() + again.out() + again.err()).doesNotContain(SECRET);
    }
  }

  @Test
  void whatSignsInItsOwnWayIsNamed() {
    try (ImportLab lab = ImportLab.in(folder)) {
      String list =
          "url,title\nhttps://e.com/a?id=1&token=%s,A\nhttps://e.com/b?md5=%s&expires=1,B\n";
      Path csv = lab.csv(list.formatted("x", "x"));
      String[] ignored = {"--ignore-query", "token,md5,expires"};
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", ignored[0], ignored[1])))
          .isEqualTo("uploaded=2");
      csv = lab.csv(list.formatted("y", "y"));
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", ignored[0], ignored[1])))
          .isEqualTo("skipped=2");
    }
  }

  /** What neither rule knows is left for a person, and told once. */
  @Test
  void aRowThatDiffersFromAGoneOneOnlyInItsQueryIsNotSent() {
    try (ImportLab lab = ImportLab.in(folder)) {
      String list = "url,title\nhttps://e.com/a?key=%1$s,A\nhttps://e.com/b?key=%1$s,B\n";
      assertThat(lab.run(lab.csv(list.formatted("x"))).exit()).isZero();

      Path csv = lab.csv(list.formatted("y") + "https://e.com/c?key=y,C\n");
      Cli.Run planned = lab.run(csv, "--dry-run", "-o", "json");
      assertThat(planned.json().number("would_stay")).isEqualTo(2);
      assertThat(planned.exit()).isEqualTo(3);
      Cli.Run run = lab.run(csv, "-o", "jsonl");
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=2");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err())
          .containsOnlyOnce("only in the query of its URL")
          .contains("use --ignore-query key if it is the same, --retry-unknown if it is not");
      JsonObject error = Objects.requireNonNull(run.objects().get(1).object("error"));
      assertThat(error.text("kind")).isEqualTo("unknown-outcome");
      assertThat(lab.titles()).hasSize(3);

      // The same; and it stays so.
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", "--ignore-query", "key")))
          .isEqualTo("skipped=3");
      csv = lab.csv(list.formatted("z") + "https://e.com/c?key=z,C\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", "--ignore-query", "all")))
          .isEqualTo("skipped=3");
      assertThat(lab.titles()).hasSize(3);
    }
  }

  @Test
  void aPersonMaySayThatItIsAnother() {
    try (ImportLab lab = ImportLab.in(folder)) {
      assertThat(lab.run(lab.csv("url,title\nhttps://e.com/a?key=x,A\n")).exit()).isZero();
      Path csv = lab.csv("url,title\nhttps://e.com/a?key=y,A\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", "--retry-unknown")))
          .isEqualTo("uploaded=1");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=1");
      // Beside the first, which is in the list again, nothing is in doubt.
      csv =
          lab.csv(
              "url,title\nhttps://e.com/a?key=x,A\nhttps://e.com/a?key=y,A\nhttps://e.com/a?key=z,A\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=1 skipped=2");
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aRowThatGotAnIdOrLostItIsTheSame(boolean gets) {
    try (ImportLab lab = ImportLab.in(folder)) {
      Cli.text(folder, "c.mp4", "bytes");
      String without = "url,file,title\nhttps://e.com/a,,A\n,c.mp4,C\nhttps://e.com/a?x=1,,A\n";
      String with =
          "id,url,file,title\n1,https://e.com/a,,A\n2,,./c.mp4,C\n3,https://e.com/a?x=1,,A\n";
      assertThat(lab.run(lab.csv(gets ? without : with)).exit()).isZero();
      Path csv = lab.csv(gets ? with : without);
      assertThat(lab.run(csv, "--dry-run", "-o", "json").json().number("would_skip")).isEqualTo(3);
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=3");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=3");
      assertThat(lab.titles()).hasSize(3);
    }
  }

  @Test
  void anotherIdIsAnotherRow() {
    try (ImportLab lab = ImportLab.in(folder)) {
      assertThat(lab.run(lab.csv("id,url,title\n1,https://e.com/a,A\n")).exit()).isZero();
      Path csv = lab.csv("id,url,title\n2,https://e.com/a,A\n");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=1");
    }
  }

  /** That version made them three times; the last two are what it keeps of two rows. */
  @Test
  void whatTheLandedVersionWroteIsFoundAgain() throws Exception {
    Cli.text(folder, "small.mp4", "\0".repeat(1000));
    try (ImportLab lab = ImportLab.in(folder)) {
      Path csv = Files.copy(GOLDEN.resolve("signed.csv"), folder.resolve("signed.csv"));
      Path ledger = golden(lab, "signed.csv.ledger.db");
      String today = Signing.S3.query("d", inAnHour());
      String list = Files.readString(csv).replaceAll("X-Amz-Algorithm[^,]*", today);
      Files.writeString(csv, list);
      Cli.Run planned = lab.run(csv, "--dry-run", "-o", "json");
      assertThat(planned.json().number("would_skip")).as(planned.err()).isEqualTo(5);
      Cli.Run explained =
          lab.cli().run("ledger", "explain", ledger, "https://b.example.com/~plain.mp4");
      assertThat(explained.exit()).as(explained.err()).isZero();
      assertThat(Files.readString(ledger, StandardCharsets.ISO_8859_1)).contains(SECRET);

      Cli.Run run = lab.run(csv, "-o", "json", "--no-follow-up");
      assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("skipped=5");
      assertThat(Files.readString(ledger, StandardCharsets.ISO_8859_1))
          .contains("https://b.example.com/1.mp4?versionId=1")
          .doesNotContain(SECRET);
      assertThat(lab.titles()).isEmpty();
    }
  }

  @Test
  void aLedgerOfSchemaTwoIsBroughtForward() throws Exception {
    Cli.text(folder, "small.mp4", "\0".repeat(1000));
    Cli.text(folder, "big.mp4", "\0".repeat(300_000));
    try (ImportLab lab = ImportLab.in(folder)) {
      Path ledger = golden(lab, "schema2.csv.ledger.db");
      String list = Files.readString(GOLDEN.resolve("schema2.csv"));
      String today = Signing.S3.query("d", inAnHour());
      Path csv = Cli.text(folder, "schema2.csv", list.replaceAll("X-Amz-Algorithm[^,]*", today));
      Cli.Run run = lab.run(csv, "-o", "json", "--no-follow-up");
      assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("skipped=4");
      assertThat(Files.readString(ledger, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);

      Path uploads = golden(lab, "schema2-uploads.db");
      String url = "https://b.example.com/3.mp4?" + today;
      Object[] again = {
        "upload", "url", url, "--title", "Title 3", "--ledger", uploads, "-o", "json"
      };
      assertThat(ImportLab.command(lab.cli(), again).json().text("state")).isEqualTo("skipped");
      assertThat(lab.titles()).isEmpty();
    }
  }

  /** A golden ledger, as if it were of this emulator. */
  private Path golden(ImportLab lab, String name) throws Exception {
    Path ledger = Files.copy(GOLDEN.resolve(name), folder.resolve(name));
    String service = lab.sandbox.apiUrl() + "/";
    String parent = lab.sandbox.defaultParentId();
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement sql = old.createStatement()) {
      sql.execute("UPDATE meta SET value = '" + service + "' WHERE name = 'service'");
      sql.execute("UPDATE entry SET row_key = replace(row_key, parent, '" + parent + "')");
      String there = "'http://127.0.0.1:18765/', '" + service + "'";
      sql.execute("UPDATE entry SET row_key = replace(row_key, " + there + ")");
      sql.execute("UPDATE entry SET parent = '" + parent + "'");
    }
    return ledger;
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  @Test
  void aLinkThatHasEndedIsInvalidUnlessItsVideoIsThere() {
    try (ImportLab lab = ImportLab.in(folder)) {
      String good = "https://e.com/a?" + Signing.AZURE.query("a", inAnHour());
      String ended = good.replaceFirst("se=[^&]*", "se=2026-01-02T03:04:05Z");
      String rows = ",A\nhttps://e.com/b?" + Signing.AZURE.query("a", inAnHour()) + ",B\n";
      Path csv = lab.csv("url,title\n" + ended + rows);

      Cli.Run planned = lab.run(csv, "--dry-run", "-o", "json");
      assertThat(planned.exit()).isEqualTo(7);
      assertThat(planned.json().number("invalid")).isEqualTo(1);
      assertThat(planned.json().number("would_invalid")).isNull();
      Cli.Run strict = lab.run(csv, "--strict", "-o", "json");
      assertThat(strict.exit()).isEqualTo(7);
      assertThat(lab.titles()).isEmpty();
      Cli.Run run = lab.run(csv, "-o", "json");
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 invalid=1");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err())
          .contains(
              "line 2: its link has expired: its signature was valid until 2026-01-02T03:04:05Z")
          .doesNotContain(SECRET);
      assertThat(lab.path("videos.csv.failed.csv")).content().contains("its link has expired");

      csv = lab.csv("url,title\n" + good + rows);
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=1 skipped=1");
      csv = lab.csv("url,title\n" + ended + rows); // last month's list, once more
      assertThat(ImportLab.states(lab.run(csv, "-o", "json", "--strict"))).isEqualTo("skipped=2");

      Cli.Run single = ImportLab.command(lab.cli(), "upload", "url", ended + "x", "--title", "T");
      assertThat(single.exit()).isEqualTo(7);
      assertThat(single.err()).contains("its link has expired").doesNotContain(SECRET);
    }
  }

  @Test
  void linksThatEndBeforeTheirTurnAreTold() {
    try (ImportLab lab = ImportLab.in(folder)) {
      StringBuilder list = new StringBuilder("url,title\n");
      String end = Signing.AZURE.query("a", Instant.now().plusSeconds(100));
      Stream.iterate(1, i -> i <= 20, i -> i + 1)
          .forEach(i -> list.append("https://e.com/%d?%s,T%d%n".formatted(i, end, i)));
      Cli.Run planned = lab.run(lab.csv(list.toString()), "--dry-run", "--rate", "6/m");
      assertThat(planned.exit()).isZero();
      assertThat(planned.err())
          .containsPattern("warning: (9|10) links expire before they are sent, the first at 20")
          .contains("; sign for longer or split the list");
      Cli.Run enough = lab.run(lab.csv(list.toString()), "--dry-run", "--rate", "60/m");
      assertThat(enough.err()).isEmpty();
    }
  }

  /** It was good when the run began. */
  @Test
  void aLinkThatEndsWhileItWaitsIsNotSent() {
    FaultRule slow = FaultRule.on(Operation.URL).then(FaultAction.delay(Duration.ofSeconds(3)));
    try (ImportLab lab = ImportLab.in(folder, slow)) {
      String end = Signing.AZURE.query("a", Instant.now().plusSeconds(3));
      Path csv = lab.csv("url,title\nhttps://e.com/a,A\nhttps://e.com/b?%s,B\n".formatted(end));
      Cli.Run run = lab.run(csv, "-o", "json", "--parallel", "1");
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=1");
      assertThat(run.exit()).isEqualTo(5);
      assertThat(run.err()).contains("line 3: its link has expired").contains("sign it again");
      assertThat(lab.titles()).containsExactly("A");
    }
  }
}
