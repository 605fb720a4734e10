package io.kinescope.uploader.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of the tests is run on the packaged program, with its class-data archive. */
final class CrashJava {
  private CrashJava() {}

  /** The command line; arguments follow. */
  static List<String> command(Class<?> main) {
    Path lib = Path.of(System.getProperty("kinescope.home"), "lib");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx96m",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Xlog:cds*=off:stderr",
            "--enable-native-access=ALL-UNNAMED")); // JDK 25 else warns of SQLite's library
    Path archive = lib.resolve("kinescope-" + System.getProperty("java.version") + ".jsa");
    if (Files.exists(archive)) {
      line.add("-XX:SharedArchiveFile=" + archive);
    }
    line.add("-cp");
    line.add(lib.resolve("kinescope.jar") + ":" + testClasses(main));
    line.add(main.getName());
    return line;
  }

  private static Path testClasses(Class<?> main) {
    try {
      return Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
