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
  static final String DISK_FULL = "the disk is full";

  private static final String NO_PERMISSION = "no permission";
  private static final String MISSING = "no such file or folder";
  private static final String NO_FOLDER = "a part of its path is not a folder";

  /** By class, where the message is only the file's name, or says less. */
  private static final Map<Class<?>, String> EXCEPTIONS =
      Map.of(
          AccessDeniedException.class, NO_PERMISSION,
          NoSuchFileException.class, MISSING,
          NotDirectoryException.class, NO_FOLDER,
          FileAlreadyExistsException.class, "it already exists",
          CharacterCodingException.class, "it has bytes that are not text in its encoding",
          EOFException.class, "it ends too early",
          ClosedChannelException.class, "it was closed");

  /** The messages of Linux, macOS and Windows that people meet, in better words. */
  private static final Map<String, String> SYSTEM =
      Map.ofEntries(
          Map.entry("No space left on device", DISK_FULL),
          Map.entry("There is not enough space on the disk", DISK_FULL),
          Map.entry("Disk quota exceeded", "the disk quota is used up"),
          Map.entry("Read-only file system", "the disk is read-only"),
          Map.entry("Permission denied", NO_PERMISSION),
          Map.entry("Operation not permitted", NO_PERMISSION),
          Map.entry("Access is denied", NO_PERMISSION),
          Map.entry("Is a directory", "it is a folder"),
          Map.entry("Not a directory", NO_FOLDER),
          Map.entry("No such file or directory", MISSING),
          Map.entry("File name too long", "its name is too long"),
          Map.entry("Input/output error", "the disk reports a read or write error"),
          Map.entry("Too many levels of symbolic links", "its symbolic links form a loop"),
          Map.entry("Connection refused", "connection refused"),
          Map.entry("Too many open files", "too many files are open"));

  private IoWords() {}

  /** Why it failed; the path is not in it. */
  public static String of(Throwable e) {
    if ((e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)
        && e.getCause() instanceof IOException cause) {
      return of(cause);
    }
    for (Class<?> type = e.getClass(); type != null; type = type.getSuperclass()) {
      String said = EXCEPTIONS.get(type);
      if (said != null) {
        return said;
      }
    }
    return words(e instanceof FileSystemException system ? system.getReason() : e.getMessage());
  }

  /** Why a file could not be made or written: what is missing then is its folder. */
  public static String ofWriting(Path file, IOException e) {
    if (!(e instanceof NoSuchFileException || e instanceof NotDirectoryException)) {
      return of(e);
    }
    Path folder = file.getParent() == null ? file.toAbsolutePath().getParent() : file.getParent();
    return "the folder " + folder + " does not exist";
  }

  private static String words(@Nullable String reason) {
    if (reason == null || reason.isBlank()) {
      return "the operating system gives no reason";
    }
    // java.io says "path (reason)".
    int open = reason.endsWith(")") ? reason.lastIndexOf('(') : -1;
    String bare = open < 0 ? reason : reason.substring(open + 1, reason.length() - 1);
    return SYSTEM.getOrDefault(bare, reason);
  }
}
