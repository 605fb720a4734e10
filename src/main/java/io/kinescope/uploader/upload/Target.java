package io.kinescope.uploader.upload;

import org.jspecify.annotations.Nullable;

/** What a file becomes. */
public sealed interface Target {
  /** A new video in a project or folder. */
  record NewVideo(String parentId) implements Target {}

  /** The new file of an existing video. */
  record Replace(String videoId, @Nullable String parentId) implements Target {}

  /** A file attached to an existing video. */
  record Attach(String videoId) implements Target {}
}
