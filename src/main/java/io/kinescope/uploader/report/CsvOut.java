package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.source.csv.CsvDialect;
import io.kinescope.uploader.source.csv.ManifestHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;

/**
 * A report: the input's cells and ours, written as the input was: delimiter, encoding, byte order
 * mark, line ends, {@code sep=} line. Nothing is to be seen under its name before {@link
 * #commit()}. Every cell goes through {@link SafeCells}. Not for several threads.
 *
 * <p>All of the input's columns are carried but those that the file has itself, so that importing a
 * results or failed file again does not double them.
 *
 * <p>All methods throw {@link UploaderException} of kind LOCAL_IO that names the file.
 */
final class CsvOut implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Up to it the library quotes a cell that begins with it, as it may stand for a comment. */
  private static final char LAST_SIGN_QUOTED_FIRST = '#';

  private final AtomicFile file;
  private final Writer writer;
  private final CSVFormat format;
  private final char delimiter;
  private final StringBuilder record = new StringBuilder();

  /** Of the columns that are carried. */
  private final int[] indexes;

  private final int width;
  private boolean committed;

  /** Begins the file with its header; {@code own} are the file's own columns. */
  CsvOut(Path path, CsvDialect dialect, ManifestHeader header, List<String> own) {
    List<String> names = header.names();
    width = names.size();
    indexes =
        IntStream.range(0, width)
            .filter(i -> !own.contains(names.get(i).strip().toLowerCase(Locale.ROOT)))
            .toArray();
    delimiter = dialect.delimiter();
    // Used without a CSVPrinter: that class carries an annotation that javac can't find.
    format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setQuoteMode(QuoteMode.MINIMAL)
            .setRecordSeparator(dialect.lineEnd())
            .get();
    file = new AtomicFile(path, CsvFiles.ELSEWHERE);
    writer =
        new OutputStreamWriter(
            new BufferedOutputStream(file.stream(), BUFFER_BYTES),
            dialect
                .charset()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
    record.append(dialect.bom() ? "\uFEFF" : "");
    if (dialect.sepLine()) {
      record.append("sep=").append(delimiter).append(dialect.lineEnd());
    }
    try {
      write(names, own);
    } catch (UploaderException e) {
      file.abort();
      throw e;
    }
  }

  /** The row's own cells, then ours, then cells that the row had beyond its header. */
  void write(List<String> cells, List<String> ours) {
    try {
      boolean first = true;
      for (int index : indexes) {
        append(cells.get(index), first);
        first = false;
      }
      for (String cell : ours) {
        append(cell, first);
        first = false;
      }
      for (String cell : cells.subList(width, cells.size())) {
        append(cell, false);
      }
      format.println(record);
      writer.append(record);
      record.setLength(0);
    } catch (IOException e) {
      throw file.failed(e);
    }
  }

  private void append(String raw, boolean first) throws IOException {
    String cell = SafeCells.escape(raw);
    if (!isPlain(cell, first)) {
      format.print(cell, record, first);
      return;
    }
    if (!first) {
      record.append(delimiter);
    }
    record.append(cell);
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

  /** Of the whole file, which is in no place yet; after it nothing more is written. */
  String digest() {
    end();
    return CsvFiles.digest(file.written()).orElse("");
  }

  void commit() {
    committed = true;
    end();
    file.commit();
  }

  private void end() {
    try {
      writer.close();
    } catch (IOException e) {
      file.abort();
      throw file.failed(e);
    }
  }

  /** Forgets what was written, unless it was committed: an older file stays. */
  @Override
  public void close() {
    if (!committed) {
      file.abort();
    }
  }
}
