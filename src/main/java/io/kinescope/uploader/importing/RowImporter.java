package io.kinescope.uploader.importing;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.manifest.ManifestRow;
import io.kinescope.uploader.progress.ProgressBoard;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.FileUpload.MethodChoice;
import io.kinescope.uploader.upload.Metadata;
import io.kinescope.uploader.upload.Target;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadMethod;
import io.kinescope.uploader.upload.UploadResult;
import io.kinescope.uploader.upload.Uploads;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings one valid row from start to end. Never throws: whatever happens is the row's outcome. Safe
 * for many threads.
 */
final class RowImporter {
  private final Uploads uploads;
  private final ProgressBoard board;
  private final @Nullable String defaultParent;

  RowImporter(Uploads uploads, ProgressBoard board, @Nullable String defaultParent) {
    this.uploads = uploads;
    this.board = board;
    this.defaultParent = defaultParent;
  }

  RowOutcome run(ManifestRow row) {
    Progress progress = new Progress();
    try {
      return RowOutcome.uploaded(upload(row, progress), progress.creates);
    } catch (UploaderException e) {
      // Stopped before its create call went out: the row was not tried.
      return e.kind() == ErrorKind.INTERRUPTED && !progress.linked
          ? RowOutcome.deferred()
          : RowOutcome.failed(e, progress.creates);
    } catch (RuntimeException e) {
      return RowOutcome.failed(
          new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e), progress.creates);
    } finally {
      // A stop request interrupts what waits. The row's end has yet to be written down, and a
      // channel that an interrupted thread writes to closes itself.
      boolean unused = Thread.interrupted();
    }
  }

  /** How far a row came. */
  private static final class Progress implements UploadJournal {
    private int creates;
    private boolean linked;

    @Override
    public void creating(UploadMethod method) {
      creates++;
    }

    @Override
    public void linked(UploadLink link) {
      linked = true;
    }
  }

  private UploadResult upload(ManifestRow row, UploadJournal journal) {
    String parent = Objects.requireNonNull(row.parent(defaultParent), "checked by RowRules");
    String title = Objects.requireNonNull(row.effectiveTitle(), "checked by RowRules");
    if (row.url() != null) {
      return uploads.url(
          row.url(), parent, new Metadata(title, row.description(), null, null), journal);
    }
    Path path = Objects.requireNonNull(row.file(), "checked by RowRules");
    FileSource source = FileSource.of(path);
    String filename = Objects.requireNonNullElseGet(row.filename(), () -> FileSource.nameOf(path));
    FileUpload upload =
        new FileUpload(
            new Target.NewVideo(parent),
            new Metadata(title, row.description(), row.subtitle(), filename),
            MethodChoice.AUTO,
            null,
            null,
            null,
            null);
    try (ProgressBoard.Transfer transfer = board.transfer(FileSource.nameOf(path))) {
      return uploads.file(upload, source, transfer, journal);
    }
  }
}
