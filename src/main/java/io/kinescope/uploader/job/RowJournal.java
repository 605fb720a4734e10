package io.kinescope.uploader.job;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.SecretLink;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadMethod;
import org.jspecify.annotations.Nullable;

/**
 * Writes one row's steps into the ledger, each before it is taken. While a create call is under
 * way, no row of the same title may begin one.
 */
final class RowJournal implements UploadJournal, AutoCloseable {
  private final Ledger ledger;
  private final CreateGate titles;
  private final RowJob job;
  private final @Nullable LedgerEntry resumed;
  private @Nullable UploadMethod method;
  private int attempts;
  private @Nullable RowJob gated;
  private boolean linked;
  private boolean refused;
  private @Nullable String videoId;

  /**
   * A journal.
   *
   * @param resumed the entry whose link is to be gone on with, or null
   */
  RowJournal(Ledger ledger, CreateGate titles, RowJob job, @Nullable LedgerEntry resumed) {
    this.ledger = ledger;
    this.titles = titles;
    this.job = job;
    this.resumed = resumed;
    this.attempts = resumed == null ? 0 : resumed.attempts();
    this.linked = resumed != null;
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
    enter(job);
    FileSource file = job.source();
    Intent intent =
        new Intent(
            job.key(),
            call(next),
            String.valueOf(job.row().source()),
            job.parent(),
            job.title(),
            job.fingerprint(),
            file == null ? null : file.size(),
            file == null ? null : file.modified());
    refused = true;
    attempts = ledger.intend(intent);
    refused = false;
    method = next;
    linked = false;
    videoId = null;
  }

  @Override
  public void linked(UploadLink link) {
    refused = true;
    try {
      ledger.linked(job.key(), link.videoId(), link.endpoint().reveal());
    } catch (UploaderException e) {
      throw naming(link.videoId(), "has a link and no bytes", e);
    }
    refused = false;
    linked = true;
    videoId = link.videoId();
    leave(); // the id tells this row's video from all others
  }

  /** What the ledger refused to keep must not be lost: whoever reads the error needs the id. */
  static UploaderException naming(String videoId, String what, UploaderException e) {
    return new UploaderException(
        e.kind(),
        e.getMessage() + " (video " + videoId + " " + what + ")",
        e.hint(),
        e.code(),
        e.requestId(),
        e);
  }

  /** Whether the ledger could not write the last step down. */
  boolean refused() {
    return refused;
  }

  /** The create call that went out last; null if none did. */
  @Nullable UploadMethod method() {
    return method;
  }

  /** Create calls of this row, over all runs. */
  int attempts() {
    return attempts;
  }

  /** The video that the row is being sent to; null as long as that is not known. */
  @Nullable String videoId() {
    return videoId;
  }

  /** Whether the video's id and link are known. */
  boolean isLinked() {
    return linked;
  }

  /**
   * Whether this run has written an intent or goes on with a link: only then is there anything to
   * settle.
   */
  boolean begun() {
    return method != null || resumed != null;
  }

  /**
   * Keeps other rows of this title from beginning a create call until this one's outcome is written
   * down.
   *
   * @param asked what was, or will be, asked for; an earlier run may have used another title
   */
  void enter(RowJob asked) {
    if (gated != null && gated.isNamedAs(asked)) {
      return;
    }
    leave(); // never two at once: two rows could wait for each other
    try {
      titles.enter(asked.parent(), asked.title());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    }
    gated = asked;
  }

  private void leave() {
    if (gated != null) {
      titles.leave(gated.parent(), gated.title());
      gated = null;
    }
  }

  private static CreateCall call(UploadMethod method) {
    return switch (method) {
      case SINGLE -> CreateCall.SINGLE;
      case URL -> CreateCall.URL;
      case LINK, TUS -> CreateCall.INIT;
    };
  }

  @Override
  public void close() {
    leave();
  }
}
