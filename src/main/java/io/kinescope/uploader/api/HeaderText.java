package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which text a header can carry unchanged. Line breaks and control characters can't be in one (RFC
 * 9110, 5.5); white space at its ends is dropped by every server; and servers refuse heads of more
 * than some KiB, 8 as a rule.
 */
public final class HeaderText {
  /** Leaves room for the other headers in the 8 KiB that servers allow. */
  private static final int MAX_BYTES = 4096;

  private HeaderText() {}

  /** Whether a header carries this text; null (not set) counts as carried. */
  public static boolean safe(@Nullable String text) {
    return problem(text) == null;
  }

  /** Why a header can't carry this text, or null if it can. */
  public static @Nullable String problem(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      return "it has a line break";
    }
    // A tab could be in one, and servers make a space of it.
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return "it has a control character";
    }
    if (!text.equals(text.strip())) {
      return "it begins or ends with whitespace";
    }
    return text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        ? "it is longer than " + MAX_BYTES + " bytes"
        : null;
  }

  static String require(String header, String text) {
    String problem = problem(text);
    if (problem != null) {
      throw new UploaderException(
          ErrorKind.INPUT, "the header " + header + " can't carry its text: " + problem);
    }
    return text;
  }
}
