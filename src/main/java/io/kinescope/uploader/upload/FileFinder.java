package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns the paths of a command line into files. A file that was named is taken whatever it is
 * called; a directory is searched, see {@link FileWalk}. No file is handed on twice, however many
 * ways lead to it: twice would be two videos.
 */
public final class FileFinder {
  private record Given(Path path, Path real, boolean directory) {}

  private final FindSettings settings;
  private final GlobRules include;
  private final GlobRules exclude;
  private final Clock clock;
  private final Notices notices;

  /**
   * Reads the patterns.
   *
   * @param clock tells how old files are
   * @param notices hears what is left out and why
   * @throws UploaderException USAGE if a pattern can't be read
   */
  public FileFinder(FindSettings settings, Clock clock, Notices notices) {
    this.settings = settings;
    this.include = new GlobRules(settings.include(), FileSystems.getDefault());
    this.exclude = new GlobRules(settings.exclude(), FileSystems.getDefault());
    this.clock = clock;
    this.notices = notices;
  }

  /**
   * Hands on files as they are found: the paths in their order, a directory's content sorted by
   * name, as the person wrote the path. What is missing or no regular file is handed on as it is,
   * if it was named: the upload says what is wrong with it. All paths are looked at before the
   * first is handed on.
   *
   * @return how many were handed on
   * @throws UploaderException INPUT for a directory without {@code recursive}, and an empty path
   */
  public long find(List<Path> paths, Consumer<Path> consumer) {
    FoundFiles found = new FoundFiles(consumer, settings.minAge(), clock, notices);
    FileWalk walk = new FileWalk(include, exclude, found, notices);
    List<Given> all = new ArrayList<>();
    for (Path path : paths) {
      Given given = look(path);
      all.add(given);
      if (given.directory) {
        walk.willSearch(path, given.real);
      } else {
        walk.leaveOut(given.real);
      }
    }
    Set<Path> named = new HashSet<>();
    for (Given given : all) {
      if (given.directory) {
        walk.search(given.real);
      } else if (named.add(given.real)) {
        offer(given.path, found);
      }
    }
    return found.count();
  }

  private Given look(Path path) {
    if (path.toString().isEmpty()) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "a path is empty", "is a variable of the command not set?");
    }
    boolean directory = Files.isDirectory(path);
    if (directory && !settings.recursive()) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          path + " is a directory",
          "--recursive uploads the videos in it and below");
    }
    return new Given(path, real(path), directory);
  }

  private static void offer(Path path, FoundFiles found) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      found.pass(path);
      return;
    }
    if (attributes.isRegularFile()) {
      found.offer(path, attributes);
    } else {
      found.pass(path);
    }
  }

  /** Where it really is; the path itself if that can't be known. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }
}
