package io.kinescope.uploader.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text of a request's head. The JDK's server hands over every byte as the character of the same
 * number; the service reads the bytes as UTF-8.
 */
final class RawText {
  private static final int HEX = 16;

  private RawText() {}

  /** The text whose UTF-8 bytes these are, or null if they are not UTF-8. */
  static @Nullable String utf8(String bytesAsChars) {
    return decode(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A part of a query: {@code +} and {@code %XX} decoded, then as UTF-8; null if it is neither. */
  static @Nullable String ofQuery(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int value = i + 2 < raw.length() ? hex(raw, i + 1) : -1;
        if (value < 0) {
          return null;
        }
        bytes.write(value);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return decode(bytes.toByteArray());
  }

  private static int hex(String raw, int at) {
    int high = Character.digit(raw.charAt(at), HEX);
    int low = Character.digit(raw.charAt(at + 1), HEX);
    return high < 0 || low < 0 ? -1 : high * HEX + low;
  }

  private static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
