package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A video while it lives. Several threads touch it: all of them through its lock. */
final class Video {
  private static final int PHASES = 8;

  private final String id = Ids.uuid();
  private final String shortId = Ids.shortId();
  private final Draft draft;
  private final Instant createdAt;
  private final long sequence;
  private Stage stage;
  private String title;
  private @Nullable String description;
  private volatile String searchText;
  private long bytesReceived;
  private @Nullable String md5;
  private @Nullable String contentType;
  private int version = 1;
  private Instant updatedAt;
  private Instant stageSince;

  /** What a request says of the video that it makes. */
  record Draft(
      Operation madeBy,
      String parentId,
      Projects.Place place,
      String title,
      @Nullable String subtitle,
      @Nullable String description,
      @Nullable String filename,
      @Nullable Long declaredSize,
      @Nullable String sourceUrl,
      @Nullable String trim,
      @Nullable String clientIp,
      @Nullable String preview) {}

  /** How far its bytes are. */
  private enum Stage {
    EMPTY,
    RECEIVING,
    SUSPENDED,
    STORED,
    FETCHED_BY_URL
  }

  Video(Draft draft, long sequence, Instant now) {
    this.draft = draft;
    this.sequence = sequence;
    createdAt = now;
    updatedAt = now;
    stageSince = now;
    title = draft.title();
    description = draft.description();
    searchText = searchText(title, description);
    stage = draft.sourceUrl() == null ? Stage.EMPTY : Stage.FETCHED_BY_URL;
  }

  String id() {
    return id;
  }

  Draft draft() {
    return draft;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** The order of making, where times are equal. */
  long sequence() {
    return sequence;
  }

  /** Whether its title or description has this text, which is in lower case. */
  boolean mentions(String lowerCase) {
    return searchText.contains(lowerCase);
  }

  synchronized void edit(@Nullable String newTitle, @Nullable String newDescription, Instant now) {
    title = newTitle == null ? title : newTitle;
    description = newDescription == null ? description : newDescription;
    searchText = searchText(title, description);
    updatedAt = now;
  }

  /** Bytes arrive. */
  synchronized void receiving(long bytes, Instant now) {
    to(Stage.RECEIVING, now);
    bytesReceived = bytes;
  }

  /** A link's request broke off with nothing kept. */
  synchronized void emptied(Instant now) {
    to(Stage.EMPTY, now);
    bytesReceived = 0;
  }

  /** A single request broke off: the junk record that stays behind. */
  synchronized void suspended(Instant now) {
    to(Stage.SUSPENDED, now);
  }

  /** The whole file is here. */
  synchronized void stored(long bytes, String hash, @Nullable String type, Instant now) {
    version = md5 == null ? version : version + 1;
    to(Stage.STORED, now);
    bytesReceived = bytes;
    md5 = hash;
    contentType = type;
  }

  synchronized SandboxVideo snapshot(Instant now, Duration processing) {
    return new SandboxVideo(
        id,
        shortId,
        draft.madeBy(),
        draft.parentId(),
        draft.place().projectId(),
        draft.place().folderId(),
        title,
        draft.subtitle(),
        description,
        draft.filename(),
        status(now, processing),
        draft.declaredSize(),
        bytesReceived,
        stage == Stage.STORED ? md5 : null,
        draft.sourceUrl(),
        contentType,
        draft.trim(),
        draft.clientIp(),
        draft.preview(),
        version,
        createdAt,
        updatedAt);
  }

  private static String searchText(String title, @Nullable String description) {
    String text = description == null ? title : title + '\n' + description;
    return text.toLowerCase(Locale.ROOT);
  }

  private void to(Stage next, Instant now) {
    stage = next;
    stageSince = now;
    updatedAt = now;
  }

  private String status(Instant now, Duration processing) {
    long phase = phase(now, processing);
    return switch (stage) {
      case EMPTY -> "pending";
      case RECEIVING -> "uploading";
      case SUSPENDED -> "suspended";
      case STORED -> phase < 2 ? "pre-processing" : phase < PHASES ? "processing" : "done";
      case FETCHED_BY_URL -> fetched(phase);
    };
  }

  private String fetched(long phase) {
    if (phase < 1) {
      return "pending";
    }
    if (phase < 2) {
      return "uploading";
    }
    String url = draft.sourceUrl();
    if (url != null && Rules.isDead(url)) {
      return "error";
    }
    return phase < 3 ? "pre-processing" : phase < PHASES ? "processing" : "done";
  }

  /** How many eighths of the processing time have gone by since the stage began. */
  private long phase(Instant now, Duration processing) {
    long gone = Duration.between(stageSince, now).toMillis();
    return processing.isZero() ? PHASES : gone * PHASES / Math.max(1, processing.toMillis());
  }
}
