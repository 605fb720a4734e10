package io.kinescope.uploader.ledger;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * SQLite's native code as the distribution has it, unpacked and named by platform in {@code
 * lib/native}. The driver would unpack it into the temporary folder at every start, and start a
 * process to ask for the platform, which doubles the time to open; it still does where the folder
 * has none that fits.
 */
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  private NativeLibrary() {}

  /** Points the driver at the library, unless somebody else did. */
  static void prepare() {
    if (System.getProperty(PATH) != null) {
      return;
    }
    String name = System.mapLibraryName("sqlitejdbc-" + platform());
    String folders = System.getProperty("java.library.path", "");
    for (String folder : folders.split(File.pathSeparator, -1)) {
      // An empty one would be the working folder, which is no place to load code from.
      if (!folder.isEmpty() && Files.isRegularFile(Path.of(folder, name))) {
        System.setProperty(PATH, folder);
        System.setProperty(NAME, name);
        return;
      }
    }
  }

  /** Such as {@code linux-x86_64}, {@code mac-aarch64}: the driver's names, in lower case. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ", 2)[0];
    String machine = System.getProperty("os.arch");
    return os + "-" + (machine.equals("amd64") ? "x86_64" : machine);
  }
}
