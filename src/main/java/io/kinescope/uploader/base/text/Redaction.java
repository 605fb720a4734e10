package io.kinescope.uploader.base.text;

import java.util.regex.Pattern;

/**
 * Takes the secrets out of what people, logs and files get to see: a token is worth a whole
 * workspace, and an upload link or a signature is a capability of its own. The second line of
 * defence, behind rooms that do not say them.
 */
public final class Redaction {
  /** What stands in a secret's place. */
  public static final String MASK = "***";

  /** As a header, a map's entry, or JSON, however escaped. */
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "(authorization[\"'\\\\]*\\s*[:=][\\s\\[\"'\\\\]*(?:(?:bearer|basic|token)\\s+)?)"
              + "[^\\s\"'\\\\,\\]]+",
          Pattern.CASE_INSENSITIVE);

  /** In prose only what looks like Kinescope's tokens: "authorization failed" is no secret. */
  private static final Pattern TOKEN_IN_PROSE =
      Pattern.compile(
          "(authorization\\W{1,6})\\p{XDigit}{8}(?:-?\\p{XDigit}{4}){3}-?\\p{XDigit}{12}",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BEARER =
      Pattern.compile("(bearer[\\s\"'\\\\]+)[^\\s\"'\\\\,\\]]+", Pattern.CASE_INSENSITIVE);

  /** Of URLs only: people keep their videos in folders called upload, too. */
  private static final Pattern LINK =
      Pattern.compile("((?:://[^\\s\"'<>\\\\]*?|/v2)/upload/)[^\\s\"'<>\\\\]+");

  /** The name and password of {@code http://user:password@proxy}. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s\"'<>\\\\]+@");

  /** What makes a signed URL a capability: S3, GCS, CloudFront, Azure, OSS, COS, Akamai. */
  private static final Pattern SIGNATURE =
      Pattern.compile(
          "([?&;](?:x-(?:amz|goog|oss|cos)-(?:signature|credential|security-token)|(?:q-)?signature"
              + "|sig|policy|key-pair-id|(?:aws|oss)accesskeyid|googleaccessid|q-ak|hdnts|hdnea"
              + "|(?:access_?|security-)?token)=)[^&;\\s\"'<>\\\\#]+",
          Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  /** Free text (a log line, an answer, an exception's message) with the secrets masked. */
  public static String text(String text) {
    String masked = AUTHORIZATION.matcher(text).replaceAll("$1" + MASK);
    masked = TOKEN_IN_PROSE.matcher(masked).replaceAll("$1" + MASK);
    return url(BEARER.matcher(masked).replaceAll("$1" + MASK));
  }

  /** The URL without user info, signature, and the secret part of an upload link. */
  public static String url(String url) {
    String masked = LINK.matcher(url).replaceAll("$1" + MASK);
    masked = USER_INFO.matcher(masked).replaceAll(MASK + "@");
    return SIGNATURE.matcher(masked).replaceAll("$1" + MASK);
  }

  /** A URL that somebody set and that may be malformed: all before the last @ may be a password. */
  public static String setting(String url) {
    int at = url.lastIndexOf('@');
    return url(at < 0 ? url : MASK + url.substring(at));
  }
}
