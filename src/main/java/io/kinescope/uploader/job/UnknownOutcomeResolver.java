package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.InitIdResolver.Asked;
import io.kinescope.uploader.job.InitIdResolver.Decision;
import io.kinescope.uploader.job.VideoSearch.Found;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.files.FileSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds out what became of create calls whose answer never came, before their items are sent again;
 * the rules are in {@code RATIONALE.md}. Safe for many threads.
 */
final class UnknownOutcomeResolver {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownOutcomeResolver.class);
  private static final String WHAT_TO_DO =
      "look for it in Kinescope; then use --retry-unknown to send it again";

  private static final String SENT_TWICE = "it was sent twice, and neither answer came";

  private final Ledger ledger;
  private final VideoSearch search;
  private final InitIdResolver byId;
  private final FoundVideos videos;
  private final Notices notices;
  private final boolean sendsUnknown;
  private final Predicate<Item> elsewhere;

  /**
   * @param sendsUnknown a person has looked at what earlier runs lost
   * @param elsewhere tells whether another process may have an item of this parent and title
   */
  UnknownOutcomeResolver(
      JobTools tools,
      InitIdResolver byId,
      FoundVideos videos,
      boolean sendsUnknown,
      Predicate<Item> elsewhere) {
    this.elsewhere = elsewhere;
    this.byId = byId;
    this.videos = videos;
    this.ledger = tools.ledger();
    this.search =
        new VideoSearch(
            tools.videos(), tools.transport(), tools.clock(), tools.listLag(), tools.notices());
    this.notices = tools.notices();
    this.sendsUnknown = sendsUnknown;
  }

  /**
   * A create call with an unknown outcome.
   *
   * @param item what was asked for, under the title and parent of that call
   * @param source the item's file as it is now
   * @param since when it was about to be sent
   * @param error what is known of it
   * @param earlier whether an earlier run sent it
   * @param sourceChanged whether the item stands for something else now
   * @param asked where it asked for an id
   */
  private record Open(
      Item item,
      @Nullable FileSource source,
      UploadMethod method,
      Instant since,
      UploaderException error,
      boolean earlier,
      boolean sourceChanged,
      @Nullable Asked asked) {}

  /** The result of the item whose call an earlier run sent; null if it is to be sent again. */
  @Nullable ItemResult ofEarlierRun(
      Item item, @Nullable FileSource source, ItemJournal journal, ItemPlan.Resolve plan) {
    LedgerEntry entry = plan.entry();
    Item asked = item.as(entry.intent().title(), entry.intent().parent());
    if (!item.makesVideo()) {
      sayMaybeOrphaned(item);
      return null;
    }
    UploaderException error =
        UploaderException.withHint(
            ErrorKind.UNKNOWN_OUTCOME,
            "an earlier run could not tell whether Kinescope made the video",
            WHAT_TO_DO);
    journal.enter(asked);
    if (sendsUnknown) {
      journal.id().looked();
    }
    boolean changed = plan.sourceChanged();
    boolean retitled = !asked.title().equals(item.title()) || !asked.parent().equals(item.parent());
    String id = entry.intent().initId();
    Instant since = entry.intentAt();
    UploadMethod method = method(entry);
    Asked byItsId =
        id == null ? null : new Asked(asked, source, method, id, since, true, retitled, changed);
    return resolve(
        new Open(asked, source, method, since, error, true, changed, byItsId), journal, false);
  }

  /** What belongs to a video that was there before makes no second one when it is sent again. */
  private void sayMaybeOrphaned(Item item) {
    notices.warn(
        item.origin().where()
            + ": an earlier call for video "
            + item.destination().videoId()
            + " got no answer; the program sends the file again");
  }

  /**
   * Looks for what a call of this run made, just now.
   *
   * @param again whether the item was sent again once already: then it is left for the next run
   * @return the item's result, or null if it is to be sent again
   */
  @Nullable ItemResult ofThisRun(
      Item item,
      @Nullable FileSource source,
      ItemJournal journal,
      UploadMethod method,
      UploaderException e,
      boolean again) {
    if (!item.makesVideo()) {
      sayMaybeOrphaned(item);
      return again ? nextRun(e, journal) : null;
    }
    ItemLog.at(Level.WARN, LOG, LogEvent.ITEM_LOST, item)
        .with(LogKey.REQUEST_ID, e.requestId())
        .say("{}: the answer was lost: {}", item.origin().where(), e.getMessage());
    Instant since = ledger.find(item.key()).orElseThrow().intentAt();
    String id = journal.id().asked();
    Asked asked =
        id == null ? null : new Asked(item, source, method, id, since, true, false, false);
    return resolve(new Open(item, source, method, since, e, false, false, asked), journal, again);
  }

  private static UploadMethod method(LedgerEntry entry) {
    CreateCall call = entry.intent().call();
    return call == CreateCall.URL
        ? UploadMethod.URL
        : call == CreateCall.SINGLE ? UploadMethod.SINGLE : UploadMethod.LINK;
  }

  /** Null if the item is to be sent: nothing was made, or a person says so. */
  private @Nullable ItemResult resolve(Open open, ItemJournal journal, boolean last) {
    Item item = open.item();
    Asked asked = open.asked();
    Found found;
    try {
      Decision decision = asked == null ? null : byId.lost(asked, journal.id());
      if (decision != null) {
        return decided(decision, open, journal, last);
      }
      found = search.look(attempt(open));
      decision = asked == null ? null : byId.listed(asked, journal.id(), found);
      if (decision != null) {
        return decided(decision, open, journal, last);
      }
    } catch (UploaderException e) {
      // It can't be looked at now. The intent stays as it is, and the next run looks again.
      UploaderException later =
          e.kind() == ErrorKind.INTERRUPTED
              ? open.error()
                  .saying(String.valueOf(open.error().getMessage()))
                  .hint("the next run looks for it before it sends anything")
                  .build()
              : e;
      return NotDone.failed(later, journal.attempts(), null);
    }
    List<LedgerEntry> rivals = rivals(ledger, item);
    boolean alone = rivals.isEmpty() && !elsewhere.test(item);
    if (found instanceof Found.One one && alone && !open.sourceChanged()) {
      return adopt(one.video(), open);
    }
    if (found instanceof Found.One one && alone) {
      videos.sayOrphans(
          item, List.of(String.valueOf(one.video().id())), "was made of the earlier source");
      return null;
    }
    if (found instanceof Found.Nothing nothing
        && (nothing.orphans().isEmpty()
            || rivals.stream().noneMatch(row -> row.intent().call() == CreateCall.URL))) {
      if (elsewhere.test(item)) { // it may be another's that is being sent
        LOG.info("{}: {} may be an orphan", item.origin().where(), nothing.orphans());
      } else {
        videos.sayOrphans(
            item, nothing.orphans(), "is an orphan without its file from an earlier attempt");
      }
      if (!last) {
        return null;
      }
      // What broke on its way gets through another time; what Kinescope itself says twice it will
      // say again.
      return open.error().code() == null
          ? nextRun(open.error(), journal)
          : unclear(open, SENT_TWICE);
    }
    if (open.earlier() && sendsUnknown) {
      return null; // a person has looked; at what this run lost, nobody has
    }
    return unclear(
        open,
        found instanceof Found.Unclear unclear
            ? unclear.why()
            : (rivals.isEmpty()
                    ? "an item of another shard has the same title and parent: video "
                    : "another item has the same title and parent and an unknown outcome, too:"
                        + " video ")
                + SafeText.list(ids(found))
                + " may belong to either");
  }

  private static @Nullable ItemResult decided(
      Decision decision, Open open, ItemJournal journal, boolean last) {
    return decision.result() == null && last ? nextRun(open.error(), journal) : decision.result();
  }

  /** Nothing came of it, and no person is needed: what is recorded stays. */
  private static ItemResult nextRun(UploaderException e, ItemJournal journal) {
    String what = e.getMessage() + ": " + SENT_TWICE;
    String hint = "run the same command again later";
    return NotDone.failed(
        e.as(ErrorKind.TRANSIENT, what).hint(hint).build(), journal.attempts(), null);
  }

  /**
   * The other items that a video of this title could as well be of: the ledger says which. A URL's
   * video looks like an empty one until it is fetched.
   */
  static List<LedgerEntry> rivals(LedgerReader ledger, Item item) {
    List<LedgerEntry> rivals = new ArrayList<>();
    String title = VideoMatcher.plain(item.title());
    ledger.list(
        Listing.UNRESOLVED,
        entry -> {
          String other = entry.intent().title();
          if (!entry.key().equals(item.key())
              && other != null
              && item.parent().equals(entry.intent().parent())
              && title.equals(VideoMatcher.plain(other))) {
            rivals.add(entry);
          }
          return true;
        });
    return rivals;
  }

  private static List<String> ids(Found found) {
    return found instanceof Found.One one
        ? List.of(String.valueOf(one.video().id()))
        : found instanceof Found.Nothing nothing ? nothing.orphans() : List.of();
  }

  private VideoSearch.LostCall attempt(Open open) {
    return new VideoSearch.LostCall(
        open.method(),
        open.item().parent(),
        open.item().title(),
        open.since(),
        // Its own, too: an id that the ledger knows came with an answer, and this one had none.
        videoId -> ledger.ownerOf(videoId).isPresent());
  }

  private ItemResult adopt(Video video, Open open) {
    String why = "has the same parent and title and was made after " + open.since();
    ItemResult adopted = videos.adopt(open.item(), open.source(), open.method(), video, why);
    return adopted == null ? unclear(open, "video " + video.id() + " is another item's") : adopted;
  }

  private ItemResult unclear(Open open, String why) {
    UploaderException error =
        open.error()
            .as(ErrorKind.UNKNOWN_OUTCOME, open.error().getMessage() + ": " + why)
            .hint(WHAT_TO_DO)
            .build();
    ledger.settle(open.item().key(), new Outcome.Unknown(Failure.of(error)));
    int attempts = videos.attempts(open.item());
    return open.earlier() ? NotDone.failed(error, attempts, null) : NotDone.lost(error, attempts);
  }
}
