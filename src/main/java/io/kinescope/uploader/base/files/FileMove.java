package io.kinescope.uploader.base.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a file to a place where nothing is. At each moment at least one of the two places has the
 * whole file on the disk, whenever the process or the machine dies; and the same move, made again,
 * ends what was left half done. No other file is ever replaced.
 *
 * <p>Within a file system by a second name (a hard link), which can't take the place of anything,
 * and then the first name goes. Where that can't be done: by a copy, which is forced to the disk
 * and compared, before the original goes.
 */
public final class FileMove {
  private static final String TEMPORARY = ".kinescope-move.tmp-";
  private static final int BLOCK = 1 << 20;
  private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

  private final Path file;
  private final Path wanted;
  private final BooleanSupplier stopped;

  private FileMove(Path file, Path wanted, BooleanSupplier stopped) {
    this.file = file;
    this.wanted = wanted.toAbsolutePath();
    this.stopped = stopped;
  }

  /**
   * Moves a regular file; makes the folders of the new place.
   *
   * @param wanted the new place; where something is, {@code NAME (2)}, {@code NAME (3)}, …
   * @param stopped asked while a copy is made: then it ends with {@link InterruptedIOException}
   * @return where the file is now
   * @throws NoSuchFileException if the file is no longer there
   * @throws IOException if it can't be moved; then it is where it was
   */
  public static Path move(Path file, Path wanted, BooleanSupplier stopped) throws IOException {
    return new FileMove(file, wanted, stopped).move();
  }

  private Path move() throws IOException {
    Path folder = folderOf(wanted);
    Path existing = folder;
    while (!Files.isDirectory(existing)) {
      existing = folderOf(existing);
    }
    if (!existing.equals(folder)) {
      Files.createDirectories(folder);
    }
    BasicFileAttributes before = attributes(file);
    Path place = linked(file);
    place = place == null ? copiedEarlier() : place;
    if (place == null) {
      Path copy = copy(folder);
      place = linked(copy);
      place = place == null ? Files.move(copy, free()) : place;
      Files.deleteIfExists(copy);
    }
    // New names are on the disk only when their folders are.
    for (Path one = folder; !one.equals(existing); one = folderOf(one)) {
      AtomicFile.forceFolder(one);
    }
    AtomicFile.forceFolder(existing);
    remove(before);
    return place;
  }

  private void remove(BasicFileAttributes before) throws IOException {
    BasicFileAttributes now = attributes(file);
    if (now.size() != before.size()
        || !now.lastModifiedTime().equals(before.lastModifiedTime())
        || !Objects.equals(now.fileKey(), before.fileKey())) {
      throw new IOException("it changed while it was being moved");
    }
    Files.delete(file);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, NO_LINKS);
  }

  /** Gives the file a second name; null if that can't be done here. */
  private @Nullable Path linked(Path from) throws IOException {
    for (int number = 1; ; number++) {
      Path place = numbered(number);
      try {
        return Files.createLink(place, from);
      } catch (FileAlreadyExistsException e) {
        if (isSameFile(place, from)) {
          return place; // an earlier move had come this far
        }
      } catch (NoSuchFileException e) {
        throw e;
      } catch (FileSystemException | UnsupportedOperationException e) {
        return null;
      }
    }
  }

  /** Not by a symbolic link: it is no second name, and would lead nowhere. */
  private static boolean isSameFile(Path one, Path other) throws IOException {
    Object key = attributes(one).fileKey();
    return key != null && key.equals(attributes(other).fileKey());
  }

  /** The copy that an earlier move had made and compared before it was ended. */
  private @Nullable Path copiedEarlier() throws IOException {
    BasicFileAttributes own = attributes(file);
    for (int number = 1; Files.exists(numbered(number), NO_LINKS); number++) {
      Path place = numbered(number);
      BasicFileAttributes other = attributes(place);
      if (other.isRegularFile()
          && other.size() == own.size()
          && other.lastModifiedTime().equals(own.lastModifiedTime())
          && isEqual(place)) {
        return place;
      }
    }
    return null;
  }

  private Path copy(Path folder) throws IOException {
    AtomicFile.removeOfDead(folder, TEMPORARY);
    Path copy = folder.resolve(TEMPORARY + ProcessHandle.current().pid());
    Files.deleteIfExists(copy);
    boolean whole = false;
    try (FileChannel from = FileChannel.open(file);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < from.size(); ) {
        goOn();
        at += from.transferTo(at, BLOCK, to);
      }
      takeOverAttributes(copy);
      to.force(true);
      whole = isEqual(copy);
      if (!whole) {
        throw new IOException("its copy differs from it");
      }
      return copy;
    } finally {
      if (!whole) {
        Files.deleteIfExists(copy);
      }
    }
  }

  private void takeOverAttributes(Path copy) throws IOException {
    PosixFileAttributeView of = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributeView to = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
    if (of != null && to != null) {
      try {
        to.setPermissions(of.readAttributes().permissions());
      } catch (FileSystemException e) {
        // A file system that has no permissions, such as FAT: what counts is the content.
        to = null;
      }
    }
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
  }

  private boolean isEqual(Path copy) throws IOException {
    ByteBuffer ours = ByteBuffer.allocate(BLOCK);
    ByteBuffer theirs = ByteBuffer.allocate(BLOCK);
    try (FileChannel from = FileChannel.open(file);
        FileChannel to = FileChannel.open(copy)) {
      while (from.size() == to.size()) {
        goOn();
        boolean more = filled(from, ours);
        more = filled(to, theirs) && more;
        if (!ours.flip().equals(theirs.flip())) {
          return false;
        }
        if (!more) {
          return true;
        }
      }
      return false;
    }
  }

  /** Reads until the buffer is full; false at the end of the file. */
  private static boolean filled(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  private void goOn() throws InterruptedIOException {
    if (stopped.getAsBoolean()) {
      throw new InterruptedIOException("stopped");
    }
  }

  private Path free() {
    int number = 1;
    while (Files.exists(numbered(number), NO_LINKS)) {
      number++;
    }
    return numbered(number);
  }

  private Path numbered(int number) {
    if (number == 1) {
      return wanted;
    }
    String name = String.valueOf(wanted.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    return wanted.resolveSibling(
        name.substring(0, end) + " (" + number + ")" + name.substring(end));
  }

  private static Path folderOf(Path path) {
    Path folder = path.getParent();
    return folder == null ? path : folder;
  }
}
