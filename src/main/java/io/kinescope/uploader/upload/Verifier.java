package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Identified;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.tus.SentPrefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Compares a file with what Kinescope tells of the stored original: {@code md5} and {@code
 * file_size} (documented).
 */
public final class Verifier {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Verifier() {}

  /** What could be compared. */
  public enum Verified implements Identified {
    MD5,
    /** The service told no MD5. */
    SIZE,
    NONE
  }

  /** A comparison that found no difference; the file's MD5 is null if it was not needed. */
  public record Verification(Verified verified, @Nullable String md5) {}

  /**
   * Compares.
   *
   * @param video after processing
   * @param md5 of what was sent, if it was computed on the way; else the file is read once more
   * @throws UploaderException of kind VERIFICATION if they differ
   */
  public static Verification verify(Video video, FileSource source, @Nullable String md5) {
    JsonObject original = video.original();
    Long storedSize = original == null ? null : original.number("file_size");
    String storedMd5 = original == null ? null : original.text("md5");
    if (storedSize != null && storedSize != source.size()) {
      throw differs(video, "size", storedSize.toString(), Long.toString(source.size()));
    }
    if (storedMd5 == null || storedMd5.isBlank()) {
      return new Verification(storedSize == null ? Verified.NONE : Verified.SIZE, md5);
    }
    String own = md5 == null ? md5(source) : md5;
    if (!own.equalsIgnoreCase(storedMd5.strip())) {
      throw differs(video, "MD5", storedMd5.strip(), own);
    }
    return new Verification(Verified.MD5, own);
  }

  /**
   * The MD5 of a file as it is now, as hex; read as long as it is the one that was planned.
   *
   * @throws UploaderException of kind LOCAL_IO if it can't be read, SOURCE_CHANGED if it changed
   */
  public static String md5(FileSource source) {
    MessageDigest digest = DigestUtils.getMd5Digest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (OpenFile file = OpenFile.of(source)) {
      while (file.channel().read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      file.checkUnchanged();
    } catch (IOException e) {
      throw unreadable(source, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Whether a file begins with the bytes that this is the hash of; reads them.
   *
   * @throws UploaderException as with {@link #md5}
   */
  public static boolean begins(FileSource source, long bytes, long hash) {
    try (OpenFile file = OpenFile.of(source)) {
      return bytes <= source.size() && SentPrefix.of(file.channel(), bytes) == hash;
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static UploaderException unreadable(FileSource source, IOException e) {
    return new UploaderException(
        ErrorKind.LOCAL_IO, "could not read file " + source.path() + ": " + IoWords.of(e), e);
  }

  private static UploaderException differs(Video video, String what, String stored, String own) {
    return UploaderException.withHint(
        ErrorKind.VERIFICATION,
        "video "
            + video.id()
            + " differs from the file: "
            + what
            + " "
            + stored
            + " in Kinescope, "
            + own
            + " here",
        "delete the video and upload the file again");
  }
}
