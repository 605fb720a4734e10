package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches directories, in the order of names. Hidden and excluded directories are not entered.
 *
 * <p>Links are followed, but nothing is met twice: a link to what the search meets at its own place
 * is passed over, and the target of any other link becomes a place of its own. So loops end, and
 * what is remembered is one entry for each given path and each followed link, not one for each file
 * or directory of a huge tree; besides, the names of the directories that are open: the one that is
 * read and those above it.
 */
final class FileWalk {
  /**
   * Where the search is.
   *
   * @param path as the person would write it
   * @param real without links
   * @param relative to the given directory: what globs see
   * @param included whether a directory above it is one that {@code --include} names
   * @param guest whether a link led to it although it has a place of its own
   */
  private record Place(Path path, Path real, Path relative, boolean included, boolean guest) {
    Place child(Path name) {
      return new Place(
          path.resolve(name), real.resolve(name), relative.resolve(name), included, guest);
    }

    Place entered(GlobRules include) {
      return new Place(path, real, relative, included || include.matches(relative, true), guest);
    }

    Place reachedByLink(Path target, boolean asGuest) {
      return new Place(path, target, relative, included, asGuest);
    }
  }

  private record Open(Place place, Iterator<Path> names) {}

  private final GlobRules include;
  private final GlobRules exclude;
  private final FoundFiles found;
  private final Notices notices;

  /** Given directories and those that links led to, by their real paths. */
  private final Map<Path, Place> roots = new HashMap<>();

  /** Directories with a place of their own that are searched under a link's name too. */
  private final Map<Path, Place> guests = new HashMap<>();

  private final Set<Path> searched = new HashSet<>();

  /** Real paths of files that came, or will come, by another way. */
  private final Set<Path> elsewhere = new HashSet<>();

  FileWalk(GlobRules include, GlobRules exclude, FoundFiles found, Notices notices) {
    this.include = include;
    this.exclude = exclude;
    this.found = found;
    this.notices = notices;
  }

  /** This file comes by another way. */
  void leaveOut(Path real) {
    elsewhere.add(real);
  }

  /** To be told of all directories before the first search, so that each is met at its place. */
  void willSearch(Path directory, Path real) {
    Path here = directory.getFileSystem().getPath("");
    roots.putIfAbsent(real, new Place(directory, real, here, false, false));
  }

  /** Hands on what is wanted in this directory, which was announced, and below; once. */
  void search(Path real) {
    Place root = roots.get(real);
    if (root == null || !searched.add(real)) {
      return;
    }
    Deque<Open> open = new ArrayDeque<>();
    open.push(new Open(root, names(root.path)));
    while (!open.isEmpty()) {
      Open deepest = open.peek();
      if (!deepest.names.hasNext()) {
        open.pop();
        continue;
      }
      Place directory = meet(deepest.place.child(deepest.names.next()));
      if (directory != null) {
        open.push(new Open(directory, names(directory.path)));
      }
    }
  }

  /** Takes an entry; the directory to enter, if it is one. */
  private @Nullable Place meet(Place entry) {
    try {
      if (isHidden(entry.path)) {
        return null;
      }
      BasicFileAttributes own =
          Files.readAttributes(entry.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return isLink(own) ? meetLink(entry, own) : meetItself(entry, own);
    } catch (NoSuchFileException e) {
      return null; // removed since the listing
    } catch (IOException e) {
      notices.warn(leftOut(entry.path, e));
      return null;
    }
  }

  private @Nullable Place meetLink(Place link, BasicFileAttributes own) throws IOException {
    BasicFileAttributes target;
    Path real;
    try {
      target = Files.readAttributes(link.path, BasicFileAttributes.class);
      real = link.path.toRealPath();
    } catch (IOException e) {
      if (!exclude.matches(link.relative, true)) {
        notices.warn(link.path + " left out: a link to what does not exist or can't be reached");
      }
      return null;
    }
    if (real.equals(link.real)) {
      return meetItself(link, own); // a Windows directory that looks like a junction, and is none
    }
    if (target.isDirectory()) {
      return meetDirectoryLink(link, real);
    }
    if (!isMet(roots, real, false) && !isMet(guests, real, false)) {
      meetFile(link.reachedByLink(real, false), target, true);
    }
    return null;
  }

  /**
   * With {@code --include} the name of a link may be what makes its content wanted, although that
   * is not wanted at its own place: it is then searched as a guest, for what is not met at home.
   */
  private @Nullable Place meetDirectoryLink(Place link, Path real) throws IOException {
    boolean guest = isMet(roots, real, true);
    boolean loop = link.real.startsWith(real);
    if ((guest && (include.isEmpty() || loop || isMet(guests, real, true)))
        || exclude.matches(link.relative, true)) {
      return null;
    }
    Place inside = link.reachedByLink(real, guest).entered(include);
    (guest ? guests : roots).put(real, inside);
    return inside;
  }

  private @Nullable Place meetItself(Place entry, BasicFileAttributes attributes)
      throws IOException {
    if (!attributes.isDirectory()) {
      meetFile(entry, attributes, false);
      return null;
    }
    boolean comesElsewhere = (entry.guest ? guests : roots).containsKey(entry.real);
    return comesElsewhere || exclude.matches(entry.relative, true) ? null : entry.entered(include);
  }

  private void meetFile(Place file, BasicFileAttributes attributes, boolean byLink)
      throws IOException {
    if (exclude.matches(file.relative, false) || !isIncluded(file)) {
      return;
    }
    if (byLink ? !elsewhere.add(file.real) : elsewhere.contains(file.real)) {
      return;
    }
    if (file.guest && isMet(roots, file.real, false)) {
      return;
    }
    if (attributes.isRegularFile()) {
      found.offer(file.path, attributes);
    } else {
      notices.warn(file.path + " left out: a pipe, socket or device, no file");
    }
  }

  /** Whether the search comes, or came, to this real path from the nearest of these above it. */
  private boolean isMet(Map<Path, Place> from, Path real, boolean directory) throws IOException {
    for (Path up = real; up != null; up = up.getParent()) {
      Place start = from.get(up);
      if (start != null) {
        return up.equals(real) || leadsTo(start, up.relativize(real), directory);
      }
    }
    return false;
  }

  private boolean leadsTo(Place root, Path way, boolean directory) throws IOException {
    Place at = root;
    for (int i = 0; i < way.getNameCount(); i++) {
      boolean enters = directory || i < way.getNameCount() - 1;
      at = at.child(way.getName(i));
      if (isHidden(at.path) || exclude.matches(at.relative, enters)) {
        return false;
      }
      at = enters ? at.entered(include) : at;
    }
    return directory || isIncluded(at);
  }

  private boolean isIncluded(Place file) {
    return include.isEmpty()
        ? ContentTypes.isVideo(file.path)
        : file.included || include.matches(file.relative, false);
  }

  private Iterator<Path> names(Path directory) {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getName(entry.getNameCount() - 1));
      }
    } catch (IOException | DirectoryIteratorException e) {
      boolean wrapped = e instanceof DirectoryIteratorException;
      notices.warn(leftOut(directory, wrapped ? Objects.requireNonNull(e.getCause()) : e));
      return Collections.emptyIterator();
    }
    Collections.sort(names);
    return names.iterator();
  }

  /** By its name everywhere, on Windows by its attribute too. */
  private static boolean isHidden(Path path) throws IOException {
    return path.getName(path.getNameCount() - 1).toString().startsWith(".") || Files.isHidden(path);
  }

  /** A symbolic link, or a junction of Windows: the JDK shows that as a directory and as other. */
  private static boolean isLink(BasicFileAttributes attributes) {
    return attributes.isSymbolicLink() || (attributes.isDirectory() && attributes.isOther());
  }

  private static String leftOut(Path path, Throwable e) {
    String why = e instanceof NoSuchFileException ? "it is gone" : IoWords.of(e);
    return path + " left out: can't be read: " + why;
  }
}
