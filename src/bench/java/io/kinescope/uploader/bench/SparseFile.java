package io.kinescope.uploader.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of any size that take no room on the disk. */
final class SparseFile {
  private SparseFile() {}

  /** Makes one of zeros. */
  static Path make(Path file, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
    return file;
  }

  /** Reads it once, so that every run finds it in the page cache. */
  static Path cached(Path file) throws IOException {
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      while (in.read(buffer) >= 0) {
        // nothing to do with it
      }
    }
    return file;
  }
}
