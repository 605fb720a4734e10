package io.kinescope.uploader.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code --version} tells: the version, the build, and with {@code -v} what it runs on. */
final class BuildInfo {
  /** The launcher's whole class path: {@code -jar HOME/lib/kinescope.jar}. */
  private static final String JAR = "kinescope.jar";

  private BuildInfo() {}

  static String[] lines(boolean verbose) {
    List<String> lines = new ArrayList<>();
    String build = id();
    lines.add(UploaderCommand.program() + (build == null ? "" : " (build " + build + ")"));
    if (verbose) {
      lines.add(
          "Java "
              + System.getProperty("java.runtime.version")
              + " ("
              + System.getProperty("java.vendor")
              + ") in "
              + System.getProperty("java.home"));
      lines.add(
          System.getProperty("os.name")
              + " "
              + System.getProperty("os.version")
              + " "
              + System.getProperty("os.arch"));
    }
    return lines.toArray(String[]::new);
  }

  /**
   * The hash of all jars that the build left beside them, which tells two builds of one version
   * apart; null outside of a distribution.
   */
  private static @Nullable String id() {
    File jar = new File(System.getProperty("java.class.path"));
    if (!jar.getName().equals(JAR)) {
      return null;
    }
    // Streams, not channels: they are loaded already, and --version is asked for often.
    try (InputStream in = new FileInputStream(new File(jar.getParentFile(), "build-id"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return null; // a folder put together by hand is told by its version alone
    }
  }
}
