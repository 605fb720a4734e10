package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts characters into records and cells, by RFC 4180, and knows the physical line. Holds one
 * record at a time.
 */
final class CsvLexer {
  /** A quote that is never closed must not eat the memory that a 10 GB file would need. */
  static final int MAX_RECORD_CHARS = 4 * 1024 * 1024;

  /** What Excel allows in a row. */
  static final int MAX_CELLS = 16_384;

  private static final int BUFFER_CHARS = 16 * 1024;
  private static final int END = -1;
  private static final int NOTHING = -2;

  private final Reader in;
  private final String name;
  private final char delimiter;
  private final StringBuilder cell = new StringBuilder();
  private char[] buffer;
  private int position;
  private int limit;
  private int previous = NOTHING;
  private long line;
  private int recordChars;
  private long openedAt;
  private @Nullable String defect;

  /**
   * One record as it was found.
   *
   * @param line the physical line where it starts, from 1
   * @param cells made for this record alone, so they may be changed
   * @param defect what is wrong with its quoting; null when nothing is
   */
  record RawRecord(long line, List<String> cells, @Nullable String defect) {
    boolean isBlank() {
      boolean blank = defect == null;
      for (int i = 0; blank && i < cells.size(); i++) { // asked of every record: no stream
        blank = Cells.isBlank(cells.get(i));
      }
      return blank;
    }
  }

  /**
   * @param begun characters that were already taken from {@code in}, to be read first
   * @param firstLine the physical line of the first character
   * @param name of the file, for errors
   */
  CsvLexer(String begun, Reader in, char delimiter, long firstLine, String name) {
    this.buffer = begun.toCharArray();
    this.limit = buffer.length;
    this.in = in;
    this.delimiter = delimiter;
    this.line = firstLine;
    this.name = name;
  }

  /**
   * The next record, blank ones too; null at the end.
   *
   * @throws UploaderException of kind INPUT when nothing behind this point can be read
   */
  @Nullable RawRecord next() throws IOException {
    recordChars = 0;
    openedAt = 0;
    defect = null;
    long start = line;
    if (peek() == END) {
      return null;
    }
    List<String> cells = new ArrayList<>();
    while (readCell(cells.size() + 1)) {
      add(cells, start);
    }
    add(cells, start);
    return new RawRecord(start, cells, defect);
  }

  private void add(List<String> cells, long start) {
    if (cells.size() == MAX_CELLS) {
      throw stop(start, "the record has more than " + MAX_CELLS + " cells", null);
    }
    cells.add(cell.length() == 0 ? "" : cell.toString());
  }

  /** Reads one cell and what ends it; true when a delimiter did, so that another cell follows. */
  private boolean readCell(int number) throws IOException {
    cell.setLength(0);
    if (peek() == '"') {
      readQuoted();
      return readAfterQuote(number);
    }
    for (int c = readAfterPlain(delimiter); ; c = readAfterPlain(delimiter)) {
      if (c == delimiter || endsRecord(c)) {
        checkNoSpaceBeforeQuote(number);
        return c == delimiter;
      }
      cell.append((char) c);
    }
  }

  /**
   * Takes all characters into the cell that mean nothing to any rule, and then reads the next one:
   * to look at each as if it might mean something is what reading a list would cost most.
   */
  private int readAfterPlain(char special) throws IOException {
    int most = Math.min(limit, position + MAX_RECORD_CHARS - recordChars);
    int end = position;
    while (end < most && buffer[end] != special && buffer[end] != '\n' && buffer[end] != '\r') {
      end++;
    }
    if (end > position) {
      cell.append(buffer, position, end - position);
      recordChars += end - position;
      previous = buffer[end - 1];
      position = end;
    }
    return read();
  }

  private void readQuoted() throws IOException {
    openedAt = line;
    read();
    for (int c = readAfterPlain('"'); ; c = readAfterPlain('"')) {
      if (c == END) {
        throw stop(
            openedAt,
            "a quote opens here and is never closed",
            "close it, or write it twice if it is part of the text");
      }
      if (c == '"') {
        if (peek() != '"') {
          openedAt = 0;
          return;
        }
        read();
      }
      cell.append((char) c);
    }
  }

  /** Space may follow a closing quote; other text means that the quotes are broken. */
  private boolean readAfterQuote(int number) throws IOException {
    int closed = cell.length();
    long closedAt = line;
    for (int c = read(); ; c = read()) {
      if (c == delimiter || endsRecord(c)) {
        if (cell.length() == closed) {
          return c == delimiter;
        }
        if (Cells.isBlank(cell.substring(closed))) {
          cell.setLength(closed);
        } else if (defect == null) {
          defect =
              "text follows the closing quote of cell "
                  + number
                  + " (line "
                  + closedAt
                  + "); a quote inside a quoted cell is written twice";
        }
        return c == delimiter;
      }
      cell.append((char) c);
    }
  }

  /** {@code url, "A, b"}: the space makes the quotes part of the text, which nobody means. */
  private void checkNoSpaceBeforeQuote(int number) {
    int i = 0;
    while (i < cell.length() && (cell.charAt(i) == ' ' || cell.charAt(i) == '\t')) {
      i++;
    }
    if (i > 0 && i < cell.length() && cell.charAt(i) == '"' && defect == null) {
      defect = "cell " + number + " has a space before its opening quote; remove the space";
    }
  }

  private boolean endsRecord(int c) throws IOException {
    if (c == '\r' && peek() == '\n') {
      read();
      return true;
    }
    return c == '\n' || c == '\r' || c == END;
  }

  private int peek() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    return buffer[position];
  }

  private int read() throws IOException {
    int c = peek();
    if (c == END) {
      return END;
    }
    position++;
    if (++recordChars > MAX_RECORD_CHARS) {
      throw openedAt > 0
          ? stop(openedAt, "a quote opens here and is not closed within 4,194,304 characters", null)
          : stop(line, "the record is longer than 4,194,304 characters", null);
    }
    if (c == '\r' || (c == '\n' && previous != '\r')) {
      line++;
    }
    previous = c;
    return c;
  }

  private boolean fill() throws IOException {
    if (buffer.length != BUFFER_CHARS) {
      buffer = new char[BUFFER_CHARS];
    }
    int count;
    try {
      do {
        count = in.read(buffer, 0, buffer.length);
      } while (count == 0);
    } catch (UploaderException e) { // a byte that does not decode
      throw e.saying(name + ", line " + line + ": " + e.getMessage()).build();
    }
    position = 0;
    limit = Math.max(count, 0);
    return count > 0;
  }

  private UploaderException stop(long at, String what, @Nullable String hint) {
    return UploaderException.withHint(ErrorKind.INPUT, name + ", line " + at + ": " + what, hint);
  }
}
