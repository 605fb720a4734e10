package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.csv.CsvDialect.LineSeparator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds delimiter and line separator from the file's first lines. */
final class DialectDetector {
  /** In this order when nothing else decides: RFC 4180 first, then what Excel writes. */
  private static final List<Character> CANDIDATES = List.of(',', ';', '\t', '|');

  /** How far a header is looked for; reading on would be reading the data. */
  private static final int MAX_HEADER_CHARS = 256 * 1024;

  private static final Pattern SEP_LINE = Pattern.compile("(?i)\"?sep=([^\"\\r\\n])\"?");
  private static final int END = -1;

  private final BufferedReader in;
  private final ManifestOptions options;
  private final String name;
  private final StringBuilder text = new StringBuilder();
  private long line = 1;
  private int ahead = END;

  DialectDetector(BufferedReader in, ManifestOptions options, String name) {
    this.in = in;
    this.options = options;
    this.name = name;
  }

  /**
   * What was found.
   *
   * @param begun the header line (and perhaps more), already taken from the reader
   * @param line the physical line where {@code begun} begins
   */
  record Found(CsvDialect dialect, String begun, long line) {}

  /** Reads up to the end of the header, skipping {@code sep=} and blank lines. */
  Found detect(Encoding encoding) throws IOException {
    LineSeparator separator = readLine();
    LineSeparator first = separator;
    Matcher sep = SEP_LINE.matcher(content());
    boolean sepLine = sep.matches();
    char byLine = sepLine ? sep.group(1).charAt(0) : ',';
    if (sepLine) {
      nextLine();
      separator = readLine();
    }
    while (text.length() > 0 && isBlankLine()) {
      nextLine();
      separator = readLine();
    }
    Character wanted = options.delimiter();
    char delimiter = wanted != null ? wanted : sepLine ? byLine : byHeader();
    if (ahead != END) {
      text.append((char) ahead);
    }
    CsvDialect dialect =
        new CsvDialect(delimiter, encoding.charset(), encoding.bom(), first, sepLine);
    return new Found(dialect, text.toString(), line);
  }

  /** The candidate that yields a source column; then most known columns; then most columns. */
  private char byHeader() throws IOException {
    Set<String> sources = names(List.of(Column.URL, Column.FILE));
    Set<String> known = names(List.of(Column.values()));
    char best = CANDIDATES.get(0);
    long bestScore = -1;
    for (char candidate : CANDIDATES) {
      List<String> cells = cells(candidate).stream().map(Column::normalized).toList();
      long score = Math.min(1, cells.stream().filter(sources::contains).count());
      score = score * (CsvLexer.MAX_CELLS + 1) + cells.stream().filter(known::contains).count();
      score = score * (CsvLexer.MAX_CELLS + 1) + cells.size();
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }

  private Set<String> names(List<Column> columns) {
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      names.add(column.header());
      String mapped = options.map().names().get(column);
      if (mapped != null) {
        names.add(Column.normalized(mapped));
      }
    }
    return names;
  }

  private List<String> cells(char delimiter) throws IOException {
    try {
      RawRecord header =
          new CsvLexer(text.toString(), Reader.nullReader(), delimiter, line, name).next();
      return header == null ? List.of() : header.cells();
    } catch (UploaderException e) {
      // With this delimiter the quotes don't close: it is another one, or the lexer will say so.
      return List.of();
    }
  }

  private void nextLine() {
    line++;
    text.setLength(0);
  }

  private String content() {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private boolean isBlankLine() {
    Character wanted = options.delimiter();
    return text.chars()
        .allMatch(
            c ->
                Cells.isBlank(String.valueOf((char) c))
                    || CANDIDATES.contains((char) c)
                    || (wanted != null && c == wanted));
  }

  /**
   * Appends to the text up to a line's end outside quotes, and that end. Quotes in the middle of a
   * cell may take it further; the lexer then sorts it out.
   */
  private LineSeparator readLine() throws IOException {
    boolean quoted = false;
    while (text.length() < MAX_HEADER_CHARS) {
      int c = ahead != END ? ahead : read();
      ahead = END;
      if (c == END) {
        break;
      }
      text.append((char) c);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\n' && !quoted) {
        return LineSeparator.LF;
      } else if (c == '\r' && !quoted) {
        ahead = read();
        if (ahead != '\n') {
          return LineSeparator.CR;
        }
        ahead = END;
        text.append('\n');
        return LineSeparator.CRLF;
      }
    }
    return text.indexOf("\r\n") >= 0 ? LineSeparator.CRLF : LineSeparator.LF;
  }

  /** An undecodable byte ends the look ahead; the lexer meets it again and knows its line. */
  private int read() throws IOException {
    try {
      return in.read();
    } catch (UndecodableException e) {
      return END;
    }
  }
}
