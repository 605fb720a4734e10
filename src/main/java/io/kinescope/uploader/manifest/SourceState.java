package io.kinescope.uploader.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.LongConsumer;

/** What a row's file is, as far as it matters before it is sent. */
public enum SourceState {
  USABLE,
  MISSING,
  FOLDER,
  /** A pipe or a device: it has no size and can't be read twice. */
  SPECIAL,
  EMPTY,
  UNREADABLE;

  /** Looks at the disk; follows links. */
  public static SourceState of(Path file) {
    return of(file, size -> {});
  }

  /**
   * Looks at the disk; follows links.
   *
   * @param size told of the size of a usable file, in bytes
   */
  public static SourceState of(Path file, LongConsumer size) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return MISSING;
    } catch (IOException e) {
      return UNREADABLE;
    }
    if (attributes.isDirectory()) {
      return FOLDER;
    }
    if (!attributes.isRegularFile()) {
      return SPECIAL;
    }
    if (!Files.isReadable(file)) {
      return UNREADABLE;
    }
    if (attributes.size() == 0) {
      return EMPTY;
    }
    size.accept(attributes.size());
    return USABLE;
  }
}
