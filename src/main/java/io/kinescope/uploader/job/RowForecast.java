package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowProblem;
import io.kinescope.uploader.source.csv.RowRules;
import io.kinescope.uploader.source.csv.SourceState;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the next run would do with a row that stands in its CSV as it stood in the last run. Asks
 * the same {@link RowRules} and {@link RowPlan} as the run itself, so it can't say anything else.
 *
 * @param plan the dry run's word: {@code upload}, {@code skip}, {@code resume}, {@code look-up},
 *     {@code stay} or {@code invalid}
 * @param says the same in a sentence
 * @param advice what a person can do, one sentence each; empty if nothing is needed
 */
public record RowForecast(String plan, String says, List<String> advice) {
  private static final String LOOK_FIRST =
      "--retry-unknown sends it again; only if you looked, and there is no video";
  private static final RowPlan.Retries PLAIN = new RowPlan.Retries(false, false);
  private static final RowPlan.Retries FAILED_AGAIN = new RowPlan.Retries(true, false);
  private static final RowPlan.Retries UNKNOWN_AGAIN = new RowPlan.Retries(false, true);

  /**
   * Looks ahead.
   *
   * @param folder where relative file names start: the CSV's
   */
  public static RowForecast of(LedgerEntry entry, Path folder) {
    ManifestRow row = rowOf(entry, folder);
    List<RowProblem> problems = RowRules.check(row, null, SourceState::of);
    if (!problems.isEmpty()) {
      return invalid(entry, problems);
    }
    FileSource source = row.file() == null ? null : FileSource.of(row.file());
    Function<RowPlan.Retries, RowPlan> asked =
        retries -> RowPlan.of(entry, row, fingerprint(entry), source, retries);
    RowPlan plan = asked.apply(PLAIN);
    return new RowForecast(plan.word(), says(plan, entry), advice(plan, entry, asked));
  }

  /**
   * The same for what {@code upload file} remembers: it looks only for a link to go on with.
   *
   * @see FileMemory
   */
  public static RowForecast ofUpload(LedgerEntry entry) {
    if (entry.state().hasArrived()) {
      return new RowForecast(
          "upload", "the same command uploads the file again, as a new video", List.of());
    }
    if (entry.videoId() != null && entry.endpoint() != null) {
      return new RowForecast(
          "resume",
          "the same command goes on with video "
              + entry.videoId()
              + ", if the file has not changed since",
          List.of());
    }
    return new RowForecast("upload", "the same command sends the file from the start", List.of());
  }

  /** The row as it stood, as far as a plan needs it. */
  private static ManifestRow rowOf(LedgerEntry entry, Path folder) {
    String source = entry.intent().source();
    boolean url = entry.intent().call() == CreateCall.URL;
    return new ManifestRow(
        0,
        0,
        List.of(),
        url ? source : null,
        url ? null : resolve(folder, source),
        url ? null : source,
        entry.intent().title(),
        null,
        null,
        null,
        Objects.requireNonNullElse(entry.intent().parent(), ""),
        null);
  }

  private static @Nullable Path resolve(Path folder, String text) {
    try {
      return folder.resolve(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String fingerprint(LedgerEntry entry) {
    return Objects.requireNonNullElse(entry.intent().fingerprint(), "");
  }

  private static RowForecast invalid(LedgerEntry entry, List<RowProblem> problems) {
    String why = String.join("; ", problems.stream().map(RowProblem::toString).toList());
    List<String> advice = new ArrayList<>();
    if (entry.state().hasArrived()) {
      advice.add("the video is there: take the row out of the CSV, or put the file back");
    } else {
      advice.add("put the file where the CSV says it is");
    }
    if (!Path.of(entry.intent().source()).isAbsolute()) {
      advice.add("if the CSV is in another folder than the ledger, name its folder with --folder");
    }
    return new RowForecast("invalid", "nothing is sent, and the row is invalid: " + why, advice);
  }

  private static String says(RowPlan plan, LedgerEntry entry) {
    if (plan instanceof RowPlan.Skip skip) {
      if (skip.known().differs()) {
        return "it is left alone and counted as failed, since its video differs from the file";
      }
      boolean open = entry.processing() != null && entry.processing().fate() == Fate.OPEN;
      return open
          ? "it is done and is skipped; Kinescope is asked whether the video is ready (not with --no-follow-up)"
          : "it is done and is skipped, without any call";
    }
    if (plan instanceof RowPlan.Stay) {
      return "it is left alone and counted as failed, since nothing has changed";
    }
    if (plan instanceof RowPlan.LookUp) {
      return lookUp(entry);
    }
    if (plan instanceof RowPlan.Resume) {
      return "it asks Kinescope how much of the file has arrived, and goes on there, with video "
          + entry.videoId();
    }
    return entry.videoId() == null
        ? "it is sent from the start"
        : "it is sent from the start, as a new video: video "
            + entry.videoId()
            + " can't be gone on with";
  }

  private static String lookUp(LedgerEntry entry) {
    if (entry.intent().call() == CreateCall.INIT) {
      return "an upload link was asked for and the answer never came: it looks whether an empty video"
          + " was left behind, says which, and sends the row";
    }
    return "it looks for a video with the same title and parent, made since "
        + entry.intentAt().truncatedTo(ChronoUnit.SECONDS)
        + ": exactly one is taken over, with none the row is sent, with several it is left for a person";
  }

  private static List<String> advice(
      RowPlan plan, LedgerEntry entry, Function<RowPlan.Retries, RowPlan> asked) {
    List<String> advice = new ArrayList<>();
    if (plan instanceof RowPlan.Skip && isGone(entry)) {
      advice.add(
          "the video is no longer in Kinescope; to upload it again, give the row a new id in the CSV");
    }
    if (plan instanceof RowPlan.Skip skip && skip.known().differs()) {
      advice.add("--verify compares them again");
      advice.add(
          "--retry-failed uploads the file as a new video; delete video "
              + entry.videoId()
              + " in Kinescope");
    }
    if (plan instanceof RowPlan.Stay) {
      if (!(asked.apply(FAILED_AGAIN) instanceof RowPlan.Stay)) {
        advice.add("--retry-failed tries it again as it is");
      }
      if (!(asked.apply(UNKNOWN_AGAIN) instanceof RowPlan.Stay)) {
        advice.add(LOOK_FIRST);
      }
      advice.add("or change its source, title or description in the CSV: then it is tried again");
    }
    if (plan instanceof RowPlan.LookUp) {
      advice.add(
          entry.state() == EntryState.INTENT
              ? "nothing is needed, unless a run is at work on it right now: then wait for it"
              : "look in Kinescope; if several videos match, delete all but one, and it is taken over");
      advice.add(LOOK_FIRST);
    }
    if (plan instanceof RowPlan.Send && entry.videoId() != null) {
      advice.add("delete video " + entry.videoId() + " in Kinescope once the new one is there");
    }
    return advice;
  }

  private static boolean isGone(LedgerEntry entry) {
    return entry.processing() != null && entry.processing().fate() == Fate.GONE;
  }
}
