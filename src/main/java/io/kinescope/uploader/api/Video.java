package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A video as the API shows it. Of its statuses, only {@code done} means ready; {@code error} and
 * {@code aborted} are final failures; any other, also one that this program has never heard of,
 * means: not ready.
 *
 * @param json all of its fields, also those that this program does not know
 */
public record Video(JsonObject json) {
  /** Those that Kinescope documents; {@code suspended} in webhooks only. */
  public static final List<String> STATUSES =
      List.of(
          "pending",
          "uploading",
          "pre-processing",
          "processing",
          "aborted",
          "done",
          "error",
          "suspended");

  private static final Set<String> ARRIVED =
      Set.of("pre-processing", "processing", "done", "error");
  private static final Set<String> WAITING = Set.of("pending", "uploading", "aborted");

  /** The API id; not always the one in the links. */
  public @Nullable String id() {
    return json.text("id");
  }

  /**
   * The API id of a video that was read.
   *
   * @throws UploaderException of kind TRANSIENT if there is none: such an answer is not the
   *     service's
   */
  public String requireId() {
    String id = id();
    if (id == null || id.isEmpty()) {
      throw UploaderException.withHint(
          ErrorKind.TRANSIENT,
          "could not read the video: the answer has no id",
          "run the same command again later");
    }
    return id;
  }

  /**
   * Its id in both forms that the service uses, the API's first; the short one ends the play link.
   */
  public List<String> ids() {
    return Stream.of("id", "short_id", "play_link")
        .map(json::text)
        .filter(text -> text != null && !text.isEmpty())
        .map(PosterLinks::idAtTheEndOf)
        .distinct()
        .toList();
  }

  /** Whether this is the video with that id, in either form and any case. */
  public boolean is(String anyId) {
    return ids().stream().anyMatch(anyId::equalsIgnoreCase);
  }

  /** An id, as the service may have spelled it elsewhere. */
  public static Stream<String> spellings(String id) {
    return Stream.of(id, id.toLowerCase(Locale.ROOT), id.toUpperCase(Locale.ROOT)).distinct();
  }

  public @Nullable String title() {
    return json.text("title");
  }

  /** The service's own word; {@code unknown} if it says none. */
  public String status() {
    return Objects.requireNonNullElse(json.text("status"), "unknown");
  }

  public boolean ready() {
    return status().equals("done");
  }

  /** Whether it never will be ready. */
  public boolean failed() {
    return status().equals("error") || status().equals("aborted");
  }

  /** Whether bytes are still missing. */
  public boolean waitsForBytes() {
    return WAITING.contains(status());
  }

  /** Whether the service certainly has the whole file: in {@code error}, too, but can't use it. */
  public boolean arrived() {
    return ARRIVED.contains(status());
  }

  /** When it was made, by the service's clock; null if that is not told, or can't be read. */
  public @Nullable Instant createdAt() {
    String text = json.text("created_at");
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  public @Nullable String playLink() {
    return link("play_link");
  }

  public @Nullable String embedLink() {
    return link("embed_link");
  }

  /** Observed: an upload's answer may have empty links, and a later look has them. */
  private @Nullable String link(String name) {
    String link = json.text(name);
    return link == null || link.isEmpty() ? null : link;
  }

  /** The stored original with {@code file_size} and {@code md5}, once there is one. */
  public @Nullable JsonObject original() {
    return json.objects("assets").stream()
        .filter(asset -> "original".equals(asset.text("quality")))
        .findFirst()
        .orElse(null);
  }

  /**
   * What the service says went wrong, for a video in status {@code error}: {@code message} in
   * webhooks ("import error: code=610100, …", documented); where in a video is not documented.
   */
  public @Nullable String errorMessage() {
    JsonObject error = json.object("error");
    String inside = error == null ? null : error.text("message");
    String code = error == null ? null : error.text("code");
    String coded = inside == null || code == null ? inside : inside + " (code " + code + ")";
    return Stream.of(coded, json.text("error"), json.text("error_message"), json.text("message"))
        .filter(text -> text != null && !text.isBlank())
        .findFirst()
        .orElse(code == null ? null : "code " + code);
  }
}
