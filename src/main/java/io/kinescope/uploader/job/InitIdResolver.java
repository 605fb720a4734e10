package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.InitId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Settles by its id what became of a call that asked for one; the rules are in {@code
 * RATIONALE.md}. Nothing is deleted but a video without bytes that this ledger's lost call made,
 * or, with {@code --take-over}, an unfinished one. Safe for many threads.
 */
final class InitIdResolver {
  private static final Logger LOG = LoggerFactory.getLogger(InitIdResolver.class);

  /**
   * Between our clock, corrected by the service's {@code Date}, and its {@code created_at}. Short:
   * what is older than the call is another's, and must not be deleted.
   */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  /** Statuses of a video that nobody has sent to; the latter when its link has ended. */
  private static final Set<String> EMPTY = Set.of("pending", "aborted");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final String ORPHAN = "is an orphan without its file from an earlier attempt";

  private final JobTools tools;
  private final InitIds ids;
  private final FoundVideos found;
  private final boolean takesOver;

  InitIdResolver(JobTools tools, InitIds ids, FoundVideos found, Job job) {
    this.tools = tools;
    this.ids = ids;
    this.found = found;
    this.takesOver = job.is(Flag.TAKE_OVER);
  }

  /**
   * A call that asked for an id.
   *
   * @param item what was asked for, under the title and parent of that call
   * @param source the item's file as it is now
   * @param since when it, or the first call with this id, was about to be sent
   * @param lost whether its answer was lost: then what it made is the item's
   * @param retitled whether the item has another title or parent now
   * @param sourceChanged whether its file is another now
   */
  record Asked(
      Item item,
      @Nullable FileSource source,
      UploadMethod method,
      String id,
      Instant since,
      boolean lost,
      boolean retitled,
      boolean sourceChanged) {
    /** Whether the item's id is still this one. */
    boolean same() {
      return !retitled && !sourceChanged;
    }
  }

  /** What is to be done: the item's result, or null to send it (again). */
  record Decision(@Nullable ItemResult result) {
    static final Decision SEND = new Decision(null);
  }

  /** The video with the id. */
  private sealed interface Look {
    record There(Video video) implements Look {}

    record None() implements Look {}

    /** This token may not look, or the service won't tell. */
    record Doubtful(UploaderException why) implements Look {}
  }

  /**
   * Decides about a call whose answer was lost.
   *
   * @return null if the id does not tell: whether ids are honored is not known, and no video has it
   * @throws UploaderException of kind INTERRUPTED or TRANSIENT if it can't be looked at now, or was
   *     lost again: then the next run decides
   */
  @Nullable Decision lost(Asked asked, OwnId own) {
    if (!ids.mayBeHonored()) {
      return null;
    }
    Look look = look(asked.id(), !asked.same());
    if (look instanceof Look.There seen) {
      ids.learn(InitIds.Support.HONORED);
      return settle(asked, own, seen.video());
    }
    if (!ids.areHonored()) {
      return null;
    }
    ItemLog.info(LOG, LogEvent.ITEM_LOOKUP, asked.item())
        .say("{}: nothing has the id {}", asked.item().origin().where(), asked.id());
    if (asked.same()) {
      own.repeat(asked.id(), asked.since()); // which makes no second video
    }
    return Decision.SEND;
  }

  /** The same once the list was looked through: it may show what the address did not show yet. */
  @Nullable Decision listed(Asked asked, OwnId own, VideoSearch.Found listed) {
    if (!(listed instanceof VideoSearch.Found.Nothing nothing) || !ids.mayBeHonored()) {
      return null;
    }
    if (nothing.orphans().stream().anyMatch(asked.id()::equalsIgnoreCase)) {
      ids.learn(InitIds.Support.HONORED);
      return lost(asked, own);
    }
    if (asked.same()) {
      own.repeat(asked.id(), asked.since());
    }
    return null;
  }

  /**
   * Decides about a call that was refused since a video has its id.
   *
   * @return the item's result; null to send it again
   */
  @Nullable ItemResult taken(
      Item item, @Nullable FileSource source, UploadMethod method, OwnId own, UploaderException e) {
    String id = Objects.requireNonNull(own.asked());
    Instant first = own.firstAsked();
    Instant since = first == null ? tools.clock().instant() : first;
    boolean lost = first != null;
    Asked asked = new Asked(item, source, method, id, since, lost, false, false);
    try {
      Look look = look(id, !own.hasDeleted());
      // What was given up unfinished, or deleted, was made again with the next id.
      for (int n = 1; own.mayBeFollowed() && mayBeFollowed(look); n++) {
        String following = own.following(n);
        Look next = look(following, false);
        if (!(next instanceof Look.There)) {
          break;
        }
        look = next;
        asked = new Asked(item, source, method, following, since, false, false, false);
      }
      if (look instanceof Look.There seen) {
        ids.learn(InitIds.Support.HONORED);
        return settle(asked, own, seen.video()).result();
      }
      boolean ours = lost || own.hasDeleted();
      if (ours && look instanceof Look.None && own.skip()) {
        if (!own.hasDeleted()) { // nor is it known that a run did that died then
          String what = ": if video " + id + " is in Kinescope, it has no file; delete it";
          tools.notices().warn(item.origin().where() + what);
        }
        return null; // an id may stay taken
      }
      String why =
          look instanceof Look.Doubtful unseen
              ? "this token can't look at it (" + unseen.why().getMessage() + ")"
              : "it can't be found: it was deleted, or this token can't see it";
      return person(asked, own, e.getMessage() + "; video " + id + ": " + why).result();
    } catch (UploaderException later) {
      return failed(asked, later, true); // nothing came of the call
    }
  }

  private static boolean mayBeFollowed(Look look) {
    return look instanceof Look.None
        || (look instanceof Look.There seen && !seen.video().arrived());
  }

  private Decision settle(Asked asked, OwnId own, Video video) {
    Item item = asked.item();
    boolean made = asked.lost() && EMPTY.contains(video.status()) && isSince(asked, video);
    if (asked.sourceChanged()) {
      return made ? delete(asked, true, own, video) : Decision.SEND;
    }
    String other = difference(asked, video);
    if (other != null) {
      return person(asked, own, "video " + asked.id() + " has this item's id, but " + other);
    }
    if (video.arrived()) {
      ItemResult adopted =
          found.adopt(item, asked.source(), asked.method(), video, "has the id of this item");
      return adopted == null
          ? person(asked, own, "video " + asked.id() + " is another item's")
          : new Decision(adopted);
    }
    if (video.waitsForBytes() && (made || takesOver) && !own.hasDeleted()) {
      return delete(asked, made, own, video);
    }
    if (made && video.waitsForBytes()) {
      String again = "the answer was lost again, after unfinished video %s was deleted once";
      throw UploaderException.withHint(
          ErrorKind.TRANSIENT, again.formatted(asked.id()), "run the same command again");
    }
    String what =
        "another upload of this item was begun at %s (video %s, status %s)"
            .formatted(video.json().text("created_at"), asked.id(), video.status());
    UploaderException elsewhere =
        UploaderException.of(ErrorKind.TRANSIENT, what)
            .hint(
                "wait for it to end, then run the same command again; if nothing is sending it anymore,"
                    + " use --take-over to delete that video and upload the file again")
            .code(InitId.TAKEN)
            .build();
    return new Decision(failed(asked, elsewhere, true));
  }

  private boolean isSince(Asked asked, Video video) {
    Instant created = video.createdAt();
    Instant since = asked.since().plus(tools.transport().clockOffset()).minus(CLOCK_TOLERANCE);
    return created != null && !created.isBefore(since);
  }

  /** In what the video is not what was asked for, as far as the service tells; else null. */
  private static @Nullable String difference(Asked asked, Video video) {
    if (VideoMatcher.titles(asked.item().title(), video.title()) == VideoMatcher.Match.OTHER) {
      return "its title is now '" + video.title() + "'";
    }
    JsonObject original = video.original();
    Long size = original == null ? null : original.number("file_size");
    return size == null || asked.source() == null || size == asked.source().size()
        ? null
        : "it has " + size + " bytes, and the file has " + asked.source().size();
  }

  /**
   * Deletes the unfinished video, which a lost call made or not; the item may have its id again.
   */
  private Decision delete(Asked asked, boolean made, OwnId own, Video video) {
    String id = asked.id();
    try {
      tools.videos().delete(id);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.AUTH && e.kind() != ErrorKind.REFUSED) {
        throw e;
      }
      if (!made) {
        return new Decision(failed(asked, e, true));
      }
      found.sayOrphans(asked.item(), List.of(id), ORPHAN);
      return Decision.SEND;
    }
    String what = "unfinished video " + id + " (status " + video.status() + ") was deleted";
    ItemLog.info(LOG, LogEvent.ITEM_LOOKUP, asked.item())
        .with(LogKey.VIDEO_ID, id)
        .say("{}: {}", asked.item().origin().where(), what);
    if (!made) {
      tools.notices().warn(asked.item().origin().where() + ": the " + what + " (--take-over)");
    }
    own.deleted();
    if (asked.same()) {
      own.repeat(id, asked.since());
    }
    return Decision.SEND;
  }

  /** It is left for a person; if one has looked already, it is sent under another id. */
  private Decision person(Asked asked, OwnId own, String why) {
    if (own.mayBeAnew()) {
      own.anew();
      return Decision.SEND;
    }
    UploaderException error =
        UploaderException.withHint(
            ErrorKind.UNKNOWN_OUTCOME,
            why,
            "look at it in Kinescope; then use --retry-unknown to upload the file as a new video");
    return new Decision(failed(asked, error, false));
  }

  private ItemResult failed(Asked asked, UploaderException e, boolean retryable) {
    Failure failure =
        new Failure(e.kind(), String.valueOf(e.getMessage()), e.code(), e.requestId(), retryable);
    tools.ledger().settle(asked.item().key(), new Outcome.Failed(failure));
    if (e.kind() == ErrorKind.INTERRUPTED) {
      return NotDone.deferred(found.attempts(asked.item()));
    }
    return NotDone.failed(e, found.attempts(asked.item()), null);
  }

  /** Looks; {@code waits}: until a new video must be there, if it is not. */
  private Look look(String id, boolean waits) {
    Instant end = tools.clock().instant().plus(waits ? tools.listLag() : Duration.ZERO);
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      try {
        Video video = tools.videos().get(id);
        return video.is(id)
            ? new Look.There(video)
            : new Look.Doubtful(
                new UploaderException(ErrorKind.UNKNOWN_OUTCOME, "the answer is another video's"));
      } catch (UploaderException e) {
        switch (e.kind()) {
          case NOT_FOUND ->
              LogLine.at(Level.DEBUG, LOG, LogEvent.ITEM_LOOKUP).say("no video {} yet", id);
          case AUTH, REFUSED, QUOTA -> {
            return new Look.Doubtful(e);
          }
          default -> throw e;
        }
      }
      Duration left = Duration.between(tools.clock().instant(), end);
      if (left.isNegative() || left.isZero()) {
        return new Look.None();
      }
      tools.transport().sleep(left.compareTo(pause) < 0 ? left : pause);
    }
  }
}
