package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LandedKeysTest {
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678901234Z");

  /** That version itself wrote them: every entry of the golden file can be read. */
  @Test
  void theKeysOfTheGoldenLedgerAreRead() {
    Map<String, LandedKeys.Parsed> parsed = new HashMap<>();
    Map<String, LedgerEntry> entries = new HashMap<>();
    try (Ledger ledger =
        Ledgers.inspect(Path.of("src/test/resources/golden/uploads.db"), null, KeyForm.KEPT)) {
      ledger.list(
          Listing.ALL,
          entry -> {
            LandedKeys.Parsed one = Objects.requireNonNull(LandedKeys.parse(entry));
            String name = one.realPath().replaceAll(".*/", "") + " " + one.size();
            parsed.put(name, one);
            entries.put(name, entry);
            return true;
          });
    }
    assertThat(parsed).hasSize(10);
    LandedKeys.Parsed open = Objects.requireNonNull(parsed.get("open.mp4 300000"));
    LedgerEntry entry = Objects.requireNonNull(entries.get("open.mp4 300000"));
    assertThat(open)
        .isEqualTo(
            new LandedKeys.Parsed(
                entry.key().substring(0, entry.key().indexOf('|')),
                "/tmp/kinescope-golden/open.mp4",
                300_000,
                MODIFIED.toString(),
                entry.intent().parent(),
                null,
                null,
                false,
                "Ночь | день, subtitle=нет, filename=x]",
                "a|b, subtitle=c",
                "д",
                "сырьё, master.mov",
                "Preview[start=0.5, length=5.0, quality=720p]",
                "198.51.100.7"));
    assertThat(open.service()).matches("http://127\\.0\\.0\\.1:\\d+/");

    LandedKeys.Parsed kept = Objects.requireNonNull(parsed.get("replacing.mp4 300000"));
    assertThat(kept.replace())
        .isEqualTo(Objects.requireNonNull(entries.get("replacing.mp4 300000")).videoId());
    assertThat(kept.retitled()).isFalse();
    LandedKeys.Parsed renamed = Objects.requireNonNull(parsed.get("retitling.mp4 300000"));
    assertThat(renamed.replace()).isEqualTo(kept.replace());
    assertThat(renamed.retitled()).isTrue();
    assertThat(renamed.title()).isEqualTo("Новое имя");
    LandedKeys.Parsed attached = Objects.requireNonNull(parsed.get("attached.mp4 300000"));
    assertThat(attached.attach()).isEqualTo(kept.replace());
    assertThat(attached.parentId()).isNull();
    assertThat(attached.replace()).isNull();
    assertThat(Objects.requireNonNull(parsed.get("by-link.mp4 300000")).description())
        .isEqualTo("две\nстроки");
    assertThat(Objects.requireNonNull(parsed.get("finished.mp4 300000")).preview()).isNull();
    assertThat(Objects.requireNonNull(parsed.get("changed.mp4 3")).filename())
        .isEqualTo("changed.mp4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "/v/a.mp4; Plain; -; -; a.mp4",
        "/v/a|b.mp4; x|Metadata[title=y, description=z; a|b]|null|null; -; -",
        "/v/[1]|5|x.mp4; T]|Preview[start=0]|1.2.3.4; , filename=; -; f",
        "/v/a.mp4; ', subtitle=s'; 'd, subtitle=e, filename=f'; sub|title; x]",
        "/v/a.mp4; ', description=d'; ', description=, subtitle='; 's]'; a.mp4",
      })
  void whatPeopleWriteDoesNotConfuseIt(
      String path,
      String title,
      @Nullable String description,
      @Nullable String subtitle,
      @Nullable String filename) {
    for (String destination :
        new String[] {
          "NewVideo[parentId=p 1]",
          "Replace[videoId=v1, parentId=p 1, retitled=true]",
          "Attach[videoId=v1]"
        }) {
      String key =
          String.join(
              "|",
              "https://api.kinescope.io/",
              path,
              "5",
              MODIFIED.toString(),
              destination,
              "Metadata[title="
                  + title
                  + ", description="
                  + description
                  + ", subtitle="
                  + subtitle
                  + ", filename="
                  + filename
                  + "]",
              "null",
              "2001:db8::1");
      LandedKeys.Parsed parsed = Objects.requireNonNull(LandedKeys.parse(entry(key, "p 1", title)));

      assertThat(parsed.service()).isEqualTo("https://api.kinescope.io/");
      assertThat(parsed.realPath()).isEqualTo(path);
      assertThat(parsed.title()).isEqualTo(title);
      assertThat(parsed.description()).isEqualTo(description);
      assertThat(parsed.subtitle()).isEqualTo(subtitle);
      assertThat(parsed.filename()).isEqualTo(filename);
      assertThat(parsed.clientIp()).isEqualTo("2001:db8::1");
      assertThat(parsed.preview()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id:row",
        "v2:upload",
        "https://a/|/v|5|2026-01-02T03:04:05.678901234Z|Other[x=p]|"
            + "Metadata[title=t, description=null, subtitle=null, filename=null]|null|null",
        "https://a/|/v|6|2026-01-02T03:04:05.678901234Z|NewVideo[parentId=p]|"
            + "Metadata[title=t, description=null, subtitle=null, filename=null]|null|null",
        "https://a/|/v|5|2026-01-02T03:04:05.678901234Z|NewVideo[parentId=p]|"
            + "Metadata[title=t, description=null, subtitle=null]|null|null",
      })
  void otherKeysAreNotRead(String key) {
    assertThat(LandedKeys.parse(entry(key, "p", "t"))).isNull();
  }

  private static LedgerEntry entry(String key, String parent, String title) {
    Intent intent = new Intent(key, CreateCall.INIT, "a.mp4", parent, title, null, 5L, MODIFIED);
    return new LedgerEntry(
        0, intent, EntryState.LINKED, 1, MODIFIED, MODIFIED, MODIFIED, "v", null, null, null, null);
  }
}
