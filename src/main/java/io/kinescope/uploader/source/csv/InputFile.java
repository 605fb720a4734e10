package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The list, which is read twice. What is read the second time counts only as long as nobody has
 * written to it since the first: half of an old row and half of a new one may look like a row. Not
 * for several threads.
 */
final class InputFile {
  private final ListSource.Input input;
  private final ManifestOptions options;
  private @Nullable State checked;

  /**
   * By what a file is told from one that was written to.
   *
   * @param key tells a file that was put in its place; null where the file system has none
   */
  private record State(long size, FileTime modified, @Nullable Object key) {
    boolean isSame(@Nullable State other) {
      return other != null
          && size == other.size
          && modified.equals(other.modified)
          && Objects.equals(key, other.key);
    }
  }

  InputFile(ListSource.Input input, ManifestOptions options) {
    this.input = input;
    this.options = options;
  }

  /** Opens it to be checked. */
  ManifestReader openFirst() {
    checked = state();
    return open();
  }

  /** Opens the same file once more. */
  ManifestReader openAgain() {
    requireUnchanged();
    return open();
  }

  /**
   * Makes sure that what was read is of the file that was checked.
   *
   * @throws UploaderException of kind REFUSED if somebody wrote to it
   */
  void requireUnchanged() {
    State now = state();
    if (now == null || !now.isSame(checked)) {
      throw changed();
    }
  }

  /** What is said of a file that somebody wrote to. */
  UploaderException changed() {
    return new UploaderException(
        ErrorKind.REFUSED, input.name() + " was changed while it was imported");
  }

  private @Nullable State state() {
    try {
      BasicFileAttributes now = Files.readAttributes(input.path(), BasicFileAttributes.class);
      return new State(now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (IOException e) {
      return null; // whoever opens it says why
    }
  }

  private ManifestReader open() {
    if (Files.isDirectory(input.path())) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "CSV file " + input.name() + " is a folder", "name the file in it");
    }
    try {
      return ManifestReader.open(
          Files.newInputStream(input.path()), input.name(), input.folder(), options);
    } catch (IOException e) {
      throw unreadable(input.name() + " can't be read: " + IoWords.of(e), e);
    }
  }

  private static UploaderException unreadable(String what, IOException e) {
    return new UploaderException(
        ErrorKind.INPUT, "CSV file " + what, "check the path and its permissions", null, null, e);
  }
}
