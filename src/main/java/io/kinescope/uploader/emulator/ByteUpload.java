package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way, by a link or in a single request. Counts and hashes the bytes and throws them
 * away: a file of any size takes no memory and no disk.
 */
final class ByteUpload {
  private static final long REPORT_EVERY = 1024 * 1024;

  final String id = UUID.randomUUID().toString();
  final Use use;
  final HostedVideo video;

  /** As init declared it; null if it did not. */
  final @Nullable Long filesize;

  private final VideoStore videos;
  final Instant createdAt;
  private final MessageDigest hash;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long offset;
  private volatile @Nullable String md5;

  /** What the bytes are for. */
  enum Use {
    VIDEO,
    ATTACHMENT,
    REPLACE
  }

  // MD5 is what the service tells of a stored file; it guards against accidents, not enemies.
  ByteUpload(Use use, HostedVideo video, @Nullable Long filesize, VideoStore videos) {
    this.use = use;
    this.video = video;
    this.filesize = filesize;
    this.videos = videos;
    createdAt = videos.now();
    try {
      hash = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** Bytes so far. */
  long offset() {
    return offset;
  }

  /** Of the whole file, in hexadecimal; null until it is complete. */
  @Nullable String md5() {
    return md5;
  }

  /** Takes the upload for one request; false if another has it. */
  boolean lock() {
    return busy.compareAndSet(false, true);
  }

  void unlock() {
    busy.set(false);
  }

  boolean isBusy() {
    return busy.get();
  }

  /**
   * Appends a body; only while locked. The video is told about once a megabyte.
   *
   * @param most bytes in all, earlier ones included; more is refused with 413
   * @throws IOException if the body breaks off; what came before is kept
   */
  void append(BodyStream body, long most) throws IOException {
    byte[] buffer = body.newBuffer();
    long reportAt = 0;
    int read = body.read(buffer, 0, buffer.length);
    while (read >= 0) {
      long now = offset + read;
      if (now > most) {
        throw Errors.bodyTooLarge();
      }
      hash.update(buffer, 0, read);
      offset = now;
      if (now >= reportAt) {
        report();
        reportAt = now + REPORT_EVERY;
      }
      read = body.read(buffer, 0, buffer.length);
    }
  }

  /** Everything is here; only while locked. */
  void complete(@Nullable String contentType) {
    String hex = HexFormat.of().formatHex(hash.digest());
    if (use != Use.ATTACHMENT) {
      video.stored(offset, hex, contentType, videos.now());
    }
    md5 = hex;
  }

  /** Nothing is here any more; only while locked. */
  void empty() {
    hash.reset();
    offset = 0;
    if (use == Use.VIDEO) {
      video.emptied(videos.now());
    }
  }

  /** Tells the video how much there is; a file that is to be replaced stays what it is. */
  void report() {
    if (use == Use.VIDEO) {
      video.receiving(offset, videos.now());
    }
  }
}
