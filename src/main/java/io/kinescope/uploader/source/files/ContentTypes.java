package io.kinescope.uploader.source.files;

import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The media type of a file, from its name: the JDK's own table knows few video types. Types as
 * registered with IANA, or in wide use.
 */
public final class ContentTypes {
  private static final String UNKNOWN = "application/octet-stream";
  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/x-m4v"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("webm", "video/webm"),
          Map.entry("avi", "video/x-msvideo"),
          Map.entry("wmv", "video/x-ms-wmv"),
          Map.entry("flv", "video/x-flv"),
          Map.entry("mpg", "video/mpeg"),
          Map.entry("mpeg", "video/mpeg"),
          Map.entry("ts", "video/mp2t"),
          Map.entry("mts", "video/mp2t"),
          Map.entry("m2ts", "video/mp2t"),
          Map.entry("3gp", "video/3gpp"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("mxf", "application/mxf"));

  private ContentTypes() {}

  /** {@code application/octet-stream} if nothing is known. */
  public static String of(Path path) {
    String known = BY_EXTENSION.get(extension(path));
    if (known != null) {
      return known;
    }
    String guessed = URLConnection.guessContentTypeFromName(FileSource.nameOf(path));
    return guessed == null ? UNKNOWN : guessed;
  }

  /** Whether the name says that it is a video: what a directory is searched for by default. */
  static boolean isVideo(Path path) {
    return BY_EXTENSION.containsKey(extension(path));
  }

  /** Without the dot; cameras write {@code MP4}. Empty where the name has none. */
  private static String extension(Path path) {
    String name = FileSource.nameOf(path);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
