package io.kinescope.uploader.upload;

import org.jspecify.annotations.Nullable;

/** What a file becomes. */
public sealed interface Target {
  /** A new video in a project or folder. */
  record NewVideo(String parentId) implements Target {}

  /**
   * The new file of an existing video.
   *
   * @param retitled whether the video shall have the title that goes with it; else it keeps its own
   */
  record Replace(String videoId, @Nullable String parentId, boolean retitled) implements Target {}

  /** A file attached to an existing video. */
  record Attach(String videoId) implements Target {}

  /** Whether the video's title is the one that the upload names. */
  default boolean setsTitle() {
    return this instanceof NewVideo || (this instanceof Replace replace && replace.retitled());
  }
}
