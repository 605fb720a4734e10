package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A video while it lives. Several threads touch it: all of them through its lock. */
final class HostedVideo {
  private static final int PHASES = 8;
  private static final int SHORT_ID = 22;

  final String id;
  final Instant createdAt;
  volatile Projects.ParentPlace place;
  private final String shortId =
      UUID.randomUUID().toString().replace("-", "").substring(0, SHORT_ID);
  private final EmulatorVideo.Draft draft;
  private final long number;
  private String title;
  private @Nullable String description;
  private @Nullable String incomplete; // the status while bytes are missing; null: time decides
  private long bytesReceived;
  private @Nullable String md5;
  private @Nullable String contentType;
  private int version = 1;
  private Instant updatedAt;
  private Instant completeSince;

  HostedVideo(
      String id, EmulatorVideo.Draft draft, Projects.ParentPlace place, long number, Instant now) {
    this.id = id;
    this.draft = draft;
    this.place = place;
    this.number = number;
    createdAt = now;
    updatedAt = now;
    completeSince = now;
    title = draft.title();
    description = draft.description();
    incomplete = draft.sourceUrl() == null ? "pending" : null;
  }

  /** Whether its title or description has this text, which is in lower case. */
  synchronized boolean mentions(String lowerCase) {
    String text = description == null ? title : title + '\n' + description;
    return lowerCase.isEmpty() || text.toLowerCase(Locale.ROOT).contains(lowerCase);
  }

  synchronized void edit(@Nullable String newTitle, @Nullable String newDescription, Instant now) {
    title = newTitle == null ? title : newTitle;
    description = newDescription == null ? description : newDescription;
    updatedAt = now;
  }

  /** {@code suspended} is the junk record of a single request that broke off. */
  synchronized void incomplete(String status, long bytes, Instant now) {
    incomplete = status;
    bytesReceived = bytes;
    updatedAt = now;
  }

  synchronized void stored(long bytes, String hash, @Nullable String type, Instant now) {
    version = md5 == null ? version : version + 1;
    incomplete = null;
    bytesReceived = bytes;
    md5 = hash;
    contentType = type;
    updatedAt = now;
    completeSince = now;
  }

  synchronized EmulatorVideo snapshot(Instant now, Duration processing) {
    return new EmulatorVideo(
        id,
        shortId,
        number,
        draft,
        place.projectId(),
        place.folderId(),
        title,
        description,
        incomplete == null ? status(now, processing) : incomplete,
        bytesReceived,
        md5,
        contentType,
        version,
        createdAt,
        updatedAt);
  }

  /** By the eighths of the processing time that have gone by; a URL is fetched in the first two. */
  private String status(Instant now, Duration processing) {
    long gone = Duration.between(completeSince, now).toMillis();
    long phase = processing.isZero() ? PHASES : gone * PHASES / Math.max(1, processing.toMillis());
    String url = draft.sourceUrl();
    if (url != null && phase < 2) {
      return phase < 1 ? "pending" : "uploading";
    }
    if (url != null && Fields.isDead(url)) {
      return "error";
    }
    return phase < (url == null ? 2 : 3)
        ? "pre-processing"
        : phase < PHASES ? "processing" : "done";
  }
}
