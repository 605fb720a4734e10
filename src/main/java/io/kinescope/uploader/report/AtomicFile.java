package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: written beside its place as {@code .NAME.tmp-PID},
 * forced to the disk, then moved over the old one. Its mode follows the umask. A pipe or device
 * such as {@code /dev/null} is written directly, for it can't be replaced.
 */
final class AtomicFile {
  private static final String TEMPORARY = ".tmp-";
  private static final String ELSEWHERE = "name another place with --results/--failed, or none";

  private final Path target;
  private final @Nullable Path temporary;
  private final FileChannel channel;

  private AtomicFile(Path target, @Nullable Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Begins to write.
   *
   * @throws UploaderException of kind LOCAL_IO, as all methods here
   */
  static AtomicFile create(Path path) {
    requireNoFolder(path);
    try {
      // Of a symbolic link the file behind it is replaced, not the link.
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        return new AtomicFile(target, null, FileChannel.open(target, StandardOpenOption.WRITE));
      }
      removeLeftovers(target);
      Path temporary = target.resolveSibling(prefix(target) + ProcessHandle.current().pid());
      Files.deleteIfExists(temporary);
      FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new AtomicFile(target, temporary, channel);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Makes sure, as far as that can be seen, that a file can be made here. */
  static void requirePlace(Path path) {
    requireNoFolder(path);
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failed(path, IoWords.noFolder(path), null);
    }
    if (!Files.isWritable(Files.exists(path) && !Files.isRegularFile(path) ? path : folder)) {
      throw failed(path, isReadOnly(folder) ? IoWords.READ_ONLY : IoWords.NO_PERMISSION, null);
    }
  }

  private static void requireNoFolder(Path path) {
    if (Files.isDirectory(path)) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO, path + " is a folder", "give a file's name");
    }
  }

  private static boolean isReadOnly(Path folder) {
    try {
      return Files.getFileStore(folder).isReadOnly();
    } catch (IOException e) {
      return false; // then it is the permission that we know of
    }
  }

  /** Where the bytes go; closing it closes nothing, for {@link #commit()} has yet to force them. */
  OutputStream stream() {
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /** Puts the file in its place. */
  void commit() {
    try {
      if (temporary == null) {
        channel.close();
        return;
      }
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(target);
    } catch (IOException e) {
      abort();
      throw failed(target, e);
    }
  }

  /** Forgets what was written; an older file stays as it was. */
  void abort() {
    try {
      channel.close();
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Removes an older file, if there is one; a device stays. */
  static void remove(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** What the operating system means, in words, and what to do. */
  static UploaderException failed(Path path, IOException cause) {
    return failed(path, IoWords.ofWriting(path, cause), cause);
  }

  private static UploaderException failed(Path path, String reason, @Nullable IOException cause) {
    return new UploaderException(
        ErrorKind.LOCAL_IO,
        path + " can't be written: " + reason,
        reason.equals(IoWords.DISK_FULL) ? "make room, then run the same command again" : ELSEWHERE,
        null,
        null,
        cause);
  }

  /** The new name is durable only when the folder is; Windows can't do that, and need not. */
  private static void forceFolder(Path target) {
    Path folder = target.getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      // The file itself is on the disk: at worst a power loss brings the old one back.
      return;
    }
  }

  /** Temporary files of runs that were killed; their process is no more. */
  private static void removeLeftovers(Path target) throws IOException {
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    String prefix = prefix(target);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder, file -> String.valueOf(file.getFileName()).startsWith(prefix))) {
      for (Path file : files) {
        if (isOfDeadProcess(String.valueOf(file.getFileName()).substring(prefix.length()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOfDeadProcess(String pid) {
    try {
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
      return process.isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + TEMPORARY;
  }
}
