package io.kinescope.uploader.source;

import org.jspecify.annotations.Nullable;

/** What a file becomes. */
public sealed interface Destination {
  /** {@code /v2/init}'s {@code type}. */
  String type();

  /** The video that it belongs to, or null for a new one. */
  default @Nullable String videoId() {
    return null;
  }

  /** What a message calls the thing whose id an upload gets. */
  default String noun() {
    return this instanceof Attach ? "attachment" : "video";
  }

  /** The project or folder, if there is one. */
  default @Nullable String parentId() {
    return null;
  }

  /** Whether the video's title is the one that the upload names. */
  default boolean setsTitle() {
    return this instanceof NewVideo || (this instanceof Replace replace && replace.retitled());
  }

  /** A new video in a project or folder. */
  record NewVideo(String parentId) implements Destination {
    @Override
    public String type() {
      return "video";
    }
  }

  /**
   * The new file of an existing video.
   *
   * @param retitled whether the video shall have the title that goes with it; else it keeps its own
   */
  record Replace(String videoId, @Nullable String parentId, boolean retitled)
      implements Destination {
    @Override
    public String type() {
      return "replace";
    }
  }

  /** A file attached to an existing video. */
  record Attach(String videoId) implements Destination {
    @Override
    public String type() {
      return "attachment";
    }
  }
}
