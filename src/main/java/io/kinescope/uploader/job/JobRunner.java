package io.kinescope.uploader.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.api.ProjectsApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogContext;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.FollowUp;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import io.kinescope.uploader.watch.VideoWatcher.Goal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs a job: looks at every item first, so that a list that can't be read to its end sends
 * nothing; then hands the items to workers in order, or ends them where no call is needed, and
 * waits until all have ended. Holds a bounded number of items at a time.
 */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final int FOLLOWED_UP_TOGETHER = 100;

  /** A kilobyte each; more are told without their lines. */
  private static final int MAX_GONE = 1_000;

  private final Job job;
  private final ItemSource source;
  private final ProgressBoard board;
  private final AbortPolicy policy;

  /** Items whose videos there was no room to wait for: a bit each. */
  private final BitSet later = new BitSet();

  /** Those of them that an earlier run has made. */
  private final BitSet laterSkipped = new BitSet();

  /** Those of them that nobody got to before the time was up. */
  private long unwatched;

  /** By key, what the follow-up found deleted and nobody has told yet; rare. */
  private final Map<String, LedgerEntry> gone = new LinkedHashMap<>();

  private @Nullable JobListener listener;
  private @Nullable Runnable beforeFirstCall;
  private @Nullable UploaderException refusal;
  private boolean begun;

  @GuardedBy("this")
  private final JobSummary.Sums sums = new JobSummary.Sums();

  /** A runner for one job. */
  public JobRunner(Job job, ItemSource source, StopSignal signal, ProgressBoard board) {
    this.job = job;
    this.source = source;
    this.board = board;
    this.policy = new AbortPolicy(job.maxErrors(), signal);
  }

  /** Sets what is asked before the first item is sent: what it throws ends the run. */
  public void beforeFirstCall(Runnable check) {
    beforeFirstCall = check;
  }

  /**
   * Looks at every item, and then runs them; returns when all have ended.
   *
   * @param checked what looking at them found
   * @param listener told of each item as it ends
   */
  public JobSummary run(ItemSource.Checked checked, JobTools tools, JobListener listener) {
    this.listener = listener;
    board.expect(checked.items(), checked.bytes());
    LogLine.info(LOG, LogEvent.RUN_CHECKED)
        .with(LogKey.ITEMS, checked.items())
        .with(LogKey.INVALID, checked.invalid())
        .say(
            "run begun: items {}, of them invalid {}, bytes {}, at once {}",
            checked.items(),
            checked.invalid(),
            checked.bytes(),
            job.parallel());
    if (job.is(Flag.FOLLOW_UP)) {
      followUp(tools);
    }
    ExistingVideos existing = job.is(Flag.ADOPT_EXISTING) ? existing(tools) : null;
    GoneRows before = job.is(Flag.KEY_HOLDS_SOURCE) ? null : new GoneRows(tools.ledger(), source);
    ItemProcessor processor = new ItemProcessor(tools, job, existing, before, source::isElsewhere);
    DefaultParent parent =
        new DefaultParent(
            new ProjectsApi(tools.transport()), policy, checked.items() - checked.invalid() > 1);
    long read = runAll(processor, parent, tools);
    long accepted = accepted(tools.ledger());
    synchronized (this) {
      long ended = sums.items();
      if (read != ended) {
        policy.stop(
            ErrorKind.BUG,
            "a bug in this program: " + read + " items, but " + ended + " of them ended");
      }
      return sums.summary(policy.reason(), processor.updated(), accepted, board.snapshot().bytes());
    }
  }

  /** Of a list; {@code uploads.db} knows the URLs of other commands, too. */
  private long accepted(Ledger ledger) {
    try {
      return job.is(Flag.KEY_HOLDS_SOURCE) ? 0 : ledger.countAccepted();
    } catch (UploaderException e) {
      policy.stop(e.kind(), String.valueOf(e.getMessage())); // the ledger can't be read
      return 0;
    }
  }

  private ExistingVideos existing(JobTools tools) {
    ExistingVideos existing =
        new ExistingVideos(tools, job.is(Flag.RETRY_UNKNOWN), source::isElsewhere);
    source.read(
        some -> {
          for (SourceEntry entry : some) {
            if (entry instanceof Item item) {
              existing.note(item);
            }
          }
        });
    existing.noted();
    return existing;
  }

  /**
   * Asks for the fate of videos that earlier runs made and nobody has seen done: a dead URL shows
   * only there. A token without the right to read makes it a warning, not a failure.
   */
  private void followUp(JobTools tools) {
    Ledger ledger = tools.ledger();
    Notices notices = tools.notices();
    try {
      ledger.forEachOpen(
          FOLLOWED_UP_TOGETHER,
          entries -> {
            List<String> ids = entries.stream().map(e -> String.valueOf(e.videoId())).toList();
            Map<String, Sight> sights = VideoWatcher.lookOnce(tools.videos(), ids);
            ledger.processed(entries.stream().map(e -> seen(e, sights, notices)).toList());
          });
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED || e.kind() == ErrorKind.LOCAL_IO) {
        throw e;
      }
      notices.warn(
          "could not check whether the videos of earlier runs are ready: " + e.getMessage());
    }
  }

  private FollowUp seen(LedgerEntry entry, Map<String, Sight> sights, Notices notices) {
    if (sights.get(String.valueOf(entry.videoId())) instanceof Sight.Seen seen) {
      LogLine.info(LOG, LogEvent.ITEM_VIDEO)
          .with(LogKey.SOURCE, entry.intent().source())
          .with(LogKey.KEY, entry.key())
          .with(LogKey.VIDEO_ID, entry.videoId())
          .with(LogKey.STATE, seen.video().status())
          .say(
              "{}: video {} is {}",
              entry.intent().source(),
              entry.videoId(),
              seen.video().status());
      VideoRef video = Records.video(entry).seen(seen.video());
      Processing processing = Records.processing(seen.video(), video);
      return new FollowUp(entry.key(), processing, null, video.playLink(), video.embedLink());
    }
    if (gone.size() < MAX_GONE) {
      gone.put(entry.key(), entry);
    } else {
      sayGone(entry, notices);
    }
    return new FollowUp(entry.key(), Processing.gone(), null, null, null);
  }

  private long runAll(ItemProcessor processor, DefaultParent parent, JobTools tools) {
    try (VideoWatcher watcher =
        new VideoWatcher(
            tools.videos(),
            tools.transport(),
            System::nanoTime,
            job.waitTimeout(),
            tools.notices()::warn)) {
      long read;
      try (WorkerPool pool = new WorkerPool("item", job.parallel())) {
        read = readAll(new Workers(processor, parent, watcher, pool), tools.notices());
      }
      for (LedgerEntry other : gone.values()) { // of rows that the list no longer has
        sayGone(other, tools.notices());
      }
      watcher.uploadsEnded();
      Workers lane = new Workers(processor, parent, watcher, null);
      addLater(lane, tools);
      UploaderException trouble = watcher.finish(unwatched);
      if (trouble != null && trouble.kind() != ErrorKind.INTERRUPTED) {
        policy.stop(trouble.kind(), String.valueOf(trouble.getMessage()));
      }
      return read;
    }
  }

  /** Where items go; there is no pool when nothing more is sent. */
  private record Workers(
      ItemProcessor processor,
      DefaultParent parent,
      VideoWatcher watcher,
      @Nullable WorkerPool pool) {}

  /** Videos of earlier runs that are gone are told with the line that they were made of. */
  private void sayGone(List<SourceEntry> some, Notices notices) {
    for (SourceEntry entry : gone.isEmpty() ? List.<SourceEntry>of() : some) {
      LedgerEntry known = entry instanceof Item item ? gone.remove(item.key()) : null;
      if (known != null) {
        sayGone(entry.origin().where() + ": video " + known.videoId(), notices);
      }
    }
  }

  private static void sayGone(LedgerEntry entry, Notices notices) {
    sayGone("video " + entry.videoId() + " of " + entry.intent().source(), notices);
  }

  private static void sayGone(String what, Notices notices) {
    notices.warn(what + " is no longer in Kinescope");
  }

  /** Hands every item to a worker; how many there were. */
  private long readAll(Workers lane, Notices notices) {
    long[] number = {0};
    long[] tried = {0};
    try {
      source.read(
          some -> {
            sayGone(some, notices);
            List<@Nullable ItemResult> results = withoutCall(lane.processor(), some);
            for (int i = 0; i < some.size(); i++, number[0]++) {
              tried[0] += next(lane, number[0], some.get(i), results.get(i), tried[0]) ? 1 : 0;
            }
          });
    } catch (UploaderException e) {
      if (e.equals(refusal)) {
        throw e; // nothing was begun
      }
      policy.stop(e.kind(), String.valueOf(e.getMessage())); // what was begun is finished
    }
    return number[0];
  }

  /** Ends an item, or hands it to a worker: then true. */
  private boolean next(
      Workers lane, long number, SourceEntry read, @Nullable ItemResult known, long tried) {
    SourceEntry entry = read;
    ItemResult result = known;
    if (result == null) {
      entry = source.beforeSending((Item) read);
      result = entry instanceof ItemError e ? NotDone.invalid(e.message()) : null;
    }
    if (result == null && job.limit() != null && tried >= job.limit()) {
      result = NotDone.deferred(0);
    }
    if (result != null) {
      board.expectLess(read instanceof Item unsent ? unsent.size() : 0);
      end(lane, number, entry, result);
      return false;
    }
    askFirst();
    Item item = (Item) entry;
    lane.parent().check(item);
    Objects.requireNonNull(lane.pool()).submit(weight(item), () -> one(lane, number, item));
    return true;
  }

  private void askFirst() {
    begun = true;
    Runnable check = beforeFirstCall;
    beforeFirstCall = null;
    try {
      if (check != null) {
        check.run();
      }
    } catch (UploaderException e) {
      refusal = e;
      throw e;
    }
  }

  /** How long it keeps a worker: a large file goes in chunks. */
  private static WorkerPool.Weight weight(Item item) {
    return item.size() > Demands.LARGEST_SINGLE ? WorkerPool.Weight.HEAVY : WorkerPool.Weight.LIGHT;
  }

  private List<@Nullable ItemResult> withoutCall(ItemProcessor processor, List<SourceEntry> some) {
    try {
      return processor.withoutCall(some);
    } catch (UploaderException e) {
      if (!begun && Ledgers.isDamage(e)) {
        refusal = e; // results of earlier runs, which may be all that is left, stay
        throw e;
      }
      policy.stop(e.kind(), String.valueOf(e.getMessage())); // the ledger can't be read
      List<@Nullable ItemResult> results = new ArrayList<>();
      for (SourceEntry entry : some) {
        results.add(
            entry instanceof ItemError error
                ? NotDone.invalid(error.message())
                : NotDone.deferred(0));
      }
      return results;
    }
  }

  private void one(Workers lane, long number, Item item) {
    ItemResult result;
    // What the run tells of the file's bytes ends with the item, whatever became of it.
    LogContext about = ItemLog.during(item);
    try (ProgressBoard.FileProgress progress = board.file(nameOf(item), item.size())) {
      result = policy.mayGoOn() ? lane.processor().run(item, progress) : NotDone.deferred(0);
    } finally {
      about.close();
    }
    if (lane.parent().refused(item, result)) {
      result = NotDone.deferred(result.attempts());
    }
    policy.ended(result);
    end(lane, number, item, result);
  }

  private static String nameOf(Item item) {
    return item.content() instanceof Content.LocalFile file ? FileSource.nameOf(file.path()) : "";
  }

  /** Ends an item, or has its video watched first. */
  private void end(Workers lane, long number, SourceEntry entry, ItemResult result) {
    if (!(result instanceof Done done) || !(entry instanceof Item item)) {
      ended(number, entry, result);
      return;
    }
    // Nothing can be asked about an attachment, which is no video.
    Goal goal = item.destination() instanceof Destination.Attach ? null : goal(done);
    if (goal == null) {
      ended(number, entry, result);
      return;
    }
    board.waiting(job.waits() ? 1 : 0);
    if (!lane.watcher()
        .add(done.video().id(), goal, sight -> watched(lane, number, item, done, sight))) {
      board.waiting(-1);
      synchronized (this) {
        later.set(Math.toIntExact(number));
        laterSkipped.set(Math.toIntExact(number), done.state() == ItemOutcome.SKIPPED);
      }
    }
  }

  /** What is still to be seen of the item's video; null if nothing is. */
  private @Nullable Goal goal(Done done) {
    if (!done.open()) {
      return null;
    }
    if (job.waits()) {
      return Goal.READY;
    }
    boolean linked = done.video().playLink() != null;
    return done.state() == ItemOutcome.SKIPPED || !linked ? Goal.LINKS : null;
  }

  private void watched(Workers lane, long number, Item item, Done done, Sight sight) {
    board.waiting(job.waits() ? -1 : 0);
    ItemResult result = lane.processor().seen(item, done, sight);
    policy.endedLater(result);
    ended(number, item, result);
  }

  /**
   * Items that the watcher had no room for are read again, and what became of them is in the
   * ledger.
   */
  private void addLater(Workers lane, JobTools tools) {
    if (later.isEmpty()) {
      return;
    }
    long[] number = {0};
    try {
      source.read(
          some -> {
            for (SourceEntry entry : some) {
              if (later.get(Math.toIntExact(number[0])) && entry instanceof Item item) {
                addLater(lane, tools, number[0], item);
              }
              number[0]++;
            }
          });
    } catch (UploaderException e) {
      policy.stop(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  private void addLater(Workers lane, JobTools tools, long number, Item item) {
    LedgerEntry known = tools.ledger().find(item.key()).orElseThrow();
    ItemOutcome state =
        laterSkipped.get((int) number)
            ? ItemOutcome.SKIPPED
            : known.state() == EntryState.ADOPTED ? ItemOutcome.ADOPTED : ItemOutcome.UPLOADED;
    Done done = lane.processor().done(item, known, state);
    later.clear((int) number);
    board.waiting(1);
    if (!lane.watcher()
        .addWhenRoom(done.video().id(), sight -> watched(lane, number, item, done, sight))) {
      board.waiting(-1);
      unwatched++;
      ended(number, item, done); // the time is up: it ends as it is
    }
  }

  private synchronized void ended(long number, SourceEntry entry, ItemResult result) {
    sums.ended(result);
    board.count(result.state());
    if (Logging.isOn()) {
      log(entry, result);
    }
    try {
      Objects.requireNonNull(listener).ended(number, entry, result);
    } catch (UploaderException e) {
      policy.stop(e.kind(), String.valueOf(e.getMessage())); // the reports can't be written
    }
  }

  private static void log(SourceEntry entry, ItemResult result) {
    UploaderException why = result instanceof NotDone failed ? failed.error() : null;
    if (why == null && result.state() == ItemOutcome.SKIPPED) {
      return; // its plan says so
    }
    VideoRef video = result.video();
    LogLine line =
        ItemLog.at(why == null ? Level.INFO : Level.WARN, LOG, LogEvent.ITEM_END, entry)
            .with(LogKey.STATE, result.state().id())
            .with(LogKey.VIDEO_ID, video == null ? null : video.id())
            .with(LogKey.ATTEMPT, result.attempts() == 0 ? null : result.attempts())
            .with(LogKey.METHOD, result.transfer().method())
            .with(LogKey.BYTES_SENT, result.transfer().sent())
            .with(LogKey.BYTES_RESUMED, result.transfer().resumed())
            .with(LogKey.SECONDS, result.transfer().seconds());
    if (why == null) {
      line.say(
          "{}: {}{}, {} bytes sent, {} resumed",
          entry.origin().where(),
          result.status(),
          video == null ? "" : ", video " + video.id(),
          result.transfer().sent(),
          result.transfer().resumed());
    } else {
      line.with(LogKey.ERROR_KIND, why.kind().id())
          .with(LogKey.CODE, why.code())
          .with(LogKey.REQUEST_ID, why.requestId())
          .say(
              "{}: {}: {}{}",
              entry.origin().where(),
              result.state().id(),
              ItemResult.message(why),
              why.requestId() == null ? "" : " [X-Request-ID: " + why.requestId() + "]");
    }
  }
}
