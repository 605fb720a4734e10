package io.kinescope.uploader.base.files;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: written beside its place as {@code .NAME.tmp-PID},
 * forced to the disk, then moved over the old one. Its mode follows the umask. A pipe or device
 * such as {@code /dev/null} is written directly, for it can't be replaced.
 *
 * <p>All methods throw {@link UploaderException} of kind LOCAL_IO that names the file.
 */
public final class AtomicFile {

  private final Path target;
  private final String elsewhere;
  private final @Nullable Path temporary;
  private final FileChannel channel;

  /** Begins to write; {@code elsewhere} is the advice when that can't be done in this place. */
  public AtomicFile(Path path, String elsewhere) {
    this.elsewhere = elsewhere;
    if (Files.isDirectory(path)) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO, path + " is a folder", "give a file's name");
    }
    try {
      // Of a symbolic link the file behind it is replaced, not the link; /dev/stdout may be one to
      // a pipe, which has no path.
      boolean special = isSpecial(path);
      target = Files.exists(path) && !special ? path.toRealPath() : path.toAbsolutePath();
      if (special) {
        temporary = null;
        channel = FileChannel.open(target, StandardOpenOption.WRITE);
      } else {
        String prefix = "." + target.getFileName() + ".tmp-";
        removeOfDead(target.resolveSibling("."), prefix);
        temporary = target.resolveSibling(prefix + ProcessHandle.current().pid());
        Files.deleteIfExists(temporary);
        channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      throw failed(path, elsewhere, e);
    }
  }

  /** Makes sure that a file can be made here, by making one; a pipe or device is not touched. */
  public static void requirePlace(Path path, String elsewhere) {
    if (!isSpecial(path)) {
      new AtomicFile(path, elsewhere).abort();
    }
  }

  /**
   * Refuses a place where a file of another kind is, such as the list that was to be read.
   *
   * @param start what a file of this kind begins with
   * @throws UploaderException of kind USAGE
   */
  public static void requireKind(Path path, String start, String elsewhere) {
    if (!Files.isRegularFile(path)) {
      return;
    }
    byte[] expected = start.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] found = in.readNBytes(expected.length);
      if (found.length > 0 && !Arrays.equals(found, expected)) {
        throw UploaderException.usage(path + " is another file, which would be lost", elsewhere);
      }
    } catch (IOException e) {
      throw failed(path, elsewhere, e);
    }
  }

  /** Where the bytes go; closing it closes nothing, for {@link #commit()} has yet to force them. */
  public OutputStream stream() {
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /** Replaces bytes that were written; a pipe or device has them already, and stays as it is. */
  public void overwrite(long position, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (temporary != null && rest.hasRemaining()) {
      int unused = channel.write(rest, position + rest.position());
    }
  }

  /** Where what was written is until {@link #commit()}. */
  public Path written() {
    return temporary == null ? target : temporary;
  }

  public void commit() {
    try {
      if (temporary == null) {
        channel.close();
        return;
      }
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      abort();
      throw failed(e);
    }
    forceFolder(target.resolveSibling("."));
  }

  /** A new name is durable only when its folder is. */
  static void forceFolder(Path path) {
    try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // The file itself is on the disk: at worst a power loss brings the old one back. Windows
      // can't force a folder, and need not.
      return;
    }
  }

  /** Forgets what was written; an older file stays as it was. */
  public void abort() {
    try {
      channel.close();
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes an older file, if there is one; a pipe or device stays. */
  public static void remove(Path path, String elsewhere) {
    try {
      if (Files.isRegularFile(path)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw failed(path, elsewhere, e);
    }
  }

  /** The error for trouble while writing: what the operating system means, and what to do. */
  public UploaderException failed(IOException cause) {
    return failed(target, elsewhere, cause);
  }

  /** The same of a file that is written in another way. */
  public static UploaderException failed(Path path, String elsewhere, IOException cause) {
    String reason = IoWords.ofWriting(path, cause);
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "could not write " + path + ": " + reason,
        reason.equals(IoWords.DISK_FULL) ? "make room, then run the same command again" : elsewhere,
        cause);
  }

  /** Temporary files of runs that were killed, whose process is no more. */
  static void removeOfDead(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder, file -> String.valueOf(file.getFileName()).startsWith(prefix))) {
      for (Path file : files) {
        String pid = String.valueOf(file.getFileName()).substring(prefix.length());
        if (pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isSpecial(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }
}
