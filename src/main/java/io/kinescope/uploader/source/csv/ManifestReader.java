package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV row by row; holds one row at a time, whatever the file's size. Not for several
 * threads.
 *
 * <p>{@link #hasNext()} and {@link #next()} throw an {@link UploaderException} of kind INPUT when
 * the rest can't be read (undecodable byte, unclosed quote); the rows before it stand. After that
 * the same error comes again. I/O trouble is of kind LOCAL_IO.
 */
public final class ManifestReader implements AutoCloseable, Iterator<ManifestEntry> {
  /** What standard input is called in messages. */
  public static final String STDIN = "<stdin>";

  private static final String BROKEN_ROW_MARK = "(repair this row, then clear this cell)";

  private final InputStream in;
  private final String name;
  private final Path folder;
  private final CsvLexer lexer;
  private final CsvDialect dialect;
  private final ManifestHeader header;
  private long rows;
  private @Nullable ManifestEntry upcoming;
  private @Nullable UploaderException failure;

  private ManifestReader(InputStream in, String name, Path folder, ManifestOptions options)
      throws IOException {
    this.in = in;
    this.name = name;
    this.folder = folder;
    PushbackInputStream bytes = new PushbackInputStream(in, Encoding.HEAD);
    Encoding encoding = Encoding.detect(bytes, options.encoding(), name);
    DialectDetector.Found found =
        new DialectDetector(new StrictDecoder(bytes, encoding), options, name).detect(encoding);
    this.dialect = found.dialect();
    this.lexer = found.lexer();
    CsvLexer.RawRecord first = lexer.next();
    if (first == null) {
      throw UploaderException.of(ErrorKind.INPUT, name + " is empty")
          .hint("name the columns in the first line, such as url,title")
          .build();
    }
    if (first.defect() != null) {
      throw new UploaderException(
          ErrorKind.INPUT, name + ", line " + first.line() + ": header: " + first.defect());
    }
    List<String> names = first.cells().stream().map(SafeCells::unescape).toList();
    this.header = ManifestHeader.of(name, first.line(), names, options.map());
  }

  /**
   * Opens a file and reads its header; relative {@code file} cells start at its folder.
   *
   * @throws UploaderException of kind INPUT (missing, empty, no usable header), USAGE (unknown
   *     encoding) or LOCAL_IO
   */
  public static ManifestReader open(Path csv, ManifestOptions options) {
    if (Files.isDirectory(csv)) {
      throw new UploaderException(ErrorKind.INPUT, csv + " is a folder, not a CSV file");
    }
    try {
      Path folder = Objects.requireNonNullElse(csv.toAbsolutePath().getParent(), csv);
      return open(Files.newInputStream(csv), csv.toString(), folder, options);
    } catch (NoSuchFileException e) {
      throw new UploaderException(ErrorKind.INPUT, csv + " can't be read: " + IoWords.of(e), e);
    } catch (IOException e) {
      throw unreadable(csv.toString(), e);
    }
  }

  /**
   * Reads from a stream, and closes it in the end.
   *
   * @param name for messages, such as {@link #STDIN}
   * @param folder where relative {@code file} cells start
   */
  public static ManifestReader open(
      InputStream stream, String name, Path folder, ManifestOptions options) {
    try {
      return new ManifestReader(stream, name, folder, options);
    } catch (IOException e) {
      closeAfter(stream, e);
      throw unreadable(name, e);
    } catch (RuntimeException e) {
      closeAfter(stream, e);
      throw e;
    }
  }

  /** How the file is written. */
  public CsvDialect dialect() {
    return dialect;
  }

  /** Its columns. */
  public ManifestHeader header() {
    return header;
  }

  /** What it is called in messages. */
  public String name() {
    return name;
  }

  @Override
  public boolean hasNext() {
    if (upcoming == null) {
      upcoming = read();
    }
    return upcoming != null;
  }

  @Override
  public ManifestEntry next() {
    ManifestEntry entry = upcoming != null ? upcoming : read();
    upcoming = null;
    if (entry == null) {
      throw new NoSuchElementException(name + " has no more rows");
    }
    return entry;
  }

  private @Nullable ManifestEntry read() {
    if (failure != null) {
      throw failure;
    }
    try {
      CsvLexer.RawRecord raw = lexer.next();
      while (raw != null && raw.isBlank()) {
        raw = lexer.next();
      }
      return raw == null ? null : entry(raw);
    } catch (IOException e) {
      failure = unreadable(name, e);
      throw failure;
    } catch (UploaderException e) {
      failure = e;
      throw e;
    }
  }

  private ManifestEntry entry(CsvLexer.RawRecord raw) {
    rows++;
    int width = header.names().size();
    List<String> cells = raw.cells();
    cells.replaceAll(SafeCells::unescape);
    while (cells.size() > width && Cells.isBlank(cells.get(cells.size() - 1))) {
      cells.remove(cells.size() - 1);
    }
    int given = cells.size();
    while (cells.size() < width) {
      cells.add("");
    }
    if (raw.defect() != null) {
      cells.add(BROKEN_ROW_MARK);
      return error(raw.line(), cells, raw.defect());
    }
    if (given > width) {
      return error(raw.line(), cells, tooMany(given, width));
    }
    return ManifestRow.of(header, folder, raw.line(), rows, cells);
  }

  private RowError error(long line, List<String> cells, String message) {
    return new RowError(line, rows, cells, List.of(new RowProblem(null, message)), null);
  }

  private String tooMany(int given, int width) {
    return "the row has "
        + given
        + " cells, the header "
        + width
        + "; a cell with '"
        + (dialect.delimiter() == '\t' ? "TAB" : dialect.delimiter())
        + "' in it must be quoted, with no space before the quote";
  }

  private static UploaderException unreadable(String name, IOException e) {
    return new UploaderException(ErrorKind.LOCAL_IO, name + " can't be read: " + IoWords.of(e), e);
  }

  private static void closeAfter(InputStream stream, Exception cause) {
    try {
      stream.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be closed", e);
    }
  }
}
