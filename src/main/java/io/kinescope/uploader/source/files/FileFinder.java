package io.kinescope.uploader.source.files;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.units.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Turns the paths of a command line into files. A file that was named is taken whatever it is
 * called; a directory is searched in the order of names, without what is hidden or excluded. Links
 * are followed. No file is handed on twice, however many ways lead to it: the first way counts.
 */
public final class FileFinder {
  /**
   * What is looked for in directories.
   *
   * @param recursive whether directories are allowed at all; they are searched to any depth
   * @param include patterns; empty means files with the name of a video; one that matches a
   *     directory takes all below it
   * @param exclude patterns; they win over {@code include}
   * @param minAge a file modified less than this ago is left out; zero takes all
   */
  public record FindSettings(
      boolean recursive, List<String> include, List<String> exclude, Duration minAge) {}

  private final FindSettings settings;
  private final GlobRules include;
  private final GlobRules exclude;
  private final Clock clock;

  /** Throws USAGE if a pattern can't be read. */
  public FileFinder(FindSettings settings, Clock clock) {
    this.settings = settings;
    this.include = new GlobRules(settings.include());
    this.exclude = new GlobRules(settings.exclude());
    this.clock = clock;
  }

  /**
   * Hands on files as they are found, as the person wrote the path: the paths in their order, a
   * directory's content by name. What is missing or no regular file is handed on too if it was
   * named: the upload says what is wrong with it. All paths are looked at before the first is
   * handed on.
   *
   * @param notices hears what is left out and why
   * @return how many files and directories are there but could not be looked at
   * @throws UploaderException INPUT for a directory without {@code recursive}, and an empty path
   */
  public long find(List<Path> paths, Notices notices, Consumer<Path> consumer) {
    Set<Path> directories = new HashSet<>();
    for (Path path : paths) {
      if (path.toString().isEmpty()) {
        throw UploaderException.withHint(
            ErrorKind.INPUT, "a path is empty", "check that the command's variables are set");
      }
      if (Files.isDirectory(path) && directories.add(path) && !settings.recursive()) {
        String hint = "use --recursive to upload the videos in it and its subdirectories";
        throw UploaderException.withHint(ErrorKind.INPUT, path + " is a directory", hint);
      }
    }
    Search search = new Search(notices, consumer);
    for (Path path : paths) {
      if (directories.contains(path)) {
        search.directory(path);
      } else {
        search.named(path);
      }
    }
    return search.unreadable;
  }

  /**
   * One search. The walk is our own because the JDK's goes in the order of the disk. It remembers
   * directories, not files: each is searched once, so loops end and a file is met at most once at
   * its own place. Only files that came by a link or by name are remembered one by one.
   */
  private final class Search {
    private final Notices notices;
    private final Consumer<Path> consumer;

    /** Real path to the path from the given directory, of directories. */
    private final Map<Path, Path> searched = new HashMap<>();

    /** Real paths of files that were named or that a link led to. */
    private final Set<Path> taken = new HashSet<>();

    /** How many names the given directory's own path has. */
    private int givenNames;

    private long unreadable;

    Search(Notices notices, Consumer<Path> consumer) {
      this.notices = notices;
      this.consumer = consumer;
    }

    void named(Path path) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (isNew(path.toRealPath(), true)
            && (!attributes.isRegularFile() || isOldEnough(path, attributes))) {
          consumer.accept(path);
        }
      } catch (IOException e) {
        if (taken.add(path.toAbsolutePath())) {
          consumer.accept(path);
        }
      }
    }

    void directory(Path given) {
      givenNames = given.getNameCount();
      Deque<Iterator<Path>> open = new ArrayDeque<>(); // no recursion: a tree may be deep
      open.push(entries(given, Path.of("")));
      while (!open.isEmpty()) {
        if (open.element().hasNext()) {
          meet(open.element().next(), open);
        } else {
          open.pop();
        }
      }
    }

    private Iterator<Path> entries(Path directory, Path relative) {
      try (Stream<Path> entries = Files.list(directory)) {
        Path real = directory.toRealPath();
        if (!searched.containsKey(real)) {
          List<Path> sorted = entries.sorted().toList();
          searched.put(real, relative);
          return sorted.iterator();
        }
      } catch (IOException | UncheckedIOException e) {
        unreadable(directory, e);
      }
      return Collections.emptyIterator();
    }

    private void meet(Path path, Deque<Iterator<Path>> open) {
      Path relative = path.subpath(givenNames, path.getNameCount());
      try {
        if (isHidden(path) || exclude.matches(relative, false)) {
          return;
        }
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
          if (!exclude.matches(relative, true)) {
            open.push(entries(path, relative));
          }
        } else if (isWanted(relative) && isNew(path.toRealPath(), Files.isSymbolicLink(path))) {
          if (!attributes.isRegularFile()) {
            notices.warn("leaving out " + path + ": a pipe, socket or device, not a file");
          } else if (isOldEnough(path, attributes)) {
            consumer.accept(path);
          }
        }
      } catch (IOException e) {
        if (Files.isSymbolicLink(path) && !(e instanceof AccessDeniedException)) {
          notices.warn("leaving out " + path + ": a broken link");
        } else if (!(e instanceof NoSuchFileException)) { // that is gone since the listing
          unreadable(path, e);
        }
      }
    }

    /**
     * Whether this file was not met yet, and won't be at its own place.
     *
     * @param detour whether it was named, or a link led to it
     */
    private boolean isNew(Path real, boolean detour) throws IOException {
      Path home = detour ? searched.get(real.getParent()) : null;
      boolean metAtHome =
          home != null
              && !isHidden(real)
              && isWanted(home.resolve(real.getName(real.getNameCount() - 1)));
      return detour ? !metAtHome && taken.add(real) : !taken.contains(real);
    }

    private void unreadable(Path path, Exception e) {
      unreadable++;
      notices.trouble("could not read " + path + ": " + IoWords.of(e));
    }

    private boolean isOldEnough(Path file, BasicFileAttributes attributes) {
      Instant modified = attributes.lastModifiedTime().toInstant();
      Duration age = Duration.between(modified, clock.instant());
      if (settings.minAge().isZero() || age.compareTo(settings.minAge()) >= 0) {
        return true;
      }
      String when =
          age.isNegative()
              ? "modified in the future (" + modified + ")"
              : "modified " + Durations.format(age) + " ago";
      notices.warn(
          "leaving out file %s: %s, still being written? (--min-age %s)"
              .formatted(file, when, Durations.format(settings.minAge())));
      return false;
    }
  }

  private boolean isWanted(Path relative) {
    if (exclude.matches(relative, false)) {
      return false;
    }
    if (include.isEmpty()) {
      return ContentTypes.isVideo(relative);
    }
    return include.matches(relative, false)
        || IntStream.range(1, relative.getNameCount())
            .anyMatch(names -> include.matches(relative.subpath(0, names), true));
  }

  /** By its name everywhere, on Windows by its attribute too. */
  private static boolean isHidden(Path path) throws IOException {
    return path.getName(path.getNameCount() - 1).toString().startsWith(".") || Files.isHidden(path);
  }
}
