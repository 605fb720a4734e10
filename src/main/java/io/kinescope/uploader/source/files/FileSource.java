package io.kinescope.uploader.source.files;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.text.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file as it was when the upload was planned; its size is in bytes. */
public record FileSource(Path path, long size, Instant modified) {
  private static final int MAX_LOOKED_AT = 10_000;

  /**
   * Looks at a file.
   *
   * @throws UploaderException of kind INPUT if it is missing, no regular file, empty or unreadable
   */
  public static FileSource of(Path path) {
    if (nameOf(path).indexOf(SafeText.UNDECODED) >= 0) {
      throw input(
          path,
          "has a name that can't be decoded in the current locale (U+FFFD): it would be sent wrong",
          "rename it, or set LC_ALL to the locale of its name");
    }
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      Path there = asOnDisk(path);
      if (!there.equals(path)) {
        return of(there);
      }
      String advice = adviceOnMissing(path, path.toString());
      throw input(path, "does not exist", advice == null ? "check the path" : advice);
    } catch (IOException e) {
      throw input(path, "can't be read: " + IoWords.of(e), "check its permissions");
    }
    if (attributes.isDirectory()) {
      throw input(path, "is a directory", "name a file");
    }
    if (!attributes.isRegularFile()) {
      throw input(
          path, "is not a regular file", "save it to a file: pipes and devices have no size");
    }
    if (attributes.size() == 0) {
      throw input(path, "is empty", "check the program that wrote it");
    }
    if (!Files.isReadable(path)) {
      throw input(path, "can't be read", "check its permissions");
    }
    return new FileSource(path, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  /**
   * What tells this file from another of its size and time: inode and change time, which nobody can
   * put back. Null where the system tells neither.
   */
  public @Nullable String identity() {
    try {
      Map<String, Object> known = Files.readAttributes(path, "unix:dev,ino,ctime");
      return known.get("ctime") instanceof FileTime changed
          ? known.get("dev") + ":" + known.get("ino") + ":" + changed.to(TimeUnit.NANOSECONDS)
          : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** The size of what {@link #of} would take for a file, in bytes; else null. */
  public static @Nullable Long sizeIfThere(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() && attributes.size() > 0 ? attributes.size() : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The file's one name, whatever links lead to it; a URI, which has the bytes, where its text has
   * not: two folders that the locale can't spell have the same text.
   */
  public static String realPath(Path path) {
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      real = path.toAbsolutePath().normalize();
    }
    String text = real.toString();
    return text.indexOf(SafeText.UNDECODED) < 0 ? text : real.toUri().toString();
  }

  /**
   * The path as the disk has it where that spells letters in another Unicode form: a Mac writes и +
   * breve where keyboards give й. Else the path itself.
   */
  public static Path asOnDisk(Path path) {
    Path name = path.getFileName();
    if (name == null || Files.exists(path)) {
      return path;
    }
    Path folder = path.getParent() == null ? Path.of("") : asOnDisk(path.getParent());
    return Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
        .map(form -> folder.resolve(Normalizer.normalize(name.toString(), form)))
        .filter(Files::exists)
        .findFirst()
        .orElse(path);
  }

  /**
   * What may have been meant by a path where nothing is: a shell's or a browser's way to write it,
   * or the nearest name that is there. Null if nothing comes near.
   *
   * @param text the path as it was written
   */
  public static @Nullable String adviceOnMissing(Path path, @Nullable String text) {
    if (text != null && text.startsWith("~/")) {
      return "write the full path of your home folder: only a shell expands ~";
    }
    if (text != null && text.startsWith("file:/")) {
      return "write a path, not a URL: " + text.replaceFirst("file:/+", "/");
    }
    if (File.separatorChar == '/' && path.toString().contains("\\")) {
      return "use / to separate folders on this system";
    }
    Path gone = path;
    Path folder = path.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) {
      gone = folder;
      folder = folder.getParent();
    }
    if (folder == null) {
      return null;
    }
    try (Stream<Path> there = Files.list(folder)) {
      List<String> names = there.limit(MAX_LOOKED_AT).map(FileSource::nameOf).toList();
      Optional<String> nearest = NearestName.of(nameOf(gone), names);
      if (nearest.isPresent()) {
        return "did you mean " + gone.resolveSibling(nearest.get()) + "?";
      }
    } catch (IOException | UncheckedIOException e) {
      return null; // a folder that can't be listed tells nothing
    }
    return null;
  }

  /** The file's name without its extension: what a video is called when nobody says otherwise. */
  public static String titleOf(Path path) {
    String name = nameOf(path);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  public static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private static UploaderException input(Path path, String what, String hint) {
    return UploaderException.withHint(ErrorKind.INPUT, "file " + path + " " + what, hint);
  }
}
