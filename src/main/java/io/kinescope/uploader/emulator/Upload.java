package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An upload link with what has come through it. */
final class Upload {
  private final String id = Ids.uuid();
  private final Kind kind;
  private final Video video;
  private final @Nullable Long filesize;
  private final Clock clock;
  private final Instant createdAt;
  private final Intake intake = new Intake();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable String md5;

  /** What the bytes are for. */
  enum Kind {
    VIDEO,
    ATTACHMENT,
    REPLACE
  }

  Upload(Kind kind, Video video, @Nullable Long filesize, Clock clock) {
    this.kind = kind;
    this.video = video;
    this.filesize = filesize;
    this.clock = clock;
    createdAt = clock.instant();
  }

  String id() {
    return id;
  }

  Kind kind() {
    return kind;
  }

  Video video() {
    return video;
  }

  /** As init declared it; null if it did not. */
  @Nullable Long filesize() {
    return filesize;
  }

  Instant createdAt() {
    return createdAt;
  }

  long offset() {
    return intake.count();
  }

  /** Of the whole file; null until it is complete. */
  @Nullable String md5() {
    return md5;
  }

  /** Takes the link for one request; false if another has it. */
  boolean lock() {
    return busy.compareAndSet(false, true);
  }

  void unlock() {
    busy.set(false);
  }

  boolean isBusy() {
    return busy.get();
  }

  /** Appends a body; only while locked. What came before a break is kept. */
  void append(BodyStream body, long most) throws IOException {
    intake.take(body, most, this::report);
  }

  /** Everything is here; only while locked. */
  void complete(@Nullable String contentType) {
    String hash = intake.finish();
    if (kind != Kind.ATTACHMENT) {
      video.stored(intake.count(), hash, contentType, clock.instant());
    }
    md5 = hash;
  }

  /** Nothing is here any more; only while locked. */
  void empty() {
    intake.reset();
    if (kind == Kind.VIDEO) {
      video.emptied(clock.instant());
    }
  }

  /** Tells the video how much there is; a file that is to be replaced stays what it is. */
  void report() {
    report(intake.count());
  }

  private void report(long bytes) {
    if (kind == Kind.VIDEO) {
      video.receiving(bytes, clock.instant());
    }
  }
}
