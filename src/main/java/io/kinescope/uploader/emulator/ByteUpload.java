package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way, by a link or in a single request. Counts and hashes the bytes and throws them
 * away: a file of any size takes no memory and no disk. What changes it needs {@link #busy}.
 */
final class ByteUpload {
  private static final int BUFFER = 64 * 1024;
  private static final long REPORT_EVERY = 1024 * 1024;

  final String id = UUID.randomUUID().toString();
  final Use use;
  final HostedVideo video;
  volatile @Nullable Long filesize; // as init or a PATCH declared it; null if neither did
  final Instant createdAt;
  final AtomicBoolean busy = new AtomicBoolean(); // one request has it; others are locked out
  volatile long offset; // bytes so far
  volatile @Nullable String md5; // in hexadecimal; null until the file is complete
  private final VideoStore videos;
  // MD5 is what the service tells of a stored file; it guards against accidents, not enemies.
  private final MessageDigest hash = DigestUtils.getMd5Digest();

  enum Use {
    VIDEO,
    ATTACHMENT,
    REPLACE
  }

  ByteUpload(Use use, HostedVideo video, @Nullable Long filesize, VideoStore videos) {
    this.use = use;
    this.video = video;
    this.filesize = filesize;
    this.videos = videos;
    createdAt = videos.now();
  }

  /**
   * Appends a body. The video is told about once a megabyte.
   *
   * @param most bytes in all, earlier ones included; more is refused with 413
   * @throws IOException if the body breaks off; what came before is kept
   */
  void append(BodyStream body, long most) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long reportAt = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      long now = offset + read;
      if (now > most) {
        throw Call.tooLarge();
      }
      hash.update(buffer, 0, read);
      offset = now;
      if (now >= reportAt) {
        report("uploading");
        reportAt = now + REPORT_EVERY;
      }
    }
  }

  void complete(@Nullable String contentType) {
    String hex = HexFormat.of().formatHex(hash.digest());
    if (use != Use.ATTACHMENT) {
      video.stored(offset, hex, contentType, videos.now());
    }
    md5 = hex;
  }

  void empty() {
    hash.reset();
    offset = 0;
    report("pending");
  }

  /** Tells the video how much there is; a file that is to be replaced stays what it is. */
  void report(String status) {
    if (use == Use.VIDEO) {
      video.incomplete(status, offset, videos.now());
    }
  }
}
