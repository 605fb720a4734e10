package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Processing.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ledgers as released versions wrote them; see the README beside them. */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String IMPORT = "videos.csv.ledger.db";
  private static final String UPLOADS = "uploads.db";
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678901234Z");

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of(IMPORT, UPLOADS)) {
      Files.copy(GOLDEN.resolve(name), folder.resolve(name));
    }
  }

  @Test
  void theLedgerOfAnImportIsBroughtForward() {
    try (Ledger ledger = open(IMPORT)) {
      assertImport(ledger);
      assertThat(ledger.known(List.of("id:tus", "id:broken")).values())
          .extracting(LedgerEntry::fate)
          .containsExactlyInAnyOrder(Fate.READY, Fate.FAILED);
      List<String> unresolved = new ArrayList<>();
      ledger.list(Listing.UNRESOLVED, entry -> unresolved.add(shortened(entry.key())));
      assertThat(unresolved)
          .containsExactlyInAnyOrder("id:unknown", "id:killed", "file:killed.mp4");
      List<String> open = new ArrayList<>();
      ledger.forEachOpen(10, page -> page.forEach(entry -> open.add(shortened(entry.key()))));
      assertThat(open).containsExactly("url:https://example.com/lost.mp4", "id:doubled");

      String orphan = ledger.orphans("id:doubled").get(0);
      assertThat(ledger.ownerOf(orphan)).contains("id:doubled");
      assertThat(ledger.intend(Samples.intent("id:doubled"))).isEqualTo(3);
      assertThat(ledger.orphans("id:doubled")).hasSize(2).contains(orphan);
    }
    try (Ledger again = open(IMPORT)) {
      assertThat(again.countOrphans()).isEqualTo(2);
    }
  }

  @Test
  void theMemoryOfUploadsIsBroughtForward() {
    try (Ledger ledger = open(UPLOADS)) {
      assertUploads(ledger);
    }
  }

  @Test
  void ofTwoVersionsOfAFileTheNewestGetsTheKey() {
    KeyForm form = e -> new KeyForm.Known("v2:" + e.intent().source(), e.intent().source());
    Path file = folder.resolve(UPLOADS);
    try (Ledger ledger = Ledgers.open(file, null, "test", Samples.CLOCK, form)) {
      List<LedgerEntry> changed = new ArrayList<>();
      ledger.list(
          Listing.ALL,
          entry -> {
            if (entry.key().matches("v2:.*/changed.mp4.*")) {
              changed.add(entry);
            }
            return true;
          });
      assertThat(changed).extracting(entry -> entry.intent().size()).containsExactly(3L); // newest
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {IMPORT, UPLOADS})
  void anOldLedgerIsReadAsItIsAndStaysSo(String name) throws IOException {
    Map<String, String> before = contents();
    List<Path> copies = copies();
    try (Ledger ledger = Ledgers.inspect(folder.resolve(name), null, KeyForm.KEPT)) {
      if (name.equals(IMPORT)) {
        assertImport(ledger);
      } else {
        assertUploads(ledger);
      }
      assertThat(refusal(ledger).kind()).isEqualTo(ErrorKind.LOCAL_IO);
    }
    assertThat(contents()).isEqualTo(before);
    assertThat(copies()).isEqualTo(copies);
  }

  private static void assertImport(Ledger ledger) {
    assertThat(ledger.service().orElseThrow()).startsWith("http://127.0.0.1:");
    assertThat(ledger.counts())
        .isEqualTo(
            Map.of(
                EntryState.UPLOADED, 5L,
                EntryState.ADOPTED, 1L,
                EntryState.LINKED, 1L,
                EntryState.INTENT, 2L,
                EntryState.UNKNOWN, 1L,
                EntryState.FAILED, 3L));
    Map<String, String> found = new TreeMap<>();
    Map<String, List<String>> orphans = new TreeMap<>();
    Samples.forEach(
        ledger,
        entry -> {
          List<String> ids = ledger.orphans(entry.key());
          String key = shortened(entry.key());
          String method = entry.stored() == null ? "" : " " + entry.stored().method();
          String error = entry.failure() == null ? "" : " " + entry.failure().kind().id();
          found.put(key, entry.state().id() + method + error);
          if (!ids.isEmpty()) {
            orphans.put(key, ids);
          }
        });
    assertThat(found)
        .containsOnly(
            Map.entry("url:https://example.com/done.mp4", "uploaded url"),
            Map.entry("id:broken", "failed url video-failed"),
            Map.entry("file:single.mp4", "uploaded single"),
            Map.entry("id:link", "uploaded link"),
            Map.entry("id:tus", "uploaded tus"),
            Map.entry("url:https://example.com/lost.mp4", "adopted url"),
            Map.entry("id:unknown", "unknown unknown-outcome"),
            Map.entry("id:refused", "failed refused"),
            Map.entry("id:later", "failed transient"),
            Map.entry("id:doubled", "uploaded link"),
            Map.entry("id:killed", "intent"),
            Map.entry("file:killed.mp4", "intent"),
            Map.entry("file:linked.mp4", "linked"));
    assertThat(orphans).containsOnlyKeys("id:doubled");
    assertThat(ledger.countOrphans()).isEqualTo(1);
    String orphan = ledger.orphans("id:doubled").get(0);
    assertThat(orphans.get("id:doubled")).containsExactly(orphan);
    LedgerEvent told = ledger.history("id:doubled").get(1);
    assertThat(told.what()).isEqualTo(LedgerEvent.What.ORPHAN);
    assertThat(told.evidence()).isEqualTo("orphan: video " + orphan);
    LedgerEntry tus = ledger.find("id:tus").orElseThrow();
    assertThat(tus.intent().size()).isEqualTo(17_000_000);
    assertThat(tus.intent().modified()).isEqualTo(MODIFIED);
    assertThat(ledger.withSource("https://example.com/done.mp4", 2).get(0).intent().title())
        .isEqualTo("Лекция №1: «Введение»");
  }

  private static void assertUploads(Ledger ledger) {
    assertThat(ledger.service()).isEmpty();
    Map<String, String> found = new TreeMap<>();
    Samples.forEach(
        ledger,
        entry -> {
          String name = entry.intent().source().replaceAll(".*/", "");
          String error = entry.failure() == null ? "" : " " + entry.failure().kind().id();
          String link = entry.endpoint() == null ? "" : " with its link";
          assertThat(entry.key()).contains("|" + entry.intent().source() + "|");
          found.put(name + " " + entry.intent().size(), entry.state().id() + error + link);
        });
    assertThat(found)
        .containsOnly(
            Map.entry("open.mp4 300000", "linked with its link"),
            Map.entry("finished.mp4 300000", "uploaded"),
            Map.entry("by-link.mp4 300000", "uploaded"),
            Map.entry("replacing.mp4 300000", "linked with its link"),
            Map.entry("retitling.mp4 300000", "linked with its link"),
            Map.entry("attached.mp4 300000", "linked with its link"),
            Map.entry("intent.mp4 300000", "intent"),
            Map.entry("failed.mp4 300000", "failed transient with its link"),
            Map.entry("changed.mp4 300000", "failed source-changed with its link"),
            Map.entry("changed.mp4 3", "uploaded"));
    assertThat(ledger.countOrphans()).isZero();
  }

  /** The parent is the emulator's, and another each time that the ledgers are made. */
  private static String shortened(String key) {
    return key.replaceAll("\\|.*", "");
  }

  private Ledger open(String name) {
    return Ledgers.open(folder.resolve(name), null, "test", Samples.CLOCK, KeyForm.KEPT);
  }

  private static UploaderException refusal(Ledger ledger) {
    try {
      ledger.intend(Samples.intent("new"));
    } catch (UploaderException e) {
      return e;
    }
    throw new AssertionError("it was written");
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(
            Objects.toString(file.getFileName()),
            HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  /** Copies of ledgers that somebody forgot. */
  private static List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(
              file ->
                  file.toString().contains("/kinescope") && file.toString().endsWith(".ledger.db"))
          .sorted()
          .toList();
    }
  }
}
