package io.kinescope.uploader.source.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes are: found from {@code --encoding} and the file's first bytes.
 *
 * @param bom whether a byte order mark was there (and has been taken from the stream)
 */
record Encoding(Charset charset, boolean bom) {
  static final String TRY_1251 =
      "name the file's encoding, such as --encoding windows-1251 (Excel's CSV in Russian), or save"
          + " it as UTF-8";
  static final String TRY_UTF_16 =
      "try --encoding utf-16: the file looks like UTF-16 (Excel's \"Unicode text\")";

  /** How many bytes are looked at; the stream must be able to take them back. */
  static final int HEAD = 64;

  /** NULs here mean UTF-16; further on they are a bad character of one row. */
  private static final int FIRST_CHARACTERS = 4;

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};
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
    in.unread(head);
    if (startsWith(head, ZIP) || startsWith(head, OLE)) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          name + " is a spreadsheet or an archive, not a CSV file",
          "save it as \"CSV UTF-8\" in the spreadsheet program");
    }
    if (startsWith(head, GZIP)) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, name + " is compressed with gzip", "unpack it first: gunzip " + name);
    }
    Charset charset = wanted == null ? UTF_8 : byName(wanted);
    for (Charset marked : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
      byte[] mark = "\uFEFF".getBytes(marked);
      if (startsWith(head, mark)) {
        boolean anyOrder = charset.equals(UTF_16) && !marked.equals(UTF_8);
        if (!marked.equals(charset) && !anyOrder) {
          throw bad(
              name,
              "begins with the byte order mark of " + marked + ", not " + charset + " text",
              marked.equals(UTF_8) ? "leave out --encoding" : TRY_UTF_16);
        }
        in.skipNBytes(mark.length);
        return new Encoding(marked, true);
      }
    }
    if (charset.equals(UTF_16)) {
      return new Encoding(order(head, name), false);
    }
    if (charset.equals(UTF_8) && firstNul(head, FIRST_CHARACTERS) >= 0) {
      throw bad(name, "NUL bytes are not text in UTF-8", TRY_UTF_16);
    }
    return new Encoding(charset, false);
  }

  /**
   * The encoding of a name that a person gave. Those that can only be read are refused, too: the
   * results are written as the input is.
   */
  private static Charset byName(String wanted) {
    RuntimeException cause = null;
    try {
      Charset charset = Charset.forName(wanted.strip());
      if (charset.canEncode()) {
        return charset;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      cause = e;
    }
    throw UploaderException.withHint(
        ErrorKind.USAGE,
        "--encoding " + wanted + ": no such encoding",
        "use one such as utf-8, windows-1251, utf-16, koi8-r, iso-8859-1",
        cause);
  }

  /** Without a mark the NUL half of the header's first ASCII character tells the byte order. */
  private static Charset order(byte[] head, String name) {
    int nul = firstNul(head, HEAD);
    if (nul < 0 && head.length > 0) {
      throw bad(
          name,
          "this is not UTF-16 text",
          "leave out --encoding for UTF-8, or use utf-16le for UTF-16 without a byte order mark");
    }
    return nul % 2 == 0 ? UTF_16BE : UTF_16LE;
  }

  private static UploaderException bad(String name, String what, String hint) {
    return UploaderException.withHint(ErrorKind.INPUT, name + ", line 1: " + what, hint);
  }

  private static boolean startsWith(byte[] head, byte[] mark) {
    return Arrays.equals(Arrays.copyOf(head, mark.length), mark);
  }

  private static int firstNul(byte[] head, int within) {
    int nul = new String(head, ISO_8859_1).indexOf('\0');
    return nul < within ? nul : -1;
  }
}
