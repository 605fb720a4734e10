package io.kinescope.uploader.base.log;

import java.util.regex.Pattern;

/**
 * Takes secrets out of log lines: the second line of defence, behind rooms that do not log them. A
 * token is worth a whole workspace, and an upload link is a capability of its own.
 */
final class Redaction {
  private static final String MASK = "***";

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
      Pattern.compile("(bearer\\s+)[^\\s\"'\\\\,\\]]+", Pattern.CASE_INSENSITIVE);

  private static final Pattern UPLOAD_LINK = Pattern.compile("(/v2/upload/)[^\\s\"'\\\\<>)\\]]+");

  /** The name and password of {@code http://user:password@proxy}. */
  private static final Pattern USER_INFO = Pattern.compile("(://)[^\\s/@\"'\\\\]+(?=@)");

  private Redaction() {}

  static String mask(String line) {
    String masked = AUTHORIZATION.matcher(line).replaceAll("$1" + MASK);
    masked = TOKEN_IN_PROSE.matcher(masked).replaceAll("$1" + MASK);
    masked = BEARER.matcher(masked).replaceAll("$1" + MASK);
    masked = UPLOAD_LINK.matcher(masked).replaceAll("$1" + MASK);
    return USER_INFO.matcher(masked).replaceAll("$1" + MASK);
  }
}
