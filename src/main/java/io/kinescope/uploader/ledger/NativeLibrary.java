package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.files.OwnerOnly;
import io.kinescope.uploader.base.files.Xdg;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native code, unpacked once into {@code $XDG_CACHE_HOME/kinescope/native/VERSION}: the
 * driver would unpack it into the temporary folder at every start, which doubles the time to open.
 * If anything is in the way, the driver does it in its own way.
 */
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static boolean prepared;

  private NativeLibrary() {}

  /** Points the driver at the unpacked library; once in a process, and only if nobody else did. */
  static synchronized void prepare(Map<String, String> environment) {
    if (prepared || System.getProperty(PATH) != null) {
      return;
    }
    prepared = true;
    Path cache = Xdg.CACHE.folder(environment);
    Path folder = cache == null ? null : unpack(cache);
    if (folder != null) {
      System.setProperty(PATH, folder.toString());
      System.setProperty(NAME, LibraryLoaderUtil.getNativeLibName());
    }
  }

  /** The folder in the cache with the right library in it, whole; null if none can be made. */
  static @Nullable Path unpack(Path cache) {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    URL url = SQLiteJDBCLoader.class.getResource(resource);
    try {
      if (url == null || !(url.openConnection() instanceof JarURLConnection jar)) {
        return null;
      }
      JarEntry packed = jar.getJarEntry();
      // Two machines of different kinds may share a home folder.
      Path folder =
          cache
              .resolve("native")
              .resolve(SQLiteJDBCLoader.getVersion())
              .resolve(Long.toHexString(packed.getCrc()));
      Files.createDirectories(folder, OwnerOnly.folder(folder));
      if (!isMine(folder)) {
        return null;
      }
      Path library = folder.resolve(name);
      if (!isWhole(library, packed)) {
        copy(jar, folder, library);
      }
      return isWhole(library, packed) ? folder : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null; // read-only home, full disk: the driver's own way needs neither
    }
  }

  /** Under another name first: a start at the same moment never sees half of it. */
  private static void copy(JarURLConnection jar, Path folder, Path library) throws IOException {
    Path part = Files.createTempFile(folder, "part", ".tmp");
    try {
      try (InputStream in = jar.getInputStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Code is loaded from here: nobody else may be able to put it there. */
  private static boolean isMine(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return true; // Windows: the user's own profile
    }
    var rights = Files.getPosixFilePermissions(folder);
    return !rights.contains(PosixFilePermission.GROUP_WRITE)
        && !rights.contains(PosixFilePermission.OTHERS_WRITE)
        && Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
  }

  /** Size and checksum as the jar's directory has them: nothing is unpacked to compare. */
  private static boolean isWhole(Path library, JarEntry packed) throws IOException {
    if (!Files.isRegularFile(library) || Files.size(library) != packed.getSize()) {
      return false;
    }
    CRC32 checksum = new CRC32();
    checksum.update(Files.readAllBytes(library));
    return checksum.getValue() == packed.getCrc();
  }
}
