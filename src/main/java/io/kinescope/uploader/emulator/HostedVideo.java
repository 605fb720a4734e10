package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A video while it lives. Several threads touch it: all of them through its lock. */
final class HostedVideo {
  private static final int PHASES = 8;
  private static final int SHORT_ID = 22;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  final String id = UUID.randomUUID().toString();
  private final String shortId = shortId();
  private final Draft draft;
  final Instant createdAt;
  private final long number;
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
      Projects.ParentPlace place,
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

  /**
   * A new video.
   *
   * @param number in the order of making
   */
  HostedVideo(Draft draft, long number, Instant now) {
    this.draft = draft;
    this.number = number;
    createdAt = now;
    updatedAt = now;
    stageSince = now;
    title = draft.title();
    description = draft.description();
    searchText = searchText(title, description);
    stage = draft.sourceUrl() == null ? Stage.EMPTY : Stage.FETCHED_BY_URL;
  }

  Projects.ParentPlace place() {
    return draft.place();
  }

  /** Whether its title or description has this text, which is in lower case. */
  boolean mentions(String lowerCase) {
    return searchText.contains(lowerCase);
  }

  /** Changes what is not null. */
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

  synchronized EmulatorVideo snapshot(Instant now, Duration processing) {
    return new EmulatorVideo(
        id,
        shortId,
        number,
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
    if (phase < 2) {
      return phase < 1 ? "pending" : "uploading";
    }
    String url = draft.sourceUrl();
    if (url != null && FieldRules.isDead(url)) {
      return "error";
    }
    return phase < 3 ? "pre-processing" : phase < PHASES ? "processing" : "done";
  }

  /** How many eighths of the processing time have gone by since the stage began. */
  private long phase(Instant now, Duration processing) {
    long gone = Duration.between(stageSince, now).toMillis();
    return processing.isZero() ? PHASES : gone * PHASES / Math.max(1, processing.toMillis());
  }

  /** The 22 characters that end {@code play_link}. */
  private static String shortId() {
    return ThreadLocalRandom.current()
        .ints(SHORT_ID, 0, ALPHABET.length())
        .mapToObj(i -> ALPHABET.substring(i, i + 1))
        .collect(Collectors.joining());
  }
}
