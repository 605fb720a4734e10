package io.kinescope.uploader.report;

import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.Encodings;
import io.kinescope.uploader.source.csv.SafeCells;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;

/**
 * Writes records as the input was written: delimiter, encoding, byte order mark, line ends, {@code
 * sep=} line. Every cell goes through {@link SafeCells}. Not for several threads.
 */
final class CsvOut {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int USUAL_CHARS = 1024;

  /** Up to it the library quotes a cell that begins with it, as it may stand for a comment. */
  private static final char LAST_SIGN_QUOTED_FIRST = '#';

  private final Path path;
  private final AtomicFile file;
  private final Writer writer;
  private final CSVFormat format;
  private final char delimiter;
  private final Characters record = new Characters();

  private CsvOut(Path path, AtomicFile file, Writer writer, CsvDialect dialect) {
    this.path = path;
    this.file = file;
    this.writer = writer;
    this.format = format(dialect);
    this.delimiter = dialect.delimiter();
  }

  /** Begins the file with its header. */
  static CsvOut create(Path path, CsvDialect dialect, List<String> header) {
    AtomicFile file = AtomicFile.create(path);
    try {
      CsvOut out = new CsvOut(path, file, writer(file, dialect), dialect);
      out.write(header);
      return out;
    } catch (IOException e) {
      file.abort();
      throw AtomicFile.failed(path, e);
    }
  }

  private static Writer writer(AtomicFile file, CsvDialect dialect) throws IOException {
    BufferedOutputStream bytes = new BufferedOutputStream(file.stream(), BUFFER_BYTES);
    if (dialect.bom()) {
      bytes.write(Encodings.byteOrderMark(dialect.charset()));
    }
    Writer writer =
        new OutputStreamWriter(
            bytes,
            dialect
                .charset()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
    if (dialect.sepLine()) {
      writer.write("sep=" + dialect.delimiter() + dialect.lineSeparator().text());
    }
    return writer;
  }

  /** Used without a CSVPrinter: that class carries an annotation that javac can't find. */
  private static CSVFormat format(CsvDialect dialect) {
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(dialect.delimiter())
        .setQuoteMode(QuoteMode.MINIMAL)
        .setRecordSeparator(dialect.lineSeparator().text())
        .get();
  }

  void write(List<String> cells) {
    try {
      record.text.setLength(0);
      boolean first = true;
      for (String cell : cells) {
        write(SafeCells.escape(cell), first);
        first = false;
      }
      format.println(record);
      record.writeTo(writer);
    } catch (IOException e) {
      throw AtomicFile.failed(path, e);
    }
  }

  private void write(String cell, boolean first) throws IOException {
    if (isPlain(cell, first)) {
      if (!first) {
        record.text.append(delimiter);
      }
      record.text.append(cell);
    } else {
      format.print(cell, record, first);
    }
  }

  /**
   * Whether the library would write the cell as it is, for certain: that is so for most, and to ask
   * it would be half of what a row costs that is only skipped.
   */
  private boolean isPlain(String cell, boolean first) {
    int length = cell.length();
    if (length == 0) {
      return !first;
    }
    if (cell.charAt(0) <= LAST_SIGN_QUOTED_FIRST || cell.charAt(length - 1) <= ' ') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = cell.charAt(i);
      if (c == '"' || c == delimiter || c == '\n' || c == '\r') {
        return false;
      }
    }
    return true;
  }

  /** Puts the finished file in its place. */
  void commit() {
    try {
      writer.close();
    } catch (IOException e) {
      file.abort();
      throw AtomicFile.failed(path, e);
    }
    file.commit();
  }

  void abort() {
    file.abort();
  }

  /**
   * A builder that takes a part of a text at once, as {@link StringBuilder} does from JDK 21 on. A
   * writer would, but is locked for every call.
   */
  private static final class Characters implements Appendable {
    private final StringBuilder text = new StringBuilder();
    private char[] whole = new char[USUAL_CHARS];

    void writeTo(Writer writer) throws IOException {
      if (text.length() > whole.length) {
        whole = new char[text.length()];
      }
      text.getChars(0, text.length(), whole, 0);
      writer.write(whole, 0, text.length());
    }

    @Override
    public Characters append(CharSequence added) {
      text.append(added);
      return this;
    }

    @Override
    public Characters append(CharSequence added, int start, int end) {
      text.append(added.subSequence(start, end));
      return this;
    }

    @Override
    public Characters append(char added) {
      text.append(added);
      return this;
    }
  }
}
