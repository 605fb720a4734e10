package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Files and folders that only their owner may read, from the moment they exist. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /**
   * Makes an empty file, 0600; one that exists is left as it is. SQLite gives its side files the
   * same mode.
   *
   * @param what for the message
   * @param ledger that it belongs to, or is
   */
  static void create(Path file, String what, Path ledger) {
    try {
      Files.createFile(file, OwnerOnly.file(file));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(file)) {
        throw failure("could not use " + file + " as " + what + ": it is a folder", ledger, e);
      }
    } catch (IOException e) {
      throw failure(
          "could not create " + what + " " + file + ": " + IoWords.ofWriting(file, e), ledger, e);
    }
  }

  /** Makes an empty file, 0600; one that exists is refused (USAGE). */
  static void createNew(Path file) {
    try {
      Files.createFile(file, OwnerOnly.file(file));
    } catch (FileAlreadyExistsException e) {
      throw UploaderException.usage(file + " already exists", "give a new name, or remove it");
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "could not create " + file + ": " + IoWords.ofWriting(file, e), e);
    }
  }

  /**
   * Whether there is a ledger, or may be one. Then nobody is sent to another place: what is empty
   * there would let every row be made a second time.
   */
  static boolean isThere(Path ledger) {
    try {
      return !Files.readAttributes(ledger, BasicFileAttributes.class).isDirectory();
    } catch (AccessDeniedException e) {
      return true; // nobody can tell
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes the rights of everybody else from a file that was there before, and from SQLite's side
   * files, which have got the same. Links to upload are about to be written there.
   */
  static void restrict(Path file) {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Path one = file.resolveSibling(file.getFileName() + suffix);
      PosixFileAttributeView view = Files.getFileAttributeView(one, PosixFileAttributeView.class);
      try {
        if (view != null && Files.exists(one)) {
          Set<PosixFilePermission> less = EnumSet.copyOf(view.readAttributes().permissions());
          if (less.retainAll(OWNERS)) {
            view.setPermissions(less);
          }
        }
      } catch (IOException ignored) {
        // Another user's file that this one may write, or a read-only disk: the rights are what
        // somebody chose, and whether the ledger can be written is found out anyway.
      }
    }
  }

  /** Something of a ledger can't be written where it is. */
  static UploaderException failure(String message, Path ledger, IOException e) {
    String elsewhere = "give another place with --ledger";
    String hint =
        isThere(ledger)
            ? "make the folder writable, or copy the ledger to one that is and name the copy"
                + " with --ledger"
            : Files.isDirectory(ledger)
                ? elsewhere
                : Files.isDirectory(ledger.resolveSibling("").toAbsolutePath())
                    ? elsewhere + ", or change the folder's permissions"
                    : "make the folder, or " + elsewhere;
    return UploaderException.withHint(ErrorKind.LOCAL_IO, message, hint, e);
  }
}
