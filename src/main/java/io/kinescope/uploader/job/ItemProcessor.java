package io.kinescope.uploader.job;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard.FileProgress;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.InitId;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Uploads.Sent;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
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
  private final KnownItems items;
  private final Predicate<Item> elsewhere;
  private final AtomicLong updated = new AtomicLong();

  /**
   * A processor for one run.
   *
   * @param existing what the parents held before; null without {@code --adopt-existing}
   * @param elsewhere tells whether another process may have an item of this parent and title
   */
  ItemProcessor(
      JobTools tools,
      Job job,
      KnownItems items,
      TextRepair repair,
      @Nullable ExistingVideos existing,
      Predicate<Item> elsewhere) {
    this.items = items;
    this.repair = repair;
    this.elsewhere = elsewhere;
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
      FileSource source = AfterSuccess.isCleared(job, item, known) ? null : KnownItems.source(item);
      if (source != null
          && !item.content().equals(new Content.LocalFile(source.path(), item.content().text()))) {
        String form = ": using the name on disk, which has another Unicode form (as Macs write it)";
        tools.notices().warn(source.path() + form);
      }
      SameFile same = new SameFile(ledger, source);
      ItemPlan plan = same.settled(items.plan(item, source, known));
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

  static UploaderException bug(RuntimeException e) {
    LogLine.at(Level.ERROR, LOG, LogEvent.BUG).cause(e).say("a bug in this program");
    return new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e);
  }

  private ItemResult act(
      Item item, @Nullable FileSource source, ItemPlan plan, FileProgress progress) {
    if (plan instanceof ItemPlan.Skip skip) {
      return skip.needsCall(job.flags())
          ? updateText(item, skip)
          : items.skipped(item, skip.known(), skip.edited());
    }
    if (plan instanceof ItemPlan.Stay stay) {
      return items.stays(item, stay);
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
      String ended = KnownItems.ended(item, tools.clock().instant());
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
      return items.done(known, true, false).failed(e); // the video stays the item's
    }
    if (skip.edited()) {
      updated.incrementAndGet();
    }
    return items.skipped(item, known, false);
  }

  /** Done items whose edited title or description was sent to their videos. */
  long updated() {
    return updated.get();
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
}
