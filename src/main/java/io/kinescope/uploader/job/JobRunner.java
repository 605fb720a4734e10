package io.kinescope.uploader.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.api.ProjectsApi;
import io.kinescope.uploader.base.error.ErrorKind;
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
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Ledgers;
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
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import io.kinescope.uploader.watch.VideoWatcher.Goal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job: looks at every item first, so that a list that can't be read to its end sends
 * nothing; then hands the items to workers in order, or ends them where no call is needed, and
 * waits until all have ended. Holds a bounded number of items at a time.
 */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

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
    EarlierVideos earlier = new EarlierVideos(tools);
    if (job.is(Flag.FOLLOW_UP)) {
      earlier.look();
    }
    ExistingVideos existing = job.is(Flag.ADOPT_EXISTING) ? existing(tools) : null;
    GoneRows before = job.is(Flag.KEY_HOLDS_SOURCE) ? null : new GoneRows(tools.ledger(), source);
    KnownItems items = new KnownItems(tools, job, before);
    TextRepair repair = new TextRepair(tools.videos(), tools.notices());
    ItemProcessor processor =
        new ItemProcessor(tools, job, items, repair, existing, source::isElsewhere);
    DefaultParent parent =
        new DefaultParent(
            new ProjectsApi(tools.transport()), policy, checked.items() - checked.invalid() > 1);
    SeenItems seen = new SeenItems(tools, job, repair);
    long read = runAll(new Parts(items, processor, seen, parent, earlier), tools);
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

  private long runAll(Parts parts, JobTools tools) {
    try (VideoWatcher watcher =
        new VideoWatcher(
            tools.videos(),
            tools.transport(),
            System::nanoTime,
            job.waitTimeout(),
            tools.notices()::warn)) {
      long read;
      try (WorkerPool pool = new WorkerPool("item", job.parallel())) {
        read = readAll(new Workers(parts, watcher, pool));
      }
      parts.earlier().sayRest();
      watcher.uploadsEnded();
      Workers lane = new Workers(parts, watcher, null);
      addLater(lane, tools);
      UploaderException trouble = watcher.finish(unwatched);
      if (trouble != null && trouble.kind() != ErrorKind.INTERRUPTED) {
        policy.stop(trouble.kind(), String.valueOf(trouble.getMessage()));
      }
      return read;
    }
  }

  /** Who has to do with an item, from its first look to its last. */
  private record Parts(
      KnownItems known,
      ItemProcessor processor,
      SeenItems seen,
      DefaultParent parent,
      EarlierVideos earlier) {}

  /** Where items go; there is no pool when nothing more is sent. */
  private record Workers(Parts parts, VideoWatcher watcher, @Nullable WorkerPool pool) {}

  /** Hands every item to a worker; how many there were. */
  private long readAll(Workers lane) {
    long[] number = {0};
    long[] tried = {0};
    try {
      source.read(
          some -> {
            lane.parts().earlier().say(some);
            List<@Nullable ItemResult> results = withoutCall(lane.parts().known(), some);
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
    lane.parts().parent().check(item);
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

  private List<@Nullable ItemResult> withoutCall(KnownItems known, List<SourceEntry> some) {
    try {
      return known.withoutCall(some);
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
      result =
          policy.mayGoOn() ? lane.parts().processor().run(item, progress) : NotDone.deferred(0);
    } finally {
      about.close();
    }
    if (lane.parts().parent().refused(item, result)) {
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
    ItemResult result = lane.parts().seen().note(item, done, sight);
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
    Done done = lane.parts().known().done(item, known, state);
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
      ItemLog.end(LOG, entry, result);
    }
    try {
      Objects.requireNonNull(listener).ended(number, entry, result);
    } catch (UploaderException e) {
      policy.stop(e.kind(), String.valueOf(e.getMessage())); // the reports can't be written
    }
  }
}
