package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger.Comparison;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.SecretLink;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with an item, by what the ledger has of it, what changed since, and the options. */
class ItemPlanTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant SINCE = THEN.plusSeconds(60);
  private static final Path FILE = Path.of("a.mp4");
  private static final long SIZE = 10;

  /**
   * The ledger's state, {@code /} a failure's kind, {@code !} if it is not retryable, {@code +link}
   * if it has one; what changed ({@code size time source spelling title}); the options ({@code
   * failed unknown times again}).
   */
  @ParameterizedTest
  @CsvSource({
    "none, '', '', Create first",
    "UPLOADED+link, '', '', Skip",
    "ADOPTED, '', '', Skip",
    "UPLOADED, title, '', Skip edited",
    "UPLOADED, time, '', Skip",
    "UPLOADED, size, '', Create v",
    "ADOPTED, source, '', Create v",
    "UPLOADED, spelling, '', Skip",
    "UPLOADED, '', failed unknown, Skip",
    "INTENT, '', '', Resolve",
    "INTENT, title, '', Resolve",
    "INTENT, time, '', Resolve",
    "INTENT, spelling, '', Resolve",
    "INTENT, size, '', Resolve changed",
    "UNKNOWN, source, '', Resolve changed",
    "UNKNOWN, '', failed unknown, Resolve",
    "LINKED+link, '', '', Resume",
    "LINKED+link, title, '', Resume",
    "LINKED+link, spelling, '', Resume",
    "LINKED+link, time, '', Resume",
    "LINKED+link, size, '', Create v",
    "LINKED+link, source, '', Create v",
    "FAILED/TRANSIENT, '', '', Create v",
    "FAILED/TRANSIENT+link, '', '', Resume",
    "FAILED/TRANSIENT+link, time, '', Resume",
    "FAILED/LOCAL_IO+link, '', '', Resume",
    "FAILED/REFUSED!, '', '', Stay",
    "FAILED/REFUSED!, '', unknown, Stay",
    "FAILED/REFUSED!, time, '', Stay",
    "FAILED/REFUSED!, spelling, '', Stay",
    "FAILED/REFUSED!, title, '', Create v",
    "FAILED/REFUSED!, source, '', Create v",
    "FAILED/REFUSED!, '', failed, Create v",
    "FAILED/REFUSED!+link, '', failed, Resume",
    "FAILED/VIDEO_FAILED!, '', '', Stay",
    "FAILED/VIDEO_FAILED!, '', failed, Create v",
    // the link was gone and nobody could look at the video: the next run looks
    "FAILED/UNKNOWN_OUTCOME!+link, '', '', Resume",
    "FAILED/UNKNOWN_OUTCOME!+link, '', failed, Resume",
    "FAILED/UNKNOWN_OUTCOME!+link, '', unknown, Create v",
    "FAILED/UNKNOWN_OUTCOME!, '', '', Stay",
    "FAILED/UNKNOWN_OUTCOME!, '', unknown, Create v",
    // upload file: another modification time is another file
    "UPLOADED, time, times, Create v",
    "ADOPTED, time, times, Create v",
    "UPLOADED, '', times, Skip",
    "UPLOADED, title, times, Skip edited",
    "INTENT, '', times, Resolve",
    "INTENT, time, times, Resolve changed",
    "FAILED/REFUSED!, '', times, Stay",
    "FAILED/REFUSED!, time, times, Create v",
    "FAILED/REFUSED!, size, times, Create v",
    "LINKED+link, '', times, Resume",
    "LINKED+link, time, times, Resume",
    // --again makes another, and names the earlier one
    "none, '', again, Create first",
    "UPLOADED, '', again, Create v",
    "ADOPTED, '', times again, Create v",
    "INTENT, '', again, Create v",
    "LINKED+link, '', again, Create v",
    "FAILED/REFUSED!, '', again, Create v",
  })
  void ofAFile(String state, String changed, String options, String expected) {
    FileSource now =
        new FileSource(
            FILE,
            changed.contains("size") ? SIZE + 1 : SIZE,
            changed.contains("time") ? SINCE : THEN);
    ItemPlan plan =
        ItemPlan.of(
            entry(state, CreateCall.INIT, source(changed), SIZE, THEN),
            Rows.item(Rows.file(FILE, "Title")),
            changed.contains("title") ? "other" : "print",
            now,
            flags(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UPLOADED, '', '', Skip",
    "UPLOADED, source, '', Create v",
    "UPLOADED, '', times, Skip",
    "UPLOADED, '', again, Create v",
    "UPLOADED owed, '', '', Skip owes",
    "UPLOADED owed, title, '', Skip edited owes",
    "INTENT, '', '', Resolve",
    "UNKNOWN, source, unknown, Resolve changed",
    "FAILED/TRANSIENT, '', '', Create v",
    "FAILED/REFUSED!, '', '', Stay",
    "FAILED/REFUSED! owed, '', '', Stay",
    "FAILED/REFUSED! owed, title, '', Create v",
  })
  void ofAUrl(String state, String changed, String options, String expected) {
    ItemPlan plan =
        ItemPlan.of(
            entry(
                state,
                CreateCall.URL,
                changed.contains("source") ? "https://b" : "https://a",
                null,
                null),
            Rows.item(Rows.url("https://a", "Title")),
            changed.contains("title") ? "other" : "print",
            null,
            flags(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  /** Each call means a new link; only one that was never printed is gone on with. */
  @ParameterizedTest
  @CsvSource({
    "none, '', Create first",
    "INTENT, '', Resolve",
    "LINKED+link, '', Resume",
    "LINKED, '', Create",
    "LINKED+link, again, Create v",
    "FAILED/TRANSIENT+link, '', Resume",
    "UPLOADED, '', Create",
    "UPLOADED, times, Create",
  })
  void ofAnUploadLink(String state, String options, String expected) {
    Item item =
        new Item(
            "key",
            new SourceEntry.Named("upload link"),
            new Content.Elsewhere(SIZE),
            new Destination.NewVideo("p"),
            new Metadata("Title", null, null, null),
            Demands.NONE,
            0);
    ItemPlan plan =
        ItemPlan.of(
            entry(state, CreateCall.INIT, "upload link", null, null),
            item,
            "print",
            null,
            flags(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  /** A done item needs its file no more, whatever counts as a change. */
  @ParameterizedTest
  @ValueSource(strings = {"", "times", "failed unknown"})
  void aDoneFileThatIsGoneIsSkipped(String options) {
    ItemPlan plan =
        ItemPlan.of(
            entry("UPLOADED", CreateCall.INIT, "a.mp4", SIZE, THEN),
            Rows.item(Rows.file(FILE, "Title")),
            "print",
            null,
            flags(options));
    assertThat(say(plan)).isEqualTo("Skip");
  }

  @ParameterizedTest
  @CsvSource({
    "print, '', false",
    "other, '', false",
    "other, update, true",
    "print, update, false",
    "+print, '', true",
    "+other, '', true",
  })
  void aDoneItemNeedsACallForEditedTextIfAskedToAndForOwedTextAlways(
      String recorded, String options, boolean call) {
    LedgerEntry known = done("https://a", recorded, null, null);
    ItemPlan plan =
        ItemPlan.ofArrived(
            known, Rows.item(Rows.url("https://a", "Title")), "print", null, flags(options));
    assertThat(plan)
        .isInstanceOfSatisfying(
            ItemPlan.Skip.class,
            skip -> assertThat(skip.needsCall(flags(options))).isEqualTo(call));
  }

  /** What a difference that {@code --verify} found means for the next run. */
  @ParameterizedTest
  @CsvSource({"'', Skip", "failed, Create v", "unknown, Skip"})
  void aVideoThatDiffersIsMadeAnewOnlyWhenAskedFor(String options, String expected) {
    LedgerEntry known = done("a.mp4", "print", SIZE, Comparison.DIFFERS);
    ItemPlan plan =
        ItemPlan.ofArrived(
            known, Rows.item(Rows.file(FILE, "Title")), "print", SIZE, flags(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  private static LedgerEntry done(
      String source, String print, @Nullable Long size, @Nullable String verified) {
    return new LedgerEntry(
        0,
        new Intent("key", CreateCall.URL, source, "p", "Title", print, size, null),
        EntryState.UPLOADED,
        1,
        THEN,
        THEN,
        THEN,
        "v",
        null,
        new Stored("v", null, null, null, "url", 0, 0, 0, null, verified),
        Processing.ready("done"),
        null);
  }

  private static Set<Flag> flags(String options) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (String option : options.split(" ", -1)) {
      switch (option) {
        case "failed" -> flags.add(Flag.RETRY_FAILED);
        case "unknown" -> flags.add(Flag.RETRY_UNKNOWN);
        case "again" -> flags.add(Flag.AGAIN);
        case "times" -> flags.add(Flag.KEY_HOLDS_SOURCE);
        case "update" -> flags.add(Flag.UPDATE_METADATA);
        default -> assertThat(option).isEmpty();
      }
    }
    return flags;
  }

  private static String source(String changed) {
    return changed.contains("source")
        ? "other.mp4"
        : changed.contains("spelling") ? "./x/..//a.mp4" : "a.mp4";
  }

  private static @Nullable LedgerEntry entry(
      String text,
      CreateCall call,
      String source,
      @Nullable Long size,
      @Nullable Instant modified) {
    if (text.equals("none")) {
      return null;
    }
    String[] words = text.replaceAll("[!+ ].*", "").split("/", -1);
    Failure failure =
        words.length == 1
            ? null
            : new Failure(ErrorKind.valueOf(words[1]), "why", null, null, !text.contains("!"));
    String print = (text.contains("owed") ? ItemPlan.OWED : "") + "print";
    return new LedgerEntry(
        0,
        new Intent("key", call, source, "p", "Title", print, size, modified),
        EntryState.valueOf(words[0]),
        1,
        THEN,
        THEN,
        THEN,
        "v",
        text.endsWith("+link") ? new SecretLink("https://link") : null,
        null,
        null,
        failure);
  }

  private static String say(ItemPlan plan) {
    if (plan instanceof ItemPlan.Skip skip) {
      return "Skip" + (skip.edited() ? " edited" : "") + (skip.owes() ? " owes" : "");
    }
    if (plan instanceof ItemPlan.Resolve resolve) {
      return resolve.sourceChanged() ? "Resolve changed" : "Resolve";
    }
    if (plan instanceof ItemPlan.Create create) {
      return "Create"
          + (create.first() ? " first" : "")
          + (create.orphan() == null ? "" : " " + create.orphan());
    }
    return plan.getClass().getSimpleName();
  }
}
