package io.kinescope.uploader.base.files;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

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
    return Stream.of(PosixFilePermissions.fromString(permissions))
        .filter(mode -> path.getFileSystem().supportedFileAttributeViews().contains("posix"))
        .map(PosixFilePermissions::asFileAttribute)
        .toArray(FileAttribute<?>[]::new);
  }
}
