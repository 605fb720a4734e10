package io.kinescope.uploader.source;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeText;
import java.util.regex.Matcher;
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
  private static final Pattern TWICE = Pattern.compile("(?i)https?://https?:/");

  /** OkHttp also takes what only a browser would: http:host, or backslashes for slashes. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i)https?://(?:[^/?#\\\\@]*@)?[^/?#\\\\@]+(?:[/?#]|$)");

  private static final Pattern PLAIN =
      Pattern.compile("(?i)https?://(?![.-])(?:[a-z0-9]|[.-](?![.-])){1,60}+(?:[/?#][!-~]*+)?");

  /** What can't be seen or was lost in decoding; raw letters of any script are common. */
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Z}\uFFFD]");

  /**
   * Checks a URL.
   *
   * @throws UploaderException of kind USAGE if Kinescope can't fetch it
   */
  public static SourceUrl of(String text) {
    String url = text.strip();
    String problem = problem(url);
    if (problem != null) {
      throw UploaderException.usage("the URL " + problem, "write it in full, with spaces as %20");
    }
    return new SourceUrl(url, titleOf(HttpUrl.get(url)));
  }

  /** What is wrong with a URL, to be put behind its name; null when nothing is. */
  public static @Nullable String problem(String url) {
    if (PLAIN.matcher(url).matches()) {
      return null; // nearly all of a list, without a parser
    }
    Matcher unfit = UNFIT.matcher(url);
    if (unfit.find()) {
      String named = SafeText.named(url, unfit.start());
      return "has a character that no URL has (" + named + "); remove it, or write a space as %20";
    }
    if (TWICE.matcher(url).lookingAt()) {
      return "begins twice with http:// or https://";
    }
    return !ABSOLUTE.matcher(url).lookingAt()
        ? "is not an absolute http or https address"
        : HttpUrl.parse(url) == null ? "names a host or port that can't exist" : null;
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
