package io.kinescope.uploader.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be created, recorded before the call is sent.
 *
 * @param key the row key; for {@code upload file} what the caller made of real path, size,
 *     modification time, parent and options
 * @param source the URL, or the file's path
 * @param parent project or folder id; null if the call has none (an attachment, a replacement)
 * @param title as it is sent
 * @param fingerprint what the caller made of the metadata, to see later that it was edited
 * @param size of the file in bytes; null for a URL
 * @param modified the file's modification time, kept to the nanosecond; null for a URL
 * @param initId the id that the video is to have; null if the call names none
 */
public record Intent(
    String key,
    CreateCall call,
    String source,
    @Nullable String parent,
    @Nullable String title,
    @Nullable String fingerprint,
    @Nullable Long size,
    @Nullable Instant modified,
    @Nullable String initId) {

  /** One without an id of ours. */
  public Intent(
      String key,
      CreateCall call,
      String source,
      @Nullable String parent,
      @Nullable String title,
      @Nullable String fingerprint,
      @Nullable Long size,
      @Nullable Instant modified) {
    this(key, call, source, parent, title, fingerprint, size, modified, null);
  }

  /** The same, which asks for this id. */
  public Intent asking(@Nullable String id) {
    return new Intent(key, call, source, parent, title, fingerprint, size, modified, id);
  }

  String summary() {
    String about =
        switch (call) {
          case INIT -> "about to ask for an upload link";
          case SINGLE -> "about to send the file in one request";
          case URL -> "about to ask Kinescope to fetch the URL";
        };
    return about
        + (parent == null ? "" : ", parent " + parent)
        + (size == null ? "" : ", " + size + " bytes")
        + (initId == null ? "" : ", init_id " + initId)
        + (title == null ? "" : ", title: " + title);
  }
}
