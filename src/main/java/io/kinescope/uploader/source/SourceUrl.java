package io.kinescope.uploader.source;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A URL that Kinescope shall fetch.
 *
 * @param text as it is sent
 * @param title what its last segment suggests, without extension; null where that is no name, as
 *     with YouTube's
 */
public record SourceUrl(String text, @Nullable String title) {
  private static final Pattern YOUTUBE = Pattern.compile("youtu\\.be|(.*\\.)?youtube\\.com");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/\\\\]");

  /**
   * Checks a URL.
   *
   * @throws UploaderException of kind USAGE if it is not absolute, or neither http nor https
   */
  public static SourceUrl of(String text) {
    String url = text.strip();
    HttpUrl parsed = HttpUrl.parse(url);
    // OkHttp also takes what only a browser would: http:host, or backslashes for slashes.
    if (parsed == null
        || !ABSOLUTE.matcher(url).lookingAt()
        || url.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "the source is not an absolute http or https URL",
          "write it in full, with spaces as %20");
    }
    return new SourceUrl(url, titleOf(parsed));
  }

  private static @Nullable String titleOf(HttpUrl url) {
    if (YOUTUBE.matcher(url.host()).matches()) {
      return null; // its last segment is an id
    }
    String name = url.pathSegments().get(url.pathSize() - 1);
    int dot = name.lastIndexOf('.');
    String title = (dot > 0 ? name.substring(0, dot) : name).strip();
    return title.isEmpty() ? null : title;
  }
}
