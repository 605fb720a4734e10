package io.kinescope.uploader.http;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Takes the secrets out of what people and logs get to see: upload links, passwords in URLs,
 * tokens.
 */
public final class Redaction {
  static final String MASK = "***";

  /** Of URLs only: people keep their videos in folders called upload, too. */
  private static final Pattern LINK =
      Pattern.compile("((?:://[^\\s\"'<>]*?|/v2)/upload/)[^\\s\"'<>]+");

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s]+@");
  private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)\\S+");

  /** Shorter parts of a link's path (v2, upload) are no secret, and words of every message. */
  private static final int SHORTEST_SECRET = 8;

  private Redaction() {}

  /** The URL without user info and without the secret part of an upload link. */
  public static String url(String url) {
    return USER_INFO.matcher(LINK.matcher(url).replaceAll("$1" + MASK)).replaceAll(MASK + "@");
  }

  /** A URL that is a capability as a whole: only its host is shown. */
  public static String link(HttpUrl url) {
    return url.scheme() + "://" + url.host() + "/" + MASK;
  }

  /** A URL that somebody set and that may be malformed: all before the last @ may be a password. */
  static String setting(String url) {
    int at = url.lastIndexOf('@');
    return url(at < 0 ? url : MASK + url.substring(at));
  }

  /** The text without the parts of this link that make it a capability, wherever they stand. */
  static String withoutLink(String text, HttpUrl link) {
    String clean = text;
    for (String segment : link.pathSegments()) {
      clean = segment.length() < SHORTEST_SECRET ? clean : clean.replace(segment, MASK);
    }
    for (int i = 0; i < link.querySize(); i++) {
      String value = link.queryParameterValue(i);
      clean =
          value == null || value.length() < SHORTEST_SECRET ? clean : clean.replace(value, MASK);
    }
    return clean;
  }

  /**
   * Free text (an answer, an exception's message) with everything masked that looks like a secret.
   */
  public static String text(String text) {
    return url(BEARER.matcher(text).replaceAll("$1" + MASK));
  }
}
