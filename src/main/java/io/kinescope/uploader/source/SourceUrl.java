package io.kinescope.uploader.source;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeText;
import java.util.List;
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

  /** Where people share files, as those that know it only by its name would not find the file. */
  private static final Pattern SHARED =
      Pattern.compile(
          "(?i)https?://(?:(?:drive|docs)\\.google\\.com|(?:www\\.)?dropbox\\.com|onedrive\\.live\\.com"
              + "|1drv\\.ms|[\\w-]+\\.sharepoint\\.com|disk\\.(?:360\\.)?yandex\\.[a-z.]+|yadi\\.sk"
              + "|cloud\\.mail\\.ru/public|mega\\.nz|we\\.tl|(?:www\\.)?wetransfer\\.com"
              + "|(?:www\\.)?vimeo\\.com|(?:www\\.)?rutube\\.ru|vk\\.com|vkvideo\\.ru"
              + "|(?:www\\.)?youtube\\.com/(?:playlist|channel|@))");

  private static final String GOOGLE =
      "https://drive.usercontent.google.com/download?export=download&confirm=t&id=";

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
      boolean advised = problem.contains("; ");
      throw UploaderException.usage(
          "the URL " + problem, advised ? null : "write it in full, with spaces as %20");
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
      return "has a character that a URL can't have ("
          + named
          + "); remove it, or write a space as %20";
    }
    if (TWICE.matcher(url).lookingAt()) {
      return "begins twice with http:// or https://";
    }
    return !ABSOLUTE.matcher(url).lookingAt()
        ? "is not an absolute http or https address"
        : HttpUrl.parse(url) == null ? "names a host or port that can't exist" : null;
  }

  /**
   * Of an address that shows a page with the file to people, and is not the file: what it is and,
   * where there is one, the direct form. Null of all others. The direct forms are those that the
   * sites' own download buttons lead to.
   */
  public static @Nullable String pageAdvice(String url) {
    if (!SHARED.matcher(url).lookingAt() || problem(url) != null) {
      return null;
    }
    HttpUrl page = HttpUrl.get(url);
    String host = page.host();
    List<String> path = page.pathSegments();
    HttpUrl direct = null;
    if (host.endsWith("google.com")) {
      int named = path.indexOf("d") + 1;
      String query = page.queryParameter("id");
      String id = named > 0 && named < path.size() ? path.get(named) : query;
      if (path.contains("uc") || path.contains("download")) {
        return null;
      }
      direct = id == null || path.contains("folders") ? null : HttpUrl.get(GOOGLE + id);
    } else if (host.endsWith("dropbox.com")) {
      if ("1".equals(page.queryParameter("dl")) || "1".equals(page.queryParameter("raw"))) {
        return null;
      }
      direct = page.newBuilder().setQueryParameter("dl", "1").build();
    } else if (host.endsWith("sharepoint.com") || host.equals("onedrive.live.com")) {
      if ("1".equals(page.queryParameter("download")) || path.contains("download")) {
        return null;
      }
      direct =
          host.equals("onedrive.live.com")
              ? page.newBuilder().setPathSegment(0, "download").build()
              : page.newBuilder().setQueryParameter("download", "1").build();
    }
    return "is a web page, not the file itself; "
        + (direct != null ? "use " + direct : "use the address that its download button leads to");
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
