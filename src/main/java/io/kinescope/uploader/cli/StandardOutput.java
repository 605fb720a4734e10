package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.files.IoWords;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it failed, which a PrintWriter does not: a reader that has
 * seen enough ({@code | head}) is no fault, a full disk is.
 */
final class StandardOutput extends FileOutputStream {
  private static final Path LINUX_LINK = Path.of("/proc/self/fd/1");

  private volatile @Nullable IOException failure;

  StandardOutput() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      super.write(bytes, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Why data was lost that somebody is waiting for; null if none was. */
  @Nullable String lost() {
    IOException e = failure;
    return e == null || isPipe(e) ? null : IoWords.of(e);
  }

  /** The system's message may be in any language, so Linux is asked what standard output is. */
  private static boolean isPipe(IOException e) {
    try {
      String target = Files.readSymbolicLink(LINUX_LINK).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
  }
}
