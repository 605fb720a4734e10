package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The MD5 of a file: what Kinescope tells of the stored original. */
final class Md5 {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Md5() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** Reads the file once more, as long as it is the one that was sent. */
  static String of(FileSource source) {
    MessageDigest digest = digest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (OpenFile file = OpenFile.of(source)) {
      while (file.channel().read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      file.checkUnchanged();
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "file " + source.path() + " can't be read: " + IoWords.of(e), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
