package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.UploaderException;
import java.nio.channels.FileChannel;

/** The file to send, opened once: every chunk is read at its position from the one channel. */
public interface TusSource {
  FileChannel channel();

  /** In bytes, when it was opened. */
  long size();

  /**
   * Looks whether size and modification time are still those of the start; asked before each chunk
   * and at the end, so that what is stored is never a mixture of two files.
   *
   * @throws UploaderException of kind SOURCE_CHANGED if not
   */
  void checkUnchanged();
}
