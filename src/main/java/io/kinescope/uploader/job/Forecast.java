package io.kinescope.uploader.job;

import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.ListColumn;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowRules;
import io.kinescope.uploader.source.csv.SourceState;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What the next run would do with an item that stands as it stood in the last run. Asks the same
 * {@link RowRules} and {@link ItemPlan} as the run itself, so it can't say anything else.
 *
 * @param plan the dry run's word: {@code upload}, {@code skip}, {@code resume}, {@code look-up},
 *     {@code stay} or {@code invalid}
 * @param says the same in a sentence
 * @param advice what a person can do, one sentence each; empty if nothing is needed
 */
public record Forecast(String plan, String says, List<String> advice) {
  private static final String LOOK_FIRST =
      "look in Kinescope; if there is no video, use --retry-unknown to send it again";

  /**
   * Looks ahead.
   *
   * @param folder where relative file names start: the CSV's
   * @param uploads whether the entry is of {@code upload file}, {@code url} or {@code link}
   */
  public static Forecast of(LedgerEntry entry, Path folder, boolean uploads) {
    ManifestRow row = rowOf(entry, folder);
    List<String> problems =
        entry.intent().source().equals(new Content.Elsewhere(null).text())
            ? List.of()
            : new RowRules(null, SourceState::of).problems(row);
    if (!problems.isEmpty()) {
      return invalid(entry, problems);
    }
    Item item = itemOf(entry, row);
    Set<Flag> plain = uploads ? EnumSet.of(Flag.KEY_HOLDS_SOURCE) : EnumSet.noneOf(Flag.class);
    Function<Flag, ItemPlan> with =
        flag -> {
          Set<Flag> flags = EnumSet.of(flag);
          flags.addAll(plain);
          return plan(entry, item, flags);
        };
    ItemPlan plan = plan(entry, item, plain);
    return new Forecast(plan.word(), says(plan, entry), advice(plan, entry, with, uploads));
  }

  /** Its text is as it was: the entry itself says what that is. */
  private static ItemPlan plan(LedgerEntry entry, Item item, Set<Flag> flags) {
    String fingerprint = Objects.requireNonNullElse(entry.intent().fingerprint(), "");
    return ItemPlan.of(entry, item, fingerprint, KnownItems.sourceIfReadable(item), flags);
  }

  /** The row as it stood, as far as the rules need it. */
  private static ManifestRow rowOf(LedgerEntry entry, Path folder) {
    Intent intent = entry.intent();
    Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
    values.put(intent.call() == CreateCall.URL ? ListColumn.URL : ListColumn.FILE, intent.source());
    values.put(ListColumn.PARENT_ID, Objects.requireNonNullElse(intent.parent(), ""));
    if (intent.title() != null) {
      values.put(ListColumn.TITLE, intent.title());
    }
    return ManifestRow.of("", 0, 0, List.of(), values, folder, UrlIdentity.USUAL);
  }

  private static Item itemOf(LedgerEntry entry, ManifestRow row) {
    Content content =
        row.remote() != null
            ? row.remote()
            : row.file() == null
                ? new Content.Elsewhere(null)
                : new Content.LocalFile(row.file(), String.valueOf(row.fileText()));
    return new Item(
        entry.key(),
        new SourceEntry.Named(entry.intent().source()),
        content,
        new Destination.NewVideo(Objects.requireNonNullElse(entry.intent().parent(), "")),
        new Metadata(Objects.requireNonNullElse(entry.intent().title(), ""), null, null, null),
        Demands.NONE,
        0);
  }

  private static Forecast invalid(LedgerEntry entry, List<String> problems) {
    String why = String.join("; ", problems);
    List<String> advice = new ArrayList<>();
    if (entry.state().hasArrived()) {
      advice.add("remove the row from the CSV (its video exists), or put the file back");
    } else {
      advice.add("put the file where the CSV says it is");
    }
    if (!Path.of(entry.intent().source()).isAbsolute()) {
      advice.add("use --folder to name the CSV's folder, if it is not the ledger's");
    }
    return new Forecast("invalid", "nothing is sent, and the row is invalid: " + why, advice);
  }

  private static String says(ItemPlan plan, LedgerEntry entry) {
    if (plan instanceof ItemPlan.Skip skip) {
      if (skip.known().differs()) {
        return "it is kept as failed, since its video differs from the file";
      }
      if (skip.owes()) {
        return "it is done; the program sends its video the text that a header could not carry";
      }
      return entry.fate() == Fate.OPEN
          ? "it is done and is skipped; the program asks Kinescope whether the video is ready (not"
              + " with --no-follow-up)"
          : "it is done and is skipped, without a call";
    }
    if (plan instanceof ItemPlan.Stay) {
      return "it is kept as failed, since nothing has changed";
    }
    if (plan instanceof ItemPlan.Resolve) {
      return resolve(entry);
    }
    if (plan instanceof ItemPlan.Resume) {
      return "the program asks Kinescope how much of the file has arrived, and resumes there, with video "
          + entry.videoId();
    }
    return entry.videoId() == null
        ? "it is sent from the start"
        : "it is sent from the start, as a new video: video "
            + entry.videoId()
            + " can't be resumed";
  }

  private static String resolve(LedgerEntry entry) {
    if (entry.intent().call() == CreateCall.INIT) {
      return "the answer to its request for an upload link was lost: the program looks for an orphaned"
          + " video, names it, and sends the file";
    }
    return "the program looks for a video with the same title and parent, made since "
        + entry.intentAt().truncatedTo(ChronoUnit.SECONDS)
        + ": it takes over a single match, sends the row if there is none, and leaves several for you"
        + " to decide";
  }

  private static List<String> advice(
      ItemPlan plan, LedgerEntry entry, Function<Flag, ItemPlan> with, boolean uploads) {
    List<String> advice = new ArrayList<>();
    if (plan instanceof ItemPlan.Skip && entry.fate() == Fate.GONE) {
      advice.add(
          uploads
              ? "the video is no longer in Kinescope; use --again to upload it again"
              : "the video is no longer in Kinescope; to upload it again, "
                  // a row that gets its first id is still the same row
                  + (entry.key().startsWith("id:")
                      ? "give the row another id in the CSV"
                      : "put the row into a CSV of its own, and import that with --new-ledger"));
    }
    if (plan instanceof ItemPlan.Skip skip && skip.known().differs()) {
      advice.add("use --verify to compare them again");
      advice.add(
          "use --retry-failed to upload the file as a new video; delete video "
              + entry.videoId()
              + " in Kinescope");
    }
    if (plan instanceof ItemPlan.Stay) {
      if (!(with.apply(Flag.RETRY_FAILED) instanceof ItemPlan.Stay)) {
        advice.add("use --retry-failed to try it again as it is");
      }
      if (!(with.apply(Flag.RETRY_UNKNOWN) instanceof ItemPlan.Stay)) {
        advice.add(LOOK_FIRST);
      }
      advice.add("change its source, title or description to have it tried again");
    }
    if (plan instanceof ItemPlan.Resolve) {
      advice.add(
          entry.state() == EntryState.INTENT
              ? "wait, if a run is working on it right now; otherwise there is nothing to do"
              : "look in Kinescope; if several videos match, delete all but one, and it is taken"
                  + " over");
      advice.add(LOOK_FIRST);
    }
    if (plan instanceof ItemPlan.Create && entry.videoId() != null) {
      advice.add("delete video " + entry.videoId() + " in Kinescope once the new one exists");
    }
    return advice;
  }
}
