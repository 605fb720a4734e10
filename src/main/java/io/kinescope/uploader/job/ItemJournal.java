package io.kinescope.uploader.job;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.SentFile;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.SecretLink;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.tus.SentPrefix;
import io.kinescope.uploader.upload.InitId;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.Uploads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes one item's steps into the ledger, each before it is taken. While a create call is under
 * way, no item of the same title may begin one.
 */
final class ItemJournal implements UploadJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ItemJournal.class);

  /** How far the present attempt has come. */
  enum Reached {
    /** Nothing was written down. */
    NONE,
    /** A create call may be out. */
    CREATING,
    /** The video's id and link are known. */
    LINKED,
    /** The ledger could not write the last step down. */
    REFUSED
  }

  private final Ledger ledger;
  private final CreateGate gate;
  private final Item item;
  private final @Nullable FileSource source;
  private final @Nullable LedgerEntry resumed;
  private final InitIds ids;
  private final OwnId id;
  private Reached step;
  private @Nullable UploadMethod method;
  private int attempts;
  private @Nullable String videoId;
  private @Nullable Item gated;
  private @Nullable Claim gateClaim;

  /**
   * @param source the item's file as it is now
   * @param resumed the entry whose link is to be gone on with, or null
   * @param elsewhere whether another process may have an item of the same parent and title, whose
   *     ledger is not at hand: the same file's ids must not meet
   */
  ItemJournal(
      Ledger ledger,
      CreateGate gate,
      InitIds ids,
      Item item,
      @Nullable FileSource source,
      @Nullable LedgerEntry resumed,
      boolean elsewhere) {
    this.ledger = ledger;
    this.gate = gate;
    this.ids = ids;
    this.id = new OwnId(ids, ledger, item.origin().where(), elsewhere ? '\0' + item.key() : "");
    this.item = item;
    this.source = source;
    this.resumed = resumed;
    this.step = resumed == null ? Reached.NONE : Reached.LINKED;
    this.attempts = resumed == null ? 0 : resumed.attempts();
    this.videoId = resumed == null ? null : resumed.videoId();
  }

  @Override
  public @Nullable UploadLink known() {
    SecretLink link = resumed == null ? null : resumed.endpoint();
    return resumed == null || resumed.videoId() == null || link == null
        ? null
        : new UploadLink(resumed.videoId(), UploadEndpoint.of(link.url()));
  }

  @Override
  public void creating(UploadMethod next) {
    enter(item);
    intend(next, null);
  }

  @Override
  public @Nullable String asking(UploadMethod next, @Nullable InitId own) {
    enter(item);
    intend(next, id.next(own));
    return id.asked();
  }

  @Override
  public boolean asksWithoutId(UploadMethod next, UploaderException refused) {
    if (!ids.mayBeRefused(refused)) {
      return false;
    }
    ItemLog.info(LOG, LogEvent.ITEM_CREATE, item)
        .with(LogKey.REQUEST_ID, refused.requestId())
        .say("{}: again without init_id: {}", item.origin().where(), refused.getMessage());
    id.askingWithout();
    intend(next, null);
    return true;
  }

  private void intend(UploadMethod next, @Nullable String asked) {
    step = Reached.REFUSED;
    attempts = ledger.intend(intent(item, source, next).asking(asked));
    id.asking(asked);
    step = Reached.CREATING;
    method = next;
    videoId = null;
    ItemLog.info(LOG, LogEvent.ITEM_CREATE, item)
        .with(LogKey.METHOD, next.id())
        .with(LogKey.ATTEMPT, attempts)
        .say(
            "{}: creating the video by {}, attempt {}", item.origin().where(), next.id(), attempts);
  }

  /** What is recorded before a create call. */
  static Intent intent(Item item, @Nullable FileSource file, UploadMethod method) {
    CreateCall call =
        switch (method) {
          case SINGLE -> CreateCall.SINGLE;
          case URL -> CreateCall.URL;
          case LINK, TUS -> CreateCall.INIT;
        };
    return new Intent(
        item.key(),
        call,
        item.content().text(),
        item.destination().parentId(),
        item.title(),
        (Uploads.owesText(item) ? ItemPlan.OWED : "") + item.fingerprint(),
        file == null ? null : file.size(),
        file == null ? null : file.modified());
  }

  @Override
  public void linked(UploadLink link) {
    step = Reached.REFUSED;
    try {
      String identity = source == null ? null : source.identity();
      ledger.linked(item.key(), link.videoId(), link.endpoint().reveal(), identity);
    } catch (UploaderException e) {
      throw naming(link.videoId(), "has a link and no bytes", e);
    }
    step = Reached.LINKED;
    videoId = link.videoId();
    ItemLog.info(LOG, LogEvent.ITEM_LINK, item)
        .with(LogKey.VIDEO_ID, videoId)
        .say("{}: video {} has an upload link", item.origin().where(), videoId);
    id.answered(link.videoId());
    leave(); // the id tells this item's video from all others
  }

  /** The id that its video is asked for with. */
  OwnId id() {
    return id;
  }

  @Override
  public @Nullable SentPrefix prefix() {
    FileSource file = source;
    if (file == null) {
      return null;
    }
    SentFile known = ledger.sentFile(item.key());
    return new SentPrefix(
        known.bytes(),
        known.hash(),
        (bytes, hash) -> sent(file, new SentFile(known.identity(), bytes, hash)),
        System::nanoTime);
  }

  /** Worth nothing if it fails, as the next step's record will, too. */
  private void sent(FileSource file, SentFile sent) {
    boolean stopped = Thread.interrupted(); // who is interrupted can't write
    try {
      ledger.sent(item.key(), sent, file.modified());
    } catch (UploaderException e) {
      ItemLog.at(Level.WARN, LOG, LogEvent.WARNING, item)
          .say("{}: what was sent is not recorded: {}", item.origin().where(), e.getMessage());
    } finally {
      if (stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void orphaned(String orphan) {
    videoId = orphan;
    ledger.orphan(item.key(), orphan);
  }

  /** What the ledger refused to keep must not be lost: whoever reads the error needs the id. */
  static UploaderException naming(String videoId, String what, UploaderException e) {
    return e.saying(e.getMessage() + " (video " + videoId + " " + what + ")").build();
  }

  Reached step() {
    return step;
  }

  /** The create call that went out last; null if none did. */
  @Nullable UploadMethod method() {
    return method;
  }

  /** Create calls of this item, over all runs. */
  int attempts() {
    return attempts;
  }

  /** The video that the item is being sent to; null as long as that is not known. */
  @Nullable String videoId() {
    return videoId;
  }

  /**
   * Keeps other items of this title from beginning a create call until this one's outcome is
   * written down.
   *
   * @param asked what was, or will be, asked for; an earlier run may have used another title
   */
  void enter(Item asked) {
    if (gated != null && CreateGate.isSame(gated, asked)) {
      return;
    }
    leave(); // never two at once: two items could wait for each other
    try {
      gateClaim = gate.enter(asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    }
    gated = asked;
  }

  private void leave() {
    if (gateClaim != null) {
      gateClaim.close();
      gateClaim = null;
      gated = null;
    }
  }

  @Override
  public void close() {
    id.leave();
    leave();
  }
}
