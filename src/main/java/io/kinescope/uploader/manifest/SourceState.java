package io.kinescope.uploader.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

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
    return attributes.size() == 0 ? EMPTY : USABLE;
  }
}
