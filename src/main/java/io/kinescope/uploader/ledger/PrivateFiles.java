package io.kinescope.uploader.ledger;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner may read, from the moment they exist. */
final class PrivateFiles {
  private static final FileAttribute<?>[] NONE = {};

  private PrivateFiles() {}

  /**
   * Makes an empty file, 0600; one that exists is left as it is. SQLite gives its side files the
   * same mode.
   *
   * @param what for the message
   */
  static void create(Path file, String what) {
    try {
      Files.createFile(file, mode(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(file)) {
        throw failure("can't use " + file + " as " + what + ": it is a folder", e);
      }
    } catch (IOException e) {
      throw failure("can't create " + what + " " + file + ": " + reason(e), e);
    }
  }

  /** Makes a folder and those above it, 0700; one that exists is left as it is. */
  static void createFolder(Path folder) {
    try {
      makeFolder(folder);
    } catch (IOException e) {
      throw failure("can't create the folder " + folder + ": " + reason(e), e);
    }
  }

  static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, mode(folder, "rwx------"));
  }

  /** What the operating system means, in words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no right to write there";
    }
    if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
      return "the folder does not exist";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  static FileAttribute<?>[] mode(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : NONE;
  }

  private static UploaderException failure(String message, IOException e) {
    return new UploaderException(
        ErrorKind.LOCAL_IO,
        message,
        "give another place with --ledger, or change the folder's rights",
        null,
        null,
        e);
  }
}
