package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.Reconciler;
import io.kinescope.uploader.upload.Reconciler.Found;
import io.kinescope.uploader.upload.UploadMethod;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of create calls whose answer never came, before their rows are sent again;
 * the rules are in {@code package-info}. Safe for many threads.
 */
final class UnknownOutcomeResolver {
  private static final String WHAT_TO_DO =
      "look for it in Kinescope; then --retry-unknown sends it again";

  private final Ledger ledger;
  private final Reconciler reconciler;
  private final Notices notices;
  private final CreateGate titles;
  private final boolean sendsUnknown;

  /**
   * For one run.
   *
   * @param sendsUnknown {@code --retry-unknown}: a person has looked at what earlier runs lost
   */
  UnknownOutcomeResolver(ImportTools tools, CreateGate titles, boolean sendsUnknown) {
    this.ledger = tools.ledger();
    this.reconciler = tools.reconciler();
    this.notices = tools.notices();
    this.titles = titles;
    this.sendsUnknown = sendsUnknown;
  }

  /**
   * A create call with an unknown outcome.
   *
   * @param since when it was about to be sent
   * @param error what is known of it
   * @param earlier whether an earlier run sent it
   * @param sourceChanged whether the row stands for something else now
   */
  private record Open(
      UploadMethod method,
      Instant since,
      UploaderException error,
      boolean earlier,
      boolean sourceChanged) {}

  /**
   * Looks for what a call of an earlier run made.
   *
   * @return the row's outcome, or null if it is to be sent
   */
  @Nullable RowOutcome ofEarlierRun(RowJob job, RowJournal journal, RowPlan.LookUp plan) {
    LedgerEntry entry = plan.entry();
    UploaderException error =
        new UploaderException(
            ErrorKind.UNKNOWN_OUTCOME,
            "an earlier run ended while it created the video; whether there is one is unknown",
            WHAT_TO_DO,
            null,
            null,
            null);
    RowJob asked = job.as(entry.intent().title(), entry.intent().parent());
    journal.enter(asked);
    Open open = new Open(method(entry), entry.intentAt(), error, true, plan.sourceChanged());
    return resolve(asked, journal, open, false);
  }

  /**
   * Looks for what a call of this run made, just now.
   *
   * @param again whether the row was sent again once already: then it is left for the next run
   * @return the row's outcome, or null if it is to be sent again
   */
  @Nullable RowOutcome ofThisRun(
      RowJob job, RowJournal journal, UploadMethod method, UploaderException e, boolean again) {
    titles.unresolved(job.parent(), job.title(), job.key());
    Instant since = ledger.find(job.key()).orElseThrow().intentAt();
    return resolve(job, journal, new Open(method, since, e, false, false), again);
  }

  private static UploadMethod method(LedgerEntry entry) {
    CreateCall call = entry.intent().call();
    return call == CreateCall.URL
        ? UploadMethod.URL
        : call == CreateCall.SINGLE ? UploadMethod.SINGLE : UploadMethod.LINK;
  }

  private static UploaderException lookedForLater(UploaderException e) {
    return new UploaderException(
        e.kind(),
        String.valueOf(e.getMessage()),
        "the next run looks for it before it sends anything",
        e.code(),
        e.requestId(),
        e);
  }

  /** Null if the row is to be sent: nothing was made, or a person says so. */
  private @Nullable RowOutcome resolve(RowJob job, RowJournal journal, Open open, boolean last) {
    Found found;
    try {
      found = reconciler.look(attempt(job, open));
    } catch (UploaderException e) {
      // It can't be looked at now. The intent stays as it is, and the next run looks again.
      return RowOutcome.failed(
          e.kind() == ErrorKind.INTERRUPTED ? lookedForLater(open.error()) : e, journal.attempts());
    }
    Set<String> rivals = titles.rivals(job.parent(), job.title(), job.key());
    if (found instanceof Found.One one && rivals.isEmpty() && !open.sourceChanged()) {
      return adopt(job, one.video(), open);
    }
    if (found instanceof Found.One one && rivals.isEmpty()) {
      sayLeftovers(
          job, List.of(String.valueOf(one.video().id())), "was made of the earlier source");
      titles.resolved(job.parent(), job.title(), job.key());
      return null;
    }
    if (found instanceof Found.Nothing nothing
        && (nothing.leftovers().isEmpty() || rivals.stream().noneMatch(this::isFetched))) {
      sayLeftovers(job, nothing.leftovers(), "is an empty leftover of an earlier attempt");
      if (last) {
        return unclear(job, open, "it was sent twice, and neither answer came");
      }
      titles.resolved(job.parent(), job.title(), job.key());
      return null;
    }
    if (open.earlier() && sendsUnknown) {
      titles.resolved(job.parent(), job.title(), job.key());
      return null; // a person has looked; at what this run lost, nobody has
    }
    String why =
        found instanceof Found.Unclear unclear
            ? unclear.why()
            : "another row with the same title and parent is unknown, too, and whose video "
                + String.join(", ", ids(found))
                + " is can't be told";
    return unclear(job, open, why);
  }

  private static List<String> ids(Found found) {
    return found instanceof Found.One one
        ? List.of(String.valueOf(one.video().id()))
        : found instanceof Found.Nothing nothing ? nothing.leftovers() : List.of();
  }

  /** Whether it is a row with a URL: its video looks like an empty one until it is fetched. */
  private boolean isFetched(String key) {
    return ledger.find(key).filter(row -> row.intent().call() == CreateCall.URL).isPresent();
  }

  private Reconciler.Attempt attempt(RowJob job, Open open) {
    return new Reconciler.Attempt(
        open.method(),
        job.parent(),
        job.title(),
        open.since(),
        // Its own, too: an id that the ledger knows came with an answer, and this one had none.
        videoId -> ledger.ownerOf(videoId).isPresent());
  }

  private RowOutcome adopt(RowJob job, Video video, Open open) {
    String id = Objects.requireNonNull(video.id());
    FileSource source = job.sourceIfReadable();
    Stored stored =
        new Stored(
            id,
            video.title(),
            video.playLink(),
            video.embedLink(),
            open.method().id(),
            source == null ? 0 : source.size(),
            0,
            0,
            null,
            null);
    String evidence =
        "video " + id + " has the same parent and title and was made after " + open.since();
    boolean mine =
        ledger.adopt(job.key(), stored, StoredVideos.processing(video.status().name()), evidence);
    if (!mine) {
      return unclear(job, open, "video " + id + " is another row's");
    }
    titles.resolved(job.parent(), job.title(), job.key());
    RowOutcome adopted = RowOutcome.adopted(video, attemptsOf(job));
    if (!video.status().failed()) {
      return adopted;
    }
    ledger.processed(job.key(), FollowUp.of(video));
    return adopted.nowFailed(ProcessingWaiter.failure(video));
  }

  private RowOutcome unclear(RowJob job, Open open, String why) {
    UploaderException error =
        new UploaderException(
            ErrorKind.UNKNOWN_OUTCOME,
            open.error().getMessage() + ": " + why,
            WHAT_TO_DO,
            open.error().code(),
            open.error().requestId(),
            open.error());
    ledger.settle(job.key(), new Outcome.Unknown(Failure.of(error)));
    titles.unresolved(job.parent(), job.title(), job.key());
    return open.earlier()
        ? RowOutcome.failed(error, attemptsOf(job))
        : RowOutcome.lost(error, attemptsOf(job));
  }

  private int attemptsOf(RowJob job) {
    return ledger.find(job.key()).map(LedgerEntry::attempts).orElse(0);
  }

  private void sayLeftovers(RowJob job, List<String> ids, String what) {
    for (String id : ids) {
      notices.warn("video " + id + " " + what + " at " + job.key() + "; delete it in Kinescope");
      ledger.leftover(job.key(), id); // said first: a run that dies here says it again
    }
  }
}
