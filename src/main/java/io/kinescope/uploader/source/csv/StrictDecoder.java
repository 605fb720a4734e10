package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Bytes to characters, strictly, and lazily: all characters before a bad byte are handed out before
 * the error comes, so that rows before it stand and the reader's line is the byte's line.
 */
final class StrictDecoder extends Reader {
  private static final int BUFFER_BYTES = 32 * 1024;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private boolean end;
  private boolean flushed;
  private boolean sawNul;

  StrictDecoder(InputStream in, Encoding encoding) {
    this.in = in;
    this.decoder =
        encoding
            .charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    CharBuffer chars = CharBuffer.wrap(target, offset, length);
    while (!flushed) {
      CoderResult result = decoder.decode(bytes, chars, end);
      if (chars.position() > offset) {
        return chars.position() - offset;
      }
      if (result.isError()) {
        throw undecodable();
      }
      if (result.isOverflow()) {
        return 0;
      }
      if (end) {
        decoder.flush(chars);
        flushed = true;
        return chars.position() > offset ? chars.position() - offset : -1;
      }
      fill();
    }
    return -1;
  }

  private void fill() throws IOException {
    bytes.compact();
    int from = bytes.position();
    int count = in.read(bytes.array(), from, bytes.remaining());
    if (count < 0) {
      end = true;
    } else {
      bytes.position(from + count);
      for (int i = from; i < from + count && !sawNul; i++) {
        sawNul = bytes.get(i) == 0;
      }
    }
    bytes.flip();
  }

  /** Whoever counts the lines adds where it is. */
  private UploaderException undecodable() {
    Charset charset = decoder.charset();
    byte bad = bytes.get(bytes.position());
    return UploaderException.withHint(
        ErrorKind.INPUT,
        String.format(Locale.ROOT, "byte 0x%02X is not %s text", bad, charset),
        !charset.equals(StandardCharsets.UTF_8)
            ? "the file is in another encoding than " + charset
            : sawNul ? Encoding.TRY_UTF_16 : Encoding.TRY_1251);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
