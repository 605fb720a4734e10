package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.Comparison;
import io.kinescope.uploader.ledger.Ledger.FollowUp;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Verifier;
import io.kinescope.uploader.upload.Verifier.Verification;
import io.kinescope.uploader.watch.Sight;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes note of what is seen of done items' videos after their uploads: their fate, their links,
 * how they compare with their files; and clears these away where that was asked for. Never throws.
 * Safe for many threads.
 */
final class SeenItems {
  private static final Logger LOG = LoggerFactory.getLogger(SeenItems.class);

  private final JobTools tools;
  private final Ledger ledger;
  private final Notices notices;
  private final Job job;
  private final TextRepair repair;

  /** For one run. */
  SeenItems(JobTools tools, Job job, TextRepair repair) {
    this.tools = tools;
    this.ledger = tools.ledger();
    this.notices = tools.notices();
    this.job = job;
    this.repair = repair;
  }

  /** Takes note of what was seen of a done item's video. */
  ItemResult note(Item item, Done done, Sight sight) {
    try {
      return sight instanceof Sight.Seen seen
          ? seen(item, done, seen)
          : sight instanceof Sight.Gone gone ? gone(item, done, gone) : done;
    } catch (UploaderException e) {
      return done.failed(e);
    } catch (RuntimeException e) {
      return done.failed(ItemProcessor.bug(e)); // the item has its end, the run its sum
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
      FileSource source = Objects.requireNonNull(KnownItems.source(item));
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
      if (AfterSuccess.isCleared(job, item, known)) {
        processed(item, done.video(), fate, null);
        return done.with(done.video(), done.transfer());
      }
      FileSource source = Objects.requireNonNull(KnownItems.source(item));
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
