package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A video as the API shows it.
 *
 * @param json all of its fields, also those that this program does not know
 */
public record Video(JsonObject json) {
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
   * Whether this is the video with that id, spelled in either of the two forms that the service
   * uses (UUID and short id), in any case.
   */
  public boolean is(String anyId) {
    return anyId.equalsIgnoreCase(id()) || anyId.equalsIgnoreCase(json.text("short_id"));
  }

  public @Nullable String title() {
    return json.text("title");
  }

  public VideoStatus status() {
    return VideoStatus.of(json.text("status"));
  }

  public @Nullable String playLink() {
    return json.text("play_link");
  }

  public @Nullable String embedLink() {
    return json.text("embed_link");
  }

  /** The stored original with {@code file_size} and {@code md5}, once there is one. */
  public @Nullable JsonObject original() {
    return json.objects("assets").stream()
        .filter(asset -> "original".equals(asset.text("quality")))
        .findFirst()
        .orElse(null);
  }

  /**
   * What the service says went wrong, for a video in status {@code error}; where it says so is not
   * documented.
   */
  public @Nullable String errorMessage() {
    JsonObject error = json.object("error");
    if (error != null) {
      String code = error.text("code");
      String message = error.text("message");
      return code == null ? message : message + " (code " + code + ")";
    }
    String text = json.text("error");
    return text == null ? json.text("error_message") : text;
  }
}
