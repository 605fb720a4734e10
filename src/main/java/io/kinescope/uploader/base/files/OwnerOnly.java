package io.kinescope.uploader.base.files;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The mode of what only its owner may read, to be given when it is made; none on Windows. */
public final class OwnerOnly {
  private OwnerOnly() {}

  /** 0600. */
  public static FileAttribute<?>[] file(Path file) {
    return mode(file, "rw-------");
  }

  /** 0700. */
  public static FileAttribute<?>[] folder(Path folder) {
    return mode(folder, "rwx------");
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
