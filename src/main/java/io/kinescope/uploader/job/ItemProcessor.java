package io.kinescope.uploader.job;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard.FileProgress;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.Comparison;
import io.kinescope.uploader.ledger.Ledger.FollowUp;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.InitId;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sent;
import io.kinescope.uploader.upload.Verifier;
import io.kinescope.uploader.upload.Verifier.Verification;
import io.kinescope.uploader.watch.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings one item from start to end: plan, claim, create, send, settle. Only this class and its
 * helpers touch the ledger while items run. Never throws: whatever happens is the item's result.
 * Safe for many threads.
 */
final class ItemProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(ItemProcessor.class);

  /** These are nobody's fault in the item: the next run tries again once they are put right. */
  private static final Set<ErrorKind> FAULT_ELSEWHERE =
      Set.of(ErrorKind.AUTH, ErrorKind.QUOTA, ErrorKind.PARENT_MISSING, ErrorKind.INPUT);

  private final JobTools tools;
  private final Ledger ledger;
  private final Notices notices;
  private final Job job;
  private final CreateGate gate;
  private final InitIds ids;
  private final InitIdResolver byId;
  private final UnknownOutcomeResolver resolver;
  private final @Nullable ExistingVideos existing;
  private final TextRepair repair;
  private final @Nullable GoneRows gone;
  private final Predicate<Item> elsewhere;
  private final Instant started;
  private final AtomicLong updated = new AtomicLong();

  /**
   * A processor for one run.
   *
   * @param existing what the parents held before; null without {@code --adopt-existing}
   * @param gone rows of earlier runs that are not in the list; null where there is no list
   * @param elsewhere tells whether another process may have an item of this parent and title
   */
  ItemProcessor(
      JobTools tools,
      Job job,
      @Nullable ExistingVideos existing,
      @Nullable GoneRows gone,
      Predicate<Item> elsewhere) {
    this.gone = gone;
    this.elsewhere = elsewhere;
    this.started = tools.clock().instant();
    this.tools = tools;
    this.ledger = tools.ledger();
    this.notices = tools.notices();
    this.job = job;
    this.gate = new CreateGate(tools.claims());
    this.ids = new InitIds(tools.ledger(), tools.notices());
    FoundVideos found = new FoundVideos(tools.ledger(), tools.notices());
    this.byId = new InitIdResolver(tools, ids, found, job);
    this.resolver =
        new UnknownOutcomeResolver(tools, byId, found, job.is(Flag.RETRY_UNKNOWN), elsewhere);
    this.existing = existing;
    this.repair = new TextRepair(tools.videos(), tools.notices());
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

  private ItemPlan plan(Item item, @Nullable FileSource source, @Nullable LedgerEntry entry) {
    LedgerEntry known = Mending.known(ledger, item, entry);
    return ItemPlan.of(known, item, item.fingerprint(), source, job.flags());
  }

  /** The item's file as it is now, null if it has none; throws INPUT if it can't be used. */
  private static @Nullable FileSource source(Item item) {
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

  /**
   * Brings the item home.
   *
   * @param progress told of its bytes
   */
  ItemResult run(Item item, FileProgress progress) {
    return brought(item, progress).moved(progress.sent(), progress.resumed());
  }

  private ItemResult brought(Item item, FileProgress progress) {
    Claim claim = Claim.ALONE;
    try {
      claim = tools.claims().apply(item.key());
      LedgerEntry known = ledger.find(item.key()).orElse(null);
      FileSource source = isCleared(item, known) ? null : source(item);
      if (source != null
          && !item.content().equals(new Content.LocalFile(source.path(), item.content().text()))) {
        String form = ": using the name on disk, which has another Unicode form (as Macs write it)";
        tools.notices().warn(source.path() + form);
      }
      SameFile same = new SameFile(ledger, source);
      ItemPlan plan = same.settled(plan(item, source, known));
      if (plan instanceof ItemPlan.Resume resume) {
        same.record(resume.entry());
      }
      boolean sends = !(plan instanceof ItemPlan.Skip || plan instanceof ItemPlan.Stay);
      if (sends && job.is(Flag.MENDS)) {
        Mending.begin(ledger, item, known);
      }
      return act(item, source, plan, progress);
    } catch (UploaderException e) {
      return e.kind() == ErrorKind.INTERRUPTED ? NotDone.deferred(0) : NotDone.failed(e, 0, null);
    } catch (RuntimeException e) {
      return NotDone.failed(bug(e), 0, null);
    } finally {
      claim.close();
      // A stop request interrupts what waits. The item's end has yet to be written down, and a
      // channel that an interrupted thread writes to closes itself.
      boolean unused = Thread.interrupted();
    }
  }

  /** Whether another process has uploaded the file, and moved it since it was looked at. */
  private boolean isCleared(Item item, @Nullable LedgerEntry known) {
    return job.afterSuccess() != null
        && known != null
        && known.state().hasArrived()
        && item.content() instanceof Content.LocalFile file
        && AfterSuccess.isGone(file.path());
  }

  static UploaderException bug(RuntimeException e) {
    LogLine.at(Level.ERROR, LOG, LogEvent.BUG).cause(e).say("a bug in this program");
    return new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e);
  }

  private ItemResult act(
      Item item, @Nullable FileSource source, ItemPlan plan, FileProgress progress) {
    if (plan instanceof ItemPlan.Skip skip) {
      return skip.needsCall(job.flags())
          ? updateText(item, skip)
          : skipped(item, skip.known(), skip.edited());
    }
    if (plan instanceof ItemPlan.Stay stay) {
      return stays(item, stay);
    }
    ItemLog.info(LOG, LogEvent.ITEM_PLAN, item)
        .with(LogKey.PLAN, plan.word())
        .say("{}: {}, {} ({})", item.origin().where(), plan.word(), plan.why(), item.key());
    if (Uploads.owesText(item)) {
      repair.requireRight(item);
    }
    LedgerEntry resumed = plan instanceof ItemPlan.Resume resume ? resume.entry() : null;
    try (ItemJournal journal =
        new ItemJournal(ledger, gate, ids, item, source, resumed, elsewhere.test(item))) {
      if (plan instanceof ItemPlan.Create create) {
        ItemResult adopted = adopted(item, source, journal, create);
        if (adopted != null) {
          return adopted;
        }
        sayOrphan(item, create);
        if (create.orphan() != null && !job.is(Flag.MENDS)) {
          Mending.forget(ledger, item);
        }
        if (job.is(Flag.AGAIN) || wasLeft(item)) {
          journal.id().anew();
        }
      }
      if (plan instanceof ItemPlan.Resolve resolve) {
        ItemResult found = resolver.ofEarlierRun(item, source, journal, resolve);
        if (found != null) {
          return textSettled(item, found);
        }
      }
      String ended = ended(item, tools.clock().instant());
      if (ended != null) {
        throw UploaderException.withHint(
            ErrorKind.LINK_GONE,
            ended,
            "sign it again, for longer, then run the same command again");
      }
      return send(item, source, journal, progress);
    }
  }

  /** With {@code --adopt-existing}: what the parent holds already is not created again. */
  private @Nullable ItemResult adopted(
      Item item, @Nullable FileSource source, ItemJournal journal, ItemPlan.Create create) {
    if (existing == null || !create.first() || !item.makesVideo()) {
      return null;
    }
    journal.enter(item); // two items of one title must not look at the same moment
    ItemResult found = existing.adopt(item, source);
    return found == null ? null : textSettled(item, found);
  }

  /** Whether the item was left for a person, who has looked now. */
  private boolean wasLeft(Item item) {
    return job.is(Flag.RETRY_UNKNOWN)
        && ledger
            .find(item.key())
            .map(LedgerEntry::failure)
            .filter(failure -> failure.kind() == ErrorKind.UNKNOWN_OUTCOME)
            .isPresent();
  }

  private void sayOrphan(Item item, ItemPlan.Create create) {
    if (create.orphan() == null || !item.makesVideo()) {
      return; // a video that was there before stays as it is
    }
    notices.warn(
        item.origin().where()
            + " is uploaded as a new video; the earlier one stays in Kinescope: "
            + create.orphan());
  }

  /** Sends what was edited, or what the create call could not carry. */
  private ItemResult updateText(Item item, ItemPlan.Skip skip) {
    LedgerEntry known = skip.known();
    try {
      repair.send(item, Objects.requireNonNull(known.videoId()));
      ledger.metadataUpdated(item.key(), item.title(), item.fingerprint());
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return done(known, true, false).failed(e); // the video stays the item's
    }
    if (skip.edited()) {
      updated.incrementAndGet();
    }
    return skipped(item, known, false);
  }

  /** Done items whose edited title or description was sent to their videos. */
  long updated() {
    return updated.get();
  }

  /** What earlier runs did not wait for, or did not compare, this one does when it is asked to. */
  private ItemResult skipped(Item item, LedgerEntry known, boolean edited) {
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

  private Done done(LedgerEntry known, boolean edited, boolean open) {
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

  private ItemResult stays(Item item, ItemPlan.Stay stay) {
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

  private ItemResult send(
      Item item, @Nullable FileSource source, ItemJournal journal, FileProgress progress) {
    for (boolean again = false; ; again = true) {
      Sent sent;
      try {
        TransferListener listener = source == null ? TransferListener.NONE : progress.shown();
        sent = tools.uploads().send(item, source, listener, journal);
      } catch (UploaderException e) {
        UploadMethod method = journal.method();
        if (journal.step() == ItemJournal.Reached.NONE
            || journal.step() == ItemJournal.Reached.REFUSED) {
          throw e; // the ledger knows no more than before, and must not be told otherwise
        }
        if (method != null
            && journal.id().asked() != null
            && journal.step() == ItemJournal.Reached.CREATING
            && InitId.isTaken(e)) {
          ItemResult result = byId.taken(item, source, method, journal.id(), e);
          if (result != null) {
            return textSettled(item, result);
          }
          continue;
        }
        boolean lost =
            e.kind() == ErrorKind.UNKNOWN_OUTCOME && journal.step() == ItemJournal.Reached.CREATING;
        if (!lost || method == null) {
          return notDone(item, journal, e);
        }
        ItemResult found = resolver.ofThisRun(item, source, journal, method, e, again);
        if (found != null) {
          return textSettled(item, found);
        }
        continue;
      } catch (RuntimeException e) {
        return NotDone.failed(bug(e), journal.attempts(), journal.videoId());
      }
      return settled(item, journal, sent);
    }
  }

  /**
   * The service has everything. If the ledger can't be told, it goes on saying that the outcome is
   * unknown or that there is a link: then the next run finds the video, and makes no second one.
   */
  private ItemResult settled(Item item, ItemJournal journal, Sent sent) {
    VideoRef video = sent.video();
    UploadLink link = sent.link();
    Done done = Done.now(ItemOutcome.UPLOADED, video, sent.transfer(), journal.attempts());
    try {
      Processing processing =
          link != null
              ? Processing.gone()
              : item.destination() instanceof Destination.Attach
                  ? Processing.ready(null)
                  : Records.processing(video);
      ledger.settle(
          item.key(),
          new Outcome.Uploaded(Records.stored(video, item, sent.transfer()), processing));
    } catch (UploaderException e) {
      return done.failed(ItemJournal.naming(video.id(), "is uploaded", e));
    }
    if (link != null) {
      String endpoint = link.endpoint().reveal();
      return new Done(
          done.state(), video, done.transfer(), done.attempts(), false, false, null, endpoint);
    }
    return textSettled(item, done);
  }

  /**
   * The video's text as it was asked for: what a header mangled is put right, what it could not
   * carry is sent. Of a link's video nothing is known yet: the watcher sees it.
   */
  private ItemResult textSettled(Item item, ItemResult result) {
    if (!(result instanceof Done done) || !item.destination().setsTitle()) {
      return result;
    }
    try {
      return withText(item, done);
    } catch (RuntimeException e) {
      return done.failed(bug(e)); // the video is there, and the item's
    }
  }

  private ItemResult withText(Item item, Done done) {
    if (Uploads.owesText(item)) {
      try {
        repair.send(item, done.video().id());
        ledger.metadataUpdated(item.key(), item.title(), item.fingerprint());
      } catch (UploaderException e) {
        ItemLog.at(Level.WARN, LOG, LogEvent.WARNING, item)
            .with(LogKey.VIDEO_ID, done.video().id())
            .with(LogKey.REQUEST_ID, e.requestId())
            .cause(e)
            .say("{}: the description was not sent", item.origin().where());
        String id = done.video().id();
        UploaderException owed = ItemJournal.naming(id, "is made; the next run sends its text", e);
        return e.kind() == ErrorKind.INTERRUPTED
            ? NotDone.saved(owed, done.attempts(), id)
            : done.failed(owed);
      }
      return done;
    }
    VideoRef titled = repair.titled(item, done.video());
    if (!titled.equals(done.video())) {
      ledger.metadataUpdated(item.key(), item.title(), item.fingerprint());
    }
    return done.about(titled);
  }

  /**
   * The item is not done, and that is known: nothing was made, or what was made has an id and a
   * link to go on with.
   */
  private ItemResult notDone(Item item, ItemJournal journal, UploaderException e) {
    boolean retryable = e.kind().retryable() || FAULT_ELSEWHERE.contains(e.kind());
    Failure failure =
        new Failure(e.kind(), String.valueOf(e.getMessage()), e.code(), e.requestId(), retryable);
    ledger.settle(item.key(), new Outcome.Failed(failure));
    if (e.kind() != ErrorKind.INTERRUPTED) {
      return NotDone.failed(e, journal.attempts(), journal.videoId());
    }
    String id = journal.videoId();
    return journal.step() == ItemJournal.Reached.LINKED && id != null
        ? NotDone.saved(
            e.saying(String.valueOf(e.getMessage())).hint("run again to resume").build(),
            journal.attempts(),
            id)
        : NotDone.deferred(journal.attempts());
  }

  /** Takes note of what was seen of a done item's video later. */
  ItemResult seen(Item item, Done done, Sight sight) {
    try {
      return sight instanceof Sight.Seen seen
          ? seen(item, done, seen)
          : sight instanceof Sight.Gone gone ? gone(item, done, gone) : done;
    } catch (UploaderException e) {
      return done.failed(e);
    } catch (RuntimeException e) {
      return done.failed(bug(e)); // the item has its end, the run its sum
    }
  }

  /** A skipped item whose video somebody deleted is no reason to make another. */
  private ItemResult gone(Item item, Done done, Sight.Gone gone) {
    boolean skipped = done.state() == ItemOutcome.SKIPPED;
    if (!job.waits() && !skipped) {
      return done; // it was made just now: the list and the address lag behind
    }
    processed(item, done.video(), Processing.gone(), null);
    if (!job.waits()) {
      notices.warn(item.origin().where() + ": " + gone.error().getMessage());
      return done;
    }
    return done.failed(gone.error());
  }

  /** Compares before anything is written down: what was not compared is so in the next run. */
  private ItemResult seen(Item item, Done done, Sight.Seen sight) {
    Video video = sight.video();
    VideoRef ref = done.video().seen(video);
    if (done.state() == ItemOutcome.UPLOADED && item.destination().setsTitle()) {
      ref = repair.titled(item, ref);
    }
    Processing fate = Records.processing(video, ref);
    boolean compare =
        job.is(Flag.VERIFY) && item.content() instanceof Content.LocalFile && video.ready();
    if (!compare) {
      processed(item, ref, fate, null);
      Done seen = done.with(ref, done.transfer());
      return video.failed() ? seen.failed(sight.failure()) : seen;
    }
    try {
      if (job.afterSuccess() != null) {
        return cleared(item, done.about(ref), video, fate, job.afterSuccess());
      }
      FileSource source = Objects.requireNonNull(source(item));
      Verification found = Verifier.verify(video, source, done.transfer().md5());
      if (found.verified() == Verifier.Verified.NONE) {
        notices.warn(
            "video "
                + ref.id()
                + " could not be verified: Kinescope reports neither MD5 nor size of what it stored");
      }
      return compared(item, done.about(ref), fate, found);
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.VERIFICATION) {
        processed(item, ref, fate, new Comparison(null, Comparison.DIFFERS));
      }
      return done.with(ref, done.transfer()).failed(e);
    }
  }

  private Done compared(Item item, Done done, Processing fate, Verification found) {
    boolean compared = found.verified() != Verifier.Verified.NONE;
    String how = found.verified().id();
    processed(item, done.video(), fate, compared ? new Comparison(found.md5(), how) : null);
    return done.with(done.video(), done.transfer().compared(found.md5(), how));
  }

  /**
   * Verifies, writes that down, and then moves or deletes the file: who dies in between finds the
   * item done and the file there, and comes here again. Nobody else works on the item meanwhile.
   */
  private Done cleared(Item item, Done done, Video video, Processing fate, AfterSuccess after) {
    Claim claim = tools.claims().apply(item.key());
    try {
      LedgerEntry known = ledger.find(item.key()).orElseThrow();
      if (isCleared(item, known)) {
        processed(item, done.video(), fate, null);
        return done.with(done.video(), done.transfer());
      }
      FileSource source = Objects.requireNonNull(source(item));
      if (!ItemPlan.isAsBefore(source, known)) {
        processed(item, done.video(), fate, null);
        sayKept(item, AfterSuccess.CHANGED);
        return done.with(done.video(), done.transfer());
      }
      AfterSuccess.Now now = AfterSuccess.Now.of(source);
      String sent = done.transfer().md5();
      Verification found = Verifier.verify(video, source, sent == null ? now.md5() : sent);
      Done verified = compared(item, done, fate, found);
      String kept = after.clear(now, known, found);
      if (kept == null) {
        LOG.info("{}: verified and cleared away", item.origin().where());
      } else {
        sayKept(item, kept);
      }
      return verified;
    } finally {
      claim.close();
    }
  }

  private void sayKept(Item item, String why) {
    notices.warn(item.origin().where() + " stays where it is: " + why);
  }

  private void processed(
      Item item, VideoRef video, Processing fate, @Nullable Comparison comparison) {
    ledger.processed(
        List.of(new FollowUp(item.key(), fate, comparison, video.playLink(), video.embedLink())));
  }
}
