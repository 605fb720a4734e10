package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/** Names and byte order marks of encodings. */
public final class Encodings {
  private Encodings() {}

  /** The mark that files in this encoding may begin with; empty if there is none. */
  public static byte[] byteOrderMark(Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      return bytes(0xEF, 0xBB, 0xBF);
    }
    if (charset.equals(StandardCharsets.UTF_16LE)) {
      return bytes(0xFF, 0xFE);
    }
    return charset.equals(StandardCharsets.UTF_16BE) ? bytes(0xFE, 0xFF) : new byte[0];
  }

  /**
   * The encoding of a name that a person gave. Those that can only be read are refused, too: the
   * results are written as the input is.
   *
   * @throws UploaderException of kind USAGE
   */
  public static Charset byName(String wanted) {
    try {
      Charset charset = Charset.forName(wanted.strip());
      if (charset.canEncode()) {
        return charset;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw unknown(wanted, e);
    }
    throw unknown(wanted, null);
  }

  private static UploaderException unknown(String wanted, @Nullable Throwable cause) {
    return new UploaderException(
        ErrorKind.USAGE,
        "--encoding " + wanted + ": no such encoding",
        "usual names are utf-8, windows-1251, utf-16, koi8-r, iso-8859-1",
        null,
        null,
        cause);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
