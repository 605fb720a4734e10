package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Counts and hashes bytes and throws them away: a file of any size takes no memory and no disk. */
final class Intake {
  private static final long REPORT_EVERY = 1024 * 1024;

  private final MessageDigest md5;
  private volatile long count;

  // MD5 is what the service tells of a stored file; it guards against accidents, not enemies.
  Intake() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /**
   * Takes the whole body, going on where the last one ended.
   *
   * @param most bytes in all, earlier ones included; more is refused with 413
   * @param progress told the count about once a megabyte
   * @throws IOException if the body breaks off; what came before is kept
   */
  void take(BodyStream body, long most, LongConsumer progress) throws IOException {
    byte[] buffer = body.newBuffer();
    long reportAt = 0;
    int read = body.read(buffer, 0, buffer.length);
    while (read >= 0) {
      long now = count + read; // one writer: the upload is locked
      if (now > most) {
        throw Errors.bodyTooLarge();
      }
      md5.update(buffer, 0, read);
      count = now;
      if (now >= reportAt) {
        progress.accept(now);
        reportAt = now + REPORT_EVERY;
      }
      read = body.read(buffer, 0, buffer.length);
    }
  }

  /** Bytes so far. */
  long count() {
    return count;
  }

  /** The hash in hexadecimal; the hashing begins anew. */
  String finish() {
    return HexFormat.of().formatHex(md5.digest());
  }

  /** Forgets everything. */
  void reset() {
    md5.reset();
    count = 0;
  }
}
