package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.UploaderException;
import okhttp3.HttpUrl;

/**
 * Ids as parts of a path. Nothing, or dots, would make it the path of something else: that of all
 * videos, or of the project in place of its folder.
 */
final class IdPath {
  private IdPath() {}

  /** Whether it can be one; more is not known of ids. */
  static boolean isId(String text) {
    return !text.isBlank() && !text.equals(".") && !text.equals("..");
  }

  /**
   * Adds an id to a path.
   *
   * @throws UploaderException of kind USAGE if it can't be one
   */
  static HttpUrl.Builder add(HttpUrl.Builder url, String id) {
    if (!isId(id)) {
      throw UploaderException.usage(
          "'" + id + "' is not an id", "'kinescope videos list' and 'kinescope projects' list ids");
    }
    return url.addPathSegment(id);
  }
}
