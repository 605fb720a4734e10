package io.kinescope.uploader.base.log;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The log's file: made for its owner alone, appended to, each line handed to the system at once, so
 * that a killed process has logged all that it did.
 */
final class LogFile implements AutoCloseable {
  private final FileChannel channel;

  private LogFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens the file, or makes it with mode 0600. One that is there keeps its mode.
   *
   * @throws UploaderException LOCAL_IO if it can't be written
   */
  static LogFile open(Path path) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      return new LogFile(
          FileChannel.open(
              path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), owner));
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO,
          "the log file " + path + " can't be opened for writing: " + reason(e),
          "give --log-file a file in a folder that exists and that you may write to",
          null,
          null,
          e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }

  /**
   * Writes a line; also from several threads. When the disk is full the log has a gap, and the
   * upload goes on.
   */
  void write(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException ignored) {
      // a gap
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // every line was handed over before
    }
  }
}
