package io.kinescope.uploader.importing;

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
    try {
      return RowOutcome.uploaded(upload(row), 1);
    } catch (UploaderException e) {
      return e.kind() == ErrorKind.INTERRUPTED ? RowOutcome.deferred(1) : RowOutcome.failed(e, 1);
    } catch (RuntimeException e) {
      return RowOutcome.failed(
          new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e), 1);
    }
  }

  private UploadResult upload(ManifestRow row) {
    String parent = Objects.requireNonNull(row.parent(defaultParent), "checked by RowRules");
    String title = Objects.requireNonNull(row.effectiveTitle(), "checked by RowRules");
    if (row.url() != null) {
      return uploads.url(
          row.url(),
          parent,
          new Metadata(title, row.description(), null, null),
          UploadJournal.NONE);
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
      return uploads.file(upload, source, transfer, UploadJournal.NONE);
    }
  }
}
