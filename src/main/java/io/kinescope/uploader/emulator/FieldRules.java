package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the service accepts in a field. */
final class FieldRules {
  static final int MAX_TITLE = 140;
  static final String TOO_LONG = "must be at most " + MAX_TITLE + " characters";

  private static final Set<String> QUALITIES = Set.of("360p", "480p", "720p", "1080p");
  private static final Pattern WEB_ADDRESS =
      Pattern.compile(
          "https?://(?:[^/?#\\s@]*@)?(\\[[0-9a-f:.]+]|[^/?#\\s:@]+)(?::\\d+)?([/?#]\\S*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private FieldRules() {}

  /** Whether a title or subtitle has more characters than the service takes. */
  static boolean isTooLong(String text) {
    return text.codePointCount(0, text.length()) > MAX_TITLE;
  }

  static boolean isIpAddress(String text) {
    if (IPV4.matcher(text).matches()) {
      return true;
    }
    if (!IPV6_CHARACTERS.matcher(text).matches()) {
      return false; // never a name: that would be looked up
    }
    try {
      return InetAddress.getByName(text).getHostAddress() != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether a preview clip is one that the service can make. */
  static boolean isPreview(JsonObject preview) {
    String quality = preview.text("quality");
    return isStart(preview.fields().get("start"))
        && isLength(preview.fields().get("length"))
        && quality != null
        && QUALITIES.contains(quality);
  }

  /** Whether a trim is right; without a length it goes to the end. */
  static boolean isTrim(@Nullable JsonObject trim) {
    return trim != null
        && isStart(trim.fields().get("start"))
        && (trim.fields().get("length") == null || isLength(trim.fields().get("length")));
  }

  /** Whether a source can be asked for: absolute http or https. */
  static boolean isWebAddress(String url) {
    return WEB_ADDRESS.matcher(url).matches();
  }

  /** The emulator's own rule: a host below {@code .invalid}, or {@code dead} in the path. */
  static boolean isDead(String url) {
    Matcher matcher = WEB_ADDRESS.matcher(url);
    if (!matcher.matches()) {
      return true;
    }
    String host = matcher.group(1);
    String rest = matcher.group(2);
    return (host != null && host.toLowerCase(Locale.ROOT).endsWith(".invalid"))
        || (rest != null && rest.contains("dead"));
  }

  private static boolean isStart(@Nullable Object value) {
    return value instanceof Number number && number.doubleValue() >= 0;
  }

  private static boolean isLength(@Nullable Object value) {
    return value instanceof Number number && number.doubleValue() > 0;
  }
}
