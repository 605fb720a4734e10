package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.emulator.EmulatorState;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --adopt-existing}: what the parent holds before anything is created. */
class ExistingVideosTest {
  private static final String OTHER_TOKEN = "0b1a5e11-0000-4000-8000-000000000001";
  private static final Set<Flag> ADOPT = Set.of(Flag.ADOPT_EXISTING);

  /** Long enough to have been cut, and of letters that headers lose. */
  private static final String TITLE =
      "Очень длинное название лекции о том, как устроен мир, часть первая, вступительная";

  private static final String CUT = TITLE.substring(0, 64);
  private static final String MANGLED = TITLE.replaceAll("[А-я]", "?");
  private static final int SIZE = 1000;

  @TempDir private Path folder;

  private JobLab lab = JobLab.NONE;

  @BeforeEach
  void open() {
    lab = JobLab.in(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void file(String name, int size, int filler) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) filler);
    try {
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A video of a file that somebody without this ledger has uploaded. */
  private void uploaded(int size, int filler) {
    file("earlier.mp4", size, filler);
    String id = "earlier" + lab.sandbox().state().videos().size();
    assertThat(lab.run("id,file,title\n" + id + ",earlier.mp4,\"" + TITLE + "\"\n", Set.of()))
        .allMatch(end -> end.state() == ItemOutcome.UPLOADED);
  }

  /** Makes what the parent holds, and loses the ledger. */
  private void hold(@Nullable String words) {
    for (String word : words == null ? new String[0] : words.split(" ", -1)) {
      switch (word) {
        case "same" -> uploaded(SIZE, 1);
        case "other-md5" -> uploaded(SIZE, 2);
        case "other-size" -> uploaded(SIZE - 1, 1);
        case "url" -> lab.made("https://example.com/a", TITLE);
        case "failed" -> lab.made("https://example.com/dead", TITLE);
        case "unfinished" -> lab.unready(TITLE);
        case "cut" -> lab.made("https://example.com/a", CUT);
        case "cut-dots" -> lab.made("https://example.com/a", CUT + "…");
        // of the same beginning, and in the order of titles beside the cut one
        case "brothers" -> {
          lab.made("https://example.com/a", CUT + " а");
          lab.made("https://example.com/a", CUT + "яяя");
        }
        case "mangled" -> lab.made("https://example.com/a", MANGLED);
        case "stranger" -> lab.made("https://example.com/a", "Another title");
        case "in-folder" -> lab.madeIn(newFolder(), "https://example.com/a", TITLE);
        default -> throw new IllegalArgumentException(word);
      }
    }
    lab.forget();
  }

  private String newFolder() {
    return String.valueOf(
        lab.kinescope().projects().createFolder(lab.parent(), "Folder", null).text("id"));
  }

  private static String say(ItemResult result) {
    if (result instanceof Done done) {
      return done.state().id();
    }
    assertThat(JobLedgerTest.errorOf(result).kind()).isEqualTo(ErrorKind.UNKNOWN_OUTCOME);
    return "person: " + JobLedgerTest.errorOf(result).getMessage();
  }

  /** What the parent holds, whether a file or a URL is to be uploaded, and what comes of it. */
  @ParameterizedTest
  @CsvSource({
    ", file, uploaded",
    "stranger, file, uploaded",
    "same, file, adopted",
    "url, file, adopted", // the service tells neither size nor MD5
    "same other-size, file, adopted", // the bytes tell
    "same other-md5, file, adopted",
    "same failed, file, adopted",
    "same unfinished, file, adopted",
    "same same, file, 2 videos may be this item",
    "url url, file, 2 videos may be this item",
    "url other-size, file, 2 videos may be this item",
    "other-size, file, differs or is not complete",
    "other-md5, file, differs or is not complete",
    "unfinished, file, differs or is not complete",
    "failed, file, differs or is not complete",
    "cut, file, differs or is not complete",
    "cut-dots, file, differs or is not complete",
    "brothers, file, uploaded",
    "cut brothers, file, differs or is not complete",
    "cut-dots brothers, file, differs or is not complete",
    "mangled, file, differs or is not complete",
    "cut mangled, file, 2 videos may be this item",
    "same cut, file, adopted",
    "in-folder, file, differs or is not complete",
    ", url, uploaded",
    "stranger, url, uploaded",
    "url, url, adopted",
    "same, url, adopted",
    "unfinished, url, differs or is not complete",
    "failed, url, differs or is not complete",
    "url url, url, 2 videos may be this item",
    "url failed, url, 2 videos may be this item",
    "cut, url, differs or is not complete",
    "mangled, url, differs or is not complete",
  })
  void whatIsThereIsAdoptedOrLeftForAPerson(@Nullable String held, String what, String expected) {
    hold(held);
    int before = lab.sandbox().state().videos().size();
    file("a.mp4", SIZE, 1);
    String csv =
        what.equals("file")
            ? "id,file,title\na,a.mp4,\"" + TITLE + "\"\n"
            : "id,url,title\na,https://example.com/a,\"" + TITLE + "\"\n";
    ItemResult result = lab.run(csv, ADOPT).get(0);
    assertThat(say(result)).contains(expected);
    assertThat(lab.sandbox().state().videos())
        .hasSize(expected.equals("uploaded") ? before + 1 : before);
    boolean adopted = expected.equals("adopted");
    if (adopted) {
      assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.ADOPTED);
      assertThat(Objects.requireNonNull(result.video()).playLink()).startsWith("https://");
      assertThat(result.transfer().sent()).isZero();
      assertThat(lab.run(csv, Set.of()).get(0).state()).isEqualTo(ItemOutcome.SKIPPED);
    } else if (!expected.equals("uploaded")) {
      assertThat(lab.entry("id:a").state()).isEqualTo(EntryState.FAILED);
      assertThat(lab.run(csv, Set.of(Flag.RETRY_FAILED)).get(0).state())
          .as("without the option it stays so")
          .isEqualTo(ItemOutcome.FAILED);
      assertThat(JobLedgerTest.errorOf(result).hint()).contains("--retry-unknown", TITLE);
      assertThat(say(lab.run(csv, ADOPT).get(0))).contains(expected);
      Set<Flag> looked = EnumSet.of(Flag.ADOPT_EXISTING, Flag.RETRY_UNKNOWN);
      assertThat(lab.run(csv, looked).get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
      assertThat(lab.sandbox().state().videos()).hasSize(before + 1);
    }
  }

  /** What the ledger knows is not looked for in the parent. */
  @Test
  void onlyAFirstCreateCallIsLookedFor() {
    lab.faults(FaultRule.on(Operation.URL).first(1).then(FaultAction.status(400)));
    String csv = "id,url,title\na,https://example.com/a,\"" + TITLE + "\"\n";
    assertThat(lab.run(csv, Set.of()).get(0).state()).isEqualTo(ItemOutcome.FAILED);
    lab.made("https://example.com/a", TITLE);
    Set<Flag> again = EnumSet.of(Flag.ADOPT_EXISTING, Flag.RETRY_FAILED);
    assertThat(lab.run(csv, again).get(0).state()).isEqualTo(ItemOutcome.UPLOADED);
  }

  /** Nobody can tell whose it is. */
  @Test
  void twoUrlsOfOneTitleLeaveOneVideoForAPerson() {
    hold("url");
    String csv =
        "id,url,title\na,https://example.com/a,\"%s\"\nb,https://example.com/b,\"%s\"\n"
            .formatted(TITLE, TITLE);
    assertThat(lab.run(csv, ADOPT))
        .allMatch(end -> say(end).contains("has the title of several items"));
    assertThat(lab.sandbox().state().videos()).hasSize(1);
  }

  /** The bytes tell whose it is; the other is sent as soon as that is known. */
  @ParameterizedTest
  @CsvSource({
    "true, adopted uploaded, skipped skipped",
    "false, person adopted, uploaded skipped",
  })
  void twoFilesOfOneTitleAreToldApart(boolean itsOwnFirst, String first, String second) {
    hold("same");
    file("a.mp4", SIZE, 1);
    file("b.mp4", SIZE + 7, 1);
    String a = "a,a.mp4,\"" + TITLE + "\"\n";
    String b = "b,b.mp4,\"" + TITLE + "\"\n";
    Map<Long, ItemResult> ends = new TreeMap<>(); // the other may end before its look is over
    String csv = "id,file,title\n" + (itsOwnFirst ? a + b : b + a);
    JobSummary unused = lab.run(csv, 1, ADOPT, (number, entry, result) -> ends.put(number, result));
    assertThat(states(ends.values())).isEqualTo(first);
    assertThat(states(lab.run(csv, ADOPT))).isEqualTo(second);
    assertThat(lab.sandbox().state().videos()).hasSize(2);
  }

  /** It is looked up when that item's turn comes, and is no reason to ask a person here. */
  @ParameterizedTest
  @CsvSource({
    "same, SINGLE, adopted skipped",
    "unfinished, INIT, uploaded skipped",
  })
  void whatAnotherFilesLostCallMadeIsThatFiles(String held, CreateCall call, String then) {
    hold(held);
    file("a.mp4", SIZE, 1);
    file("b.mp4", SIZE, 2);
    String a = "a,a.mp4,\"" + TITLE + "\"\n";
    String b = "b,b.mp4,\"" + TITLE + "\"\n";
    FileSource source = FileSource.of(folder.resolve("a.mp4"));
    lab.ledger()
        .intend(
            new Intent(
                "id:a",
                call,
                "a.mp4",
                lab.parent(),
                TITLE,
                null,
                source.size(),
                source.modified()));
    assertThat(states(lab.run("id,file,title\n" + b, ADOPT))).isEqualTo("uploaded");
    assertThat(states(lab.run("id,file,title\n" + a + b, ADOPT))).isEqualTo(then);
    assertThat(lab.sandbox().state().videos()).hasSize(held.equals("same") ? 2 : 3);
  }

  /** It broke off, and has neither size nor MD5 that would tell it from a whole one. */
  @Test
  void aRecordOfAnUnknownStatusIsNotAdopted() {
    lab.faults(
        FaultRule.on(Operation.SINGLE).nth(1).then(FaultAction.dropAfterBytes(SIZE / 2)),
        FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(403)));
    file("a.mp4", SIZE, 1);
    String csv = "id,file,title\na,a.mp4,\"" + TITLE + "\"\n";
    assertThat(say(lab.run(csv, Set.of()).get(0))).contains("may not read videos");
    lab.faults();
    lab.forget();
    assertThat(say(lab.run(csv, ADOPT).get(0))).contains("differs or is not complete");
  }

  private static String states(Collection<ItemResult> ends) {
    return String.join(" ", ends.stream().map(end -> say(end).split(":", 2)[0]).toList());
  }

  @Test
  void aParentMayBeAFolder() {
    String inside = newFolder();
    String video = lab.madeIn(inside, "https://example.com/a", TITLE);
    lab.made("https://example.com/a", TITLE); // in the project itself: another
    String csv =
        "id,url,title,parent_id\na,https://example.com/a,\"" + TITLE + "\"," + inside + "\n";
    ItemResult result = lab.run(csv, ADOPT).get(0);
    assertThat(say(result)).isEqualTo("adopted");
    assertThat(Objects.requireNonNull(result.video()).id()).isEqualTo(video);
  }

  /** The list tells their links: nobody asks for them again. */
  @Test
  void adoptedVideosCostNoFurtherCall() {
    for (int i = 1; i <= 50; i++) {
      lab.made("https://example.com/" + i, "Title " + i);
    }
    long before = lab.sandbox().state().totalRequests();
    List<ItemResult> ends = lab.run(JobLedgerTest.rows(50), ADOPT);
    assertThat(ends)
        .allSatisfy(
            end -> {
              assertThat(end.state()).isEqualTo(ItemOutcome.ADOPTED);
              assertThat(Objects.requireNonNull(end.video()).playLink()).startsWith("https://");
              assertThat(Objects.requireNonNull(end.video()).embedLink()).startsWith("https://");
            });
    assertThat(lab.sandbox().state().totalRequests() - before).isEqualTo(2); // parent, list
  }

  /** A service may refuse to look for a project of that id. */
  @ParameterizedTest
  @CsvSource({"404", "400"})
  void aProjectThatIsNoneIsAskedForAsAFolder(int status) {
    String inside = newFolder();
    lab.madeIn(inside, "https://example.com/a", TITLE);
    lab.faults(FaultRule.on(Operation.VIDEO_LIST).nth(1).then(FaultAction.status(status)));
    String csv =
        "id,url,title,parent_id\na,https://example.com/a,\"" + TITLE + "\"," + inside + "\n";
    assertThat(say(lab.run(csv, ADOPT).get(0))).isEqualTo("adopted");
  }

  /** Not to see is no proof that there is none. */
  @ParameterizedTest
  @CsvSource({"403, AUTH", "500, TRANSIENT", "404, NOT_FOUND"})
  void whoeverCannotLookCreatesNothing(int status, ErrorKind kind) {
    lab.faults(FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(status)));
    ItemResult result =
        lab.run("id,url,title\na,https://example.com/a,\"" + TITLE + "\"\n", ADOPT).get(0);
    assertThat(JobLedgerTest.errorOf(result).kind()).isEqualTo(kind);
    assertThat(lab.sandbox().state().count(Operation.URL)).isZero();
  }

  @Test
  void aTokenThatMayNotReadEndsTheRunBeforeAnyCreateCall() {
    lab.close();
    lab =
        JobLab.in(
            folder, JobLab.settings().extraToken(OTHER_TOKEN, Right.UPLOAD_ONLY), OTHER_TOKEN);
    List<ItemResult> ends = new ArrayList<>();
    JobSummary summary =
        lab.run(JobLedgerTest.rows(50), 1, ADOPT, (number, entry, result) -> ends.add(result));
    assertThat(Objects.requireNonNull(summary.stop()).kind()).isEqualTo(ErrorKind.AUTH);
    assertThat(JobLedgerTest.errorOf(ends.get(0)))
        .hasMessageContaining("--adopt-existing could not look at the parent's videos");
    assertThat(summary.count(ItemOutcome.DEFERRED)).isEqualTo(49);
    assertThat(lab.sandbox().state().videos()).isEmpty();
  }

  @Test
  void aThousandVideosAreListedOnceForAllItems() {
    for (int i = 0; i < 1000; i++) {
      lab.made("https://example.com/" + i, "Title " + i);
    }
    ExistingVideos existing = new ExistingVideos(lab.tools(), false);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String title = (i % 2 == 0 ? "Title " : "New ") + i;
      items.add(
          Rows.item(Rows.row("https://a", null, title, Integer.toString(i)))
              .as(title, lab.parent()));
    }
    items.forEach(existing::note);
    existing.noted();
    List<@Nullable ItemResult> results =
        items.parallelStream()
            .<@Nullable ItemResult>map(item -> existing.adopt(item, null))
            .toList();
    EmulatorState state = lab.sandbox().state();
    assertThat(state.count(Operation.VIDEO_LIST)).isEqualTo(10);
    assertThat(state.count(Operation.VIDEO_GET)).isZero();
    assertThat(results).filteredOn(Objects::isNull).hasSize(100);
    assertThat(results)
        .filteredOn(Objects::nonNull)
        .hasSize(100)
        .allMatch(end -> end.state() == ItemOutcome.ADOPTED);
  }

  /** However the service spells its id now: it is another item's. */
  @Test
  void aVideoThatTheLedgerKnowsUnderAnotherSpellingIsNotTakenOver() {
    String id = lab.made("https://example.com/a", TITLE);
    lab.arrived("id:other", id.toUpperCase(Locale.ROOT));
    ItemResult result =
        lab.run("url,title\nhttps://example.com/b,\"" + TITLE + "\"\n", ADOPT).get(0);
    assertThat(result.state()).isEqualTo(ItemOutcome.UPLOADED);
    assertThat(lab.sandbox().state().videos()).hasSize(2);
  }
}
