package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Destination;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.FileUpload.MethodChoice;
import io.kinescope.uploader.upload.Metadata;
import io.kinescope.uploader.upload.UploadPlanner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/** What one valid row asks for. */
final class RowJob {
  /**
   * Up to here a file of an import goes in one request. Above, by link: then the video's id is
   * known before any byte, and a run that is killed leaves no junk record. A file this small takes
   * under a second on most lines, so few are caught in the middle.
   */
  static final long LARGEST_SINGLE = 256L << 10;

  private final ManifestRow row;
  private final String key;
  private final String parent;
  private final String title;
  private @Nullable FileSource source;

  RowJob(ManifestRow row, @Nullable String defaultParent) {
    this(
        row,
        Objects.requireNonNull(row.key(defaultParent), "checked by RowRules"),
        Objects.requireNonNull(row.parent(defaultParent), "checked by RowRules"),
        Objects.requireNonNull(row.effectiveTitle(), "checked by RowRules"));
  }

  private RowJob(ManifestRow row, String key, String parent, String title) {
    this.row = row;
    this.key = key;
    this.parent = parent;
    this.title = title;
  }

  /** The same row under the title and parent that an earlier run sent it with. */
  RowJob as(@Nullable String earlierTitle, @Nullable String earlierParent) {
    return new RowJob(
        row,
        key,
        earlierParent == null ? parent : earlierParent,
        earlierTitle == null ? title : earlierTitle);
  }

  boolean isNamedAs(RowJob other) {
    return parent.equals(other.parent) && title.equals(other.title);
  }

  ManifestRow row() {
    return row;
  }

  String key() {
    return key;
  }

  String parent() {
    return parent;
  }

  String title() {
    return title;
  }

  /**
   * Title and description in 128 bits, to see later that they were edited. A million done rows are
   * compared in each run, and a cryptographic hash costs ten times as much before it is compiled.
   */
  String fingerprint() {
    String text = title + '\0' + Objects.requireNonNullElse(row.description(), "");
    long[] hash = MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8));
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(hash[0]) + hex.toHexDigits(hash[1]);
  }

  /**
   * The file as it is now; null for a URL.
   *
   * @throws UploaderException of kind INPUT if it can't be used
   */
  @Nullable FileSource source() {
    if (source == null && row.url() == null) {
      source = FileSource.of(Objects.requireNonNull(row.file(), "checked by RowRules"));
    }
    return source;
  }

  /** The same, but null as well if it can't be used: then the row is run, and says so itself. */
  @Nullable FileSource sourceIfReadable() {
    try {
      return source();
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.INPUT) {
        throw e;
      }
      return null;
    }
  }

  /** The file's size and nothing else, for the many rows that are done; null for a URL. */
  @Nullable Long sizeIfThere() {
    Path file = row.file();
    return row.url() != null || file == null ? null : FileSource.sizeIfThere(file);
  }

  /** The row's metadata. */
  Metadata metadata() {
    Path file = row.file();
    String name = row.filename() != null || file == null ? row.filename() : FileSource.nameOf(file);
    return new Metadata(title, row.description(), row.subtitle(), name);
  }

  /** What a file row is sent as. */
  FileUpload upload(FileSource file) {
    Metadata metadata = metadata();
    boolean single = file.size() <= LARGEST_SINGLE && UploadPlanner.headersCarry(metadata);
    MethodChoice method =
        single
            ? MethodChoice.SINGLE
            : file.size() <= UploadPlanner.LARGEST_SINGLE ? MethodChoice.LINK : MethodChoice.TUS;
    return new FileUpload(
        new Destination.NewVideo(parent), metadata, method, null, null, null, null);
  }
}
