package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongConsumer;

/** What a row's file is, as far as it matters before it is sent. */
public enum SourceState {
  USABLE("can be sent"),
  MISSING("does not exist"),
  FOLDER("is a folder"),
  /** A pipe or a device: it has no size and can't be read twice. */
  SPECIAL("is not a regular file"),
  EMPTY("is empty (0 bytes)"),
  UNREADABLE("can't be read");

  private static final Class<? extends BasicFileAttributes> LOOK =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? PosixFileAttributes.class
          : BasicFileAttributes.class;

  private static final Set<PosixFilePermission> FOR_ALL =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OTHERS_READ);

  private final String words;

  SourceState(String words) {
    this.words = words;
  }

  /** As it follows the file's name. */
  String words() {
    return words;
  }

  /** Looks at the disk; follows links. */
  public static SourceState of(Path file) {
    return of(file, size -> {});
  }

  /** As above; {@code size} is told of the size of a usable file, in bytes. */
  public static SourceState of(Path file, LongConsumer size) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, LOOK);
    } catch (NoSuchFileException e) {
      Path there = FileSource.asOnDisk(file);
      return there.equals(file) ? MISSING : of(there, size);
    } catch (IOException e) {
      return UNREADABLE;
    }
    SourceState state =
        attributes.isDirectory()
            ? FOLDER
            : !attributes.isRegularFile()
                ? SPECIAL
                : !isForAll(attributes) && !Files.isReadable(file)
                    ? UNREADABLE
                    : attributes.size() == 0 ? EMPTY : USABLE;
    size.accept(state == USABLE ? attributes.size() : 0);
    return state;
  }

  /** Whether everybody may read it: to ask the system whether we may costs most of a look more. */
  private static boolean isForAll(BasicFileAttributes attributes) {
    return attributes instanceof PosixFileAttributes posix
        && posix.permissions().containsAll(FOR_ALL);
  }
}
