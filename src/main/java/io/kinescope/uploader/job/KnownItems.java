package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items as the ledger knows them: those that need no call, with their results, and what is planned
 * for the others. Safe for many threads.
 */
final class KnownItems {
  private static final Logger LOG = LoggerFactory.getLogger(KnownItems.class);

  private final Ledger ledger;
  private final Job job;
  private final @Nullable GoneRows gone;
  private final Instant started;

  /**
   * For one run.
   *
   * @param gone rows of earlier runs that are not in the list; null where there is no list
   */
  KnownItems(JobTools tools, Job job, @Nullable GoneRows gone) {
    this.ledger = tools.ledger();
    this.job = job;
    this.gone = gone;
    this.started = tools.clock().instant();
  }

  /**
   * The results of items that need no call, in their order; null for those that have to be run.
   * Quick: a list of a million done rows passes here.
   */
  List<@Nullable ItemResult> withoutCall(List<SourceEntry> entries) {
    Map<String, LedgerEntry> known =
        ledger.known(
            entries.stream()
                .map(e -> e instanceof Item item ? item.key() : ((ItemError) e).key())
                .flatMap(Stream::ofNullable)
                .toList());
    if (known.size() < entries.size() && gone != null) {
      known.putAll(renamed(gone, entries, known));
    }
    List<@Nullable ItemResult> results = new ArrayList<>(entries.size());
    for (SourceEntry entry : entries) {
      results.add(
          entry instanceof Item item
              ? withoutCall(item, known.get(item.key()))
              : withoutCall((ItemError) entry, known));
    }
    return results;
  }

  private ItemResult withoutCall(ItemError row, Map<String, LedgerEntry> known) {
    LedgerEntry mended =
        row.key() == null ? null : Mending.known(ledger, row, known.get(row.key()));
    return mended == null ? NotDone.invalid(row.message()) : done(mended, false, false);
  }

  /** Entries that items have under another key get the present one. */
  private Map<String, LedgerEntry> renamed(
      GoneRows before, List<SourceEntry> entries, Map<String, LedgerEntry> known) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (SourceEntry one : entries) {
      LedgerEntry entry =
          one instanceof Item item && !known.containsKey(item.key()) ? before.same(item) : null;
      if (entry != null) {
        String key = ((Item) one).key();
        ItemLog.info(LOG, LogEvent.ITEM_PLAN, one)
            .say("{}: known as {}, now {}", one.origin().where(), entry.key(), key);
        keys.put(entry.key(), key);
      }
    }
    if (keys.isEmpty()) {
      return Map.of();
    }
    ledger.rename(keys);
    return ledger.known(keys.values());
  }

  private @Nullable ItemResult withoutCall(Item item, @Nullable LedgerEntry entry) {
    LedgerEntry known = Mending.known(ledger, item, entry);
    ItemPlan plan;
    if (known != null && known.state().hasArrived() && !job.is(Flag.KEY_HOLDS_SOURCE)) {
      plan = ItemPlan.ofArrived(known, item, item.fingerprint(), sizeOf(item), job.flags());
    } else {
      plan =
          known == null
              ? new ItemPlan.Create(null, true)
              : plan(item, sourceIfReadable(item), known);
    }
    if (plan instanceof ItemPlan.Skip skip && !skip.needsCall(job.flags())) {
      return skipped(item, skip.known(), skip.edited());
    }
    if (plan instanceof ItemPlan.Create && ended(item, started) != null) {
      return NotDone.invalid(ended(item, started) + "; sign it again");
    }
    if (known == null && gone != null && !job.is(Flag.RETRY_UNKNOWN)) {
      UploaderException twin = gone.twin(item);
      if (twin != null) {
        return NotDone.failed(twin, 0, null);
      }
    }
    return plan instanceof ItemPlan.Stay stay ? stays(item, stay) : null;
  }

  static @Nullable String ended(Item item, Instant now) {
    return item.content() instanceof Content.RemoteUrl url ? url.ended(now) : null;
  }

  /** The size of the item's file as it was when it was looked at; null if there is none. */
  private static @Nullable Long sizeOf(Item item) {
    if (item.size() > 0) {
      return item.size();
    }
    return item.content() instanceof Content.LocalFile file
        ? FileSource.sizeIfThere(file.path())
        : null;
  }

  ItemPlan plan(Item item, @Nullable FileSource source, @Nullable LedgerEntry entry) {
    LedgerEntry known = Mending.known(ledger, item, entry);
    return ItemPlan.of(known, item, item.fingerprint(), source, job.flags());
  }

  /** The item's file as it is now, null if it has none; throws INPUT if it can't be used. */
  static @Nullable FileSource source(Item item) {
    return item.content() instanceof Content.LocalFile file ? FileSource.of(file.path()) : null;
  }

  /** The same, but null as well if it can't be used: then the item is run, and says so itself. */
  static @Nullable FileSource sourceIfReadable(Item item) {
    try {
      return source(item);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.INPUT) {
        throw e;
      }
      return null;
    }
  }

  /** What earlier runs did not wait for, or did not compare, this one does when it is asked to. */
  ItemResult skipped(Item item, LedgerEntry known, boolean edited) {
    boolean file = item.content() instanceof Content.LocalFile;
    boolean toVerify =
        job.is(Flag.VERIFY)
            && file
            && known.fate() == Fate.READY
            && (known.verified() == null || known.differs() || job.afterSuccess() != null);
    boolean unseen = known.fate() == Fate.OPEN || (job.waits() && known.fate() == Fate.GONE);
    boolean open = ((job.waits() || job.is(Flag.FOLLOW_SKIPPED)) && unseen) || toVerify;
    Done done = done(known, edited, open);
    if (Logging.isOn()) { // a million done rows pass here
      ItemLog.info(LOG, LogEvent.ITEM_PLAN, item)
          .with(LogKey.PLAN, "skip")
          .with(LogKey.VIDEO_ID, known.videoId())
          .say("{}: skip, video {} is done", item.origin().where(), known.videoId());
    }
    return known.differs() && !toVerify ? done.failed(differs(known)) : done;
  }

  /** A done item as the ledger has it, whose video is still to be seen. */
  Done done(Item item, LedgerEntry known, ItemOutcome state) {
    boolean edited =
        state == ItemOutcome.SKIPPED
            && ItemPlan.ofArrived(known, item, item.fingerprint(), null, job.flags())
                instanceof ItemPlan.Skip skip
            && skip.edited();
    Done done = done(known, edited, true);
    return new Done(
        state, done.video(), Transfer.NONE, known.attempts(), edited, true, done.madeAt(), null);
  }

  Done done(LedgerEntry known, boolean edited, boolean open) {
    VideoRef video = Records.video(known);
    Transfer transfer = Records.transfer(known);
    Instant madeAt = known.intentAt();
    if (!job.is(Flag.KEY_HOLDS_SOURCE)) {
      video = new VideoRef(video.id(), null, null, video.playLink(), video.embedLink());
      transfer = Transfer.NONE;
      madeAt = null;
    }
    return new Done(
        ItemOutcome.SKIPPED, video, transfer, known.attempts(), edited, open, madeAt, null);
  }

  private static UploaderException differs(LedgerEntry known) {
    return UploaderException.withHint(
        ErrorKind.VERIFICATION,
        "an earlier run found that video " + known.videoId() + " differs from the file",
        "use --verify to compare again; or delete the video, and use --retry-failed to upload the"
            + " file again");
  }

  ItemResult stays(Item item, ItemPlan.Stay stay) {
    Failure failure = stay.failure();
    ItemLog.info(LOG, LogEvent.ITEM_PLAN, item)
        .with(LogKey.PLAN, stay.word())
        .with(LogKey.ERROR_KIND, failure.kind().id())
        .say("{}: stays failed: {}", item.origin().where(), failure.message());
    String next =
        failure.kind() == ErrorKind.UNKNOWN_OUTCOME
            ? "check Kinescope, then use --adopt-existing or --retry-unknown"
            : job.is(Flag.KEY_HOLDS_SOURCE)
                ? "use --again for this file alone to upload it again"
                : "use --retry-failed to upload it again";
    String message = Redaction.text(failure.message()) + " (in an earlier run; " + next + ")";
    UploaderException error =
        UploaderException.of(failure.kind(), message)
            .code(failure.code())
            .requestId(failure.requestId())
            .build();
    return NotDone.failed(error, stay.entry().attempts(), stay.entry().videoId());
  }
}
