package io.kinescope.uploader.http;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Takes the secrets out of what people and logs get to see: upload links, passwords in URLs,
 * tokens.
 */
public final class Redaction {
  private static final String MASK = "***";
  private static final Pattern LINK = Pattern.compile("(/upload/)[^/?#\\s\"']+");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+@");
  private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)\\S+");

  private Redaction() {}

  /** The URL without user info and without the secret part of an upload link. */
  public static String url(String url) {
    return USER_INFO.matcher(LINK.matcher(url).replaceAll("$1" + MASK)).replaceAll(MASK + "@");
  }

  /** A URL that is a capability as a whole: only its host is shown. */
  public static String link(HttpUrl url) {
    return url.scheme() + "://" + url.host() + "/" + MASK;
  }

  /**
   * Free text (an answer, an exception's message) with everything masked that looks like a secret.
   */
  public static String text(String text) {
    return url(BEARER.matcher(text).replaceAll("$1" + MASK));
  }
}
