package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes are: found from {@code --encoding} and the file's first bytes.
 *
 * @param bom whether a byte order mark was there (and has been taken from the stream)
 */
record Encoding(Charset charset, boolean bom) {
  static final String TRY_1251 =
      "if the file is in another encoding, name it: --encoding windows-1251 (Excel's CSV in"
          + " Russian), or save it as UTF-8";
  static final String TRY_UTF_16 =
      "the file looks like UTF-16 (Excel's \"Unicode text\"): try --encoding utf-16";

  /** How many bytes are looked at; the stream must be able to take them back. */
  static final int HEAD = 64;

  /** NULs here mean UTF-16; further on they are a bad character of one row. */
  private static final int FIRST_CHARACTERS = 4;

  private static final byte[] UTF_8_MARK = Encodings.byteOrderMark(StandardCharsets.UTF_8);
  private static final byte[] LE_MARK = Encodings.byteOrderMark(StandardCharsets.UTF_16LE);
  private static final byte[] BE_MARK = Encodings.byteOrderMark(StandardCharsets.UTF_16BE);
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] OLE = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};

  /**
   * Looks at the first bytes and takes the mark off.
   *
   * @param wanted from {@code --encoding}; null is UTF-8
   * @throws UploaderException of kind USAGE for an unknown name, INPUT for a file that can't be it
   */
  static Encoding detect(PushbackInputStream in, @Nullable String wanted, String name)
      throws IOException {
    byte[] head = in.readNBytes(HEAD);
    Encoding encoding;
    try {
      encoding = decide(head, wanted, name);
    } finally {
      in.unread(head);
    }
    if (encoding.bom()) {
      in.skipNBytes(Encodings.byteOrderMark(encoding.charset()).length);
    }
    return encoding;
  }

  private static Encoding decide(byte[] head, @Nullable String wanted, String name) {
    if (startsWith(head, ZIP) || startsWith(head, OLE)) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          name + " is a spreadsheet or an archive, not a CSV file",
          "save it as \"CSV UTF-8\" in the spreadsheet program");
    }
    Charset charset = wanted == null ? StandardCharsets.UTF_8 : Encodings.byName(wanted);
    if (isUtf16(charset)) {
      return utf16(head, charset, name);
    }
    if (startsWith(head, LE_MARK) || startsWith(head, BE_MARK)) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          name + ", line 1: begins with the byte order mark of UTF-16, not " + charset + " text",
          TRY_UTF_16);
    }
    boolean utf8 = charset.equals(StandardCharsets.UTF_8);
    if (startsWith(head, UTF_8_MARK)) {
      if (!utf8) {
        throw UploaderException.withHint(
            ErrorKind.INPUT,
            name + ", line 1: begins with the byte order mark of UTF-8, not " + charset + " text",
            "leave --encoding out");
      }
      return new Encoding(charset, true);
    }
    if (utf8 && firstNul(head, FIRST_CHARACTERS) >= 0) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, name + ", line 1: NUL bytes are not text in UTF-8", TRY_UTF_16);
    }
    return new Encoding(charset, false);
  }

  /** The mark decides; without one the NUL half of the header's first ASCII character does. */
  private static Encoding utf16(byte[] head, Charset charset, String name) {
    boolean little = startsWith(head, LE_MARK);
    if (little || startsWith(head, BE_MARK)) {
      Charset found = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      if (!charset.equals(StandardCharsets.UTF_16) && !charset.equals(found)) {
        throw UploaderException.withHint(
            ErrorKind.INPUT,
            name + ", line 1: the byte order mark says " + found + ", not " + charset,
            "use --encoding utf-16: it finds the order by itself");
      }
      return new Encoding(found, true);
    }
    if (!charset.equals(StandardCharsets.UTF_16)) {
      return new Encoding(charset, false);
    }
    int nul = firstNul(head, HEAD);
    if (nul < 0 && head.length > 0) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          name + ", line 1: this is not UTF-16 text",
          "leave --encoding out for UTF-8; or say utf-16le if it is UTF-16 without a mark");
    }
    boolean bigEndian = nul % 2 == 0;
    return new Encoding(bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE, false);
  }

  private static boolean isUtf16(Charset charset) {
    return charset.name().toUpperCase(Locale.ROOT).startsWith("UTF-16");
  }

  private static boolean startsWith(byte[] head, byte[] mark) {
    return head.length >= mark.length && Arrays.equals(head, 0, mark.length, mark, 0, mark.length);
  }

  private static int firstNul(byte[] head, int within) {
    for (int i = 0; i < Math.min(head.length, within); i++) {
      if (head[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
