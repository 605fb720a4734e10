package io.kinescope.uploader.base.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place that says in words why a file can't be used; never with a Java class's name. */
public final class IoWords {
  /** What is said when there is no room left. */
  public static final String DISK_FULL = "the disk is full";

  /** What is said where the file system can't be written at all. */
  public static final String READ_ONLY = "the disk is read-only";

  /** What is said without the right to read or write. */
  public static final String NO_PERMISSION = "no permission";

  /** The messages of Linux, macOS and Windows that people meet, in better words. */
  private static final Map<String, String> SYSTEM =
      Map.ofEntries(
          Map.entry("No space left on device", DISK_FULL),
          Map.entry("There is not enough space on the disk", DISK_FULL),
          Map.entry("Disk quota exceeded", "the disk quota is used up"),
          Map.entry("Read-only file system", READ_ONLY),
          Map.entry("Permission denied", NO_PERMISSION),
          Map.entry("Operation not permitted", NO_PERMISSION),
          Map.entry("Access is denied", NO_PERMISSION),
          Map.entry("Is a directory", "it is a folder"),
          Map.entry("Not a directory", "a part of its path is not a folder"),
          Map.entry("No such file or directory", "no such file or folder"),
          Map.entry("File name too long", "its name is too long"),
          Map.entry("Input/output error", "the disk reports a read or write error"),
          Map.entry("Too many levels of symbolic links", "its links lead in a circle"),
          Map.entry("Too many open files", "too many files are open"));

  private IoWords() {}

  /** Why it failed; the path is not in it. */
  public static String of(Throwable e) {
    if ((e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)
        && e.getCause() instanceof IOException cause) {
      return of(cause);
    }
    if (e instanceof AccessDeniedException) {
      return NO_PERMISSION;
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof NotDirectoryException) {
      return "a part of its path is not a folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (e instanceof CharacterCodingException) {
      return "it has bytes that are no text in its encoding";
    }
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    if (e instanceof ClosedChannelException) {
      return "it was closed";
    }
    return words(e instanceof FileSystemException system ? system.getReason() : e.getMessage());
  }

  /** Why a file could not be made or written: what is missing then is its folder. */
  public static String ofWriting(Path file, IOException e) {
    return e instanceof NoSuchFileException || e instanceof NotDirectoryException
        ? noFolder(file)
        : of(e);
  }

  /** That the file's folder is not there. */
  public static String noFolder(Path file) {
    Path folder = file.getParent();
    return "the folder "
        + (folder == null ? file.toAbsolutePath().getParent() : folder)
        + " does not exist";
  }

  private static String words(@Nullable String reason) {
    if (reason == null || reason.isBlank()) {
      return "the operating system does not say why";
    }
    // java.io says "path (reason)".
    int open = reason.endsWith(")") ? reason.lastIndexOf('(') : -1;
    String bare = open < 0 ? reason : reason.substring(open + 1, reason.length() - 1);
    return SYSTEM.getOrDefault(bare, reason);
  }
}
