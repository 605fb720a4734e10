package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.source.UrlIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
public final class ManifestReader implements AutoCloseable, Iterator<ManifestRow> {
  /** What standard input is called in messages. */
  public static final String STDIN = "<stdin>";

  private static final String BROKEN_ROW_MARK = "(repair this row, then clear this cell)";

  private final InputStream in;
  private final String name;
  private final Path folder;
  private final UrlIdentity identity;
  private final CsvLexer lexer;
  private final CsvDialect dialect;
  private final ManifestHeader header;
  private long rows = 1; // as a spreadsheet shows them: the header, and blank ones, too
  private @Nullable ManifestRow upcoming;
  private @Nullable UploaderException failure;

  private ManifestReader(InputStream in, String name, Path folder, ManifestOptions options)
      throws IOException {
    this.in = in;
    this.name = name;
    this.folder = folder;
    this.identity = options.identity();
    PushbackInputStream bytes = new PushbackInputStream(in, Encoding.HEAD);
    Encoding encoding = Encoding.detect(bytes, options.encoding(), name);
    DialectDetector.Detected found =
        new DialectDetector(new StrictDecoder(bytes, encoding), options, name).detect(encoding);
    this.dialect = found.dialect();
    this.lexer = found.lexer();
    CsvLexer.RawRecord first = lexer.next();
    if (first == null) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          name + " is empty",
          "name the columns in the first line, such as url,title");
    }
    String where = name + ", line " + first.line() + ": ";
    if (first.defect() != null) {
      throw new UploaderException(ErrorKind.INPUT, where + "header: " + first.defect());
    }
    try {
      List<String> names = first.cells().stream().map(SafeCells::unescape).toList();
      this.header = ManifestHeader.of(names, options.map());
    } catch (UploaderException e) {
      throw e.saying(where + e.getMessage()).build();
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws UploaderException of kind INPUT (missing, empty, no usable header), USAGE (unknown
   *     encoding) or LOCAL_IO
   */
  public static ManifestReader open(ListSource.Input input, ManifestOptions options) {
    if (Files.isDirectory(input.path())) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "CSV file " + input.name() + " is a folder", "name the file in it");
    }
    try {
      return open(Files.newInputStream(input.path()), input.name(), input.folder(), options);
    } catch (IOException e) {
      String message = "could not read the CSV file " + input.name() + ": " + IoWords.of(e);
      throw UploaderException.withHint(
          ErrorKind.INPUT, message, "check the path and its permissions", e);
    }
  }

  /**
   * Reads from a stream, and closes it in the end.
   *
   * @param name for messages, such as {@link #STDIN}
   * @param folder where relative {@code file} cells start
   */
  static ManifestReader open(
      InputStream stream, String name, Path folder, ManifestOptions options) {
    try {
      return new ManifestReader(stream, name, folder, options);
    } catch (IOException | RuntimeException e) {
      try {
        stream.close();
      } catch (IOException alsoBad) {
        e.addSuppressed(alsoBad);
      }
      throw e instanceof IOException io ? unreadable(name, io) : (RuntimeException) e;
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

  @Override
  public boolean hasNext() {
    if (upcoming == null) {
      upcoming = read();
    }
    return upcoming != null;
  }

  @Override
  public ManifestRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + " has no more rows");
    }
    ManifestRow row = Objects.requireNonNull(upcoming);
    upcoming = null;
    return row;
  }

  private @Nullable ManifestRow read() {
    if (failure != null) {
      throw failure;
    }
    try {
      CsvLexer.RawRecord raw = lexer.next();
      rows++;
      while (raw != null && raw.isBlank()) {
        raw = lexer.next();
        rows++;
      }
      return raw == null ? null : row(raw);
    } catch (IOException e) {
      failure = unreadable(name, e);
      throw failure;
    } catch (UploaderException e) {
      failure = e;
      throw e;
    }
  }

  private ManifestRow row(CsvLexer.RawRecord raw) {
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
    String error = raw.defect();
    if (error != null) {
      cells.add(BROKEN_ROW_MARK);
    } else if (given > width) {
      error =
          "the row has "
              + given
              + " cells, the header "
              + width
              + "; quote each cell with '"
              + (dialect.delimiter() == '\t' ? "TAB" : dialect.delimiter())
              + "' in it, with no space before the quote";
    }
    return error == null
        ? ManifestRow.of(name, raw.line(), rows, cells, header.values(cells), folder, identity)
        : new ManifestRow(name, raw.line(), rows, cells, Map.of(), null, null, error);
  }

  private static UploaderException unreadable(String name, IOException e) {
    return new UploaderException(
        ErrorKind.LOCAL_IO, "could not read " + name + ": " + IoWords.of(e), e);
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
