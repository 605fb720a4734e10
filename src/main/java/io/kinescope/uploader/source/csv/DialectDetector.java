package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.UploaderException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds delimiter and line separator from the file's first lines. */
final class DialectDetector {
  /** In this order when nothing else decides: RFC 4180 first, then what Excel writes. */
  private static final List<Character> CANDIDATES = List.of(',', ';', '\t', '|');

  /** How far a header is looked for; reading on would be reading the data. */
  private static final int MAX_HEADER_CHARS = 256 * 1024;

  private static final Pattern SEP_LINE = Pattern.compile("(?i)\"?sep=([^\"\\r\\n])\"?[\\r\\n]*");
  private static final int END = -1;

  private final PushbackReader in;
  private final ManifestOptions options;
  private final String name;
  private final StringBuilder text = new StringBuilder();
  private long line = 1;

  DialectDetector(Reader in, ManifestOptions options, String name) {
    this.in = new PushbackReader(new BufferedReader(in));
    this.options = options;
    this.name = name;
  }

  /** What was found, and a lexer that begins at the header. */
  record Detected(CsvDialect dialect, CsvLexer lexer) {}

  /** Reads up to the end of the header, skipping {@code sep=} and blank lines. */
  Detected detect(Encoding encoding) throws IOException {
    readLine();
    String lineEnd = lineEnd();
    Matcher sep = SEP_LINE.matcher(text.toString());
    boolean sepLine = sep.matches();
    if (sepLine) {
      nextLine();
    }
    while (text.length() > 0 && isBlankLine()) {
      nextLine();
    }
    Character wanted = options.delimiter();
    char delimiter = wanted != null ? wanted : sepLine ? sep.group(1).charAt(0) : byHeader();
    return new Detected(
        new CsvDialect(delimiter, encoding.charset(), encoding.bom(), lineEnd, sepLine),
        new CsvLexer(text.toString(), in, delimiter, line, name));
  }

  /** The candidate that yields a source column; then most known columns; then most columns. */
  private char byHeader() throws IOException {
    Set<String> sources = names(List.of(ListColumn.URL, ListColumn.FILE));
    Set<String> known = names(List.of(ListColumn.values()));
    char best = CANDIDATES.get(0);
    long bestScore = -1;
    for (char candidate : CANDIDATES) {
      List<String> cells = cells(candidate).stream().map(ListColumn::normalized).toList();
      long score = cells.stream().anyMatch(sources::contains) ? 1 : 0;
      score = score * (CsvLexer.MAX_CELLS + 1) + cells.stream().filter(known::contains).count();
      score = score * (CsvLexer.MAX_CELLS + 1) + cells.size();
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }

  private Set<String> names(List<ListColumn> columns) {
    return columns.stream()
        .flatMap(column -> Stream.of(column.header(), options.map().getOrDefault(column, "")))
        .map(ListColumn::normalized)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  private List<String> cells(char delimiter) throws IOException {
    try {
      CsvLexer.RawRecord header =
          new CsvLexer(text.toString(), Reader.nullReader(), delimiter, line, name).next();
      return header == null ? List.of() : header.cells();
    } catch (UploaderException e) {
      // With this delimiter the quotes don't close: it is another one, or the lexer will say so.
      return List.of();
    }
  }

  private boolean isBlankLine() {
    Character wanted = options.delimiter();
    return text.chars()
        .mapToObj(c -> (char) c)
        .allMatch(c -> Cells.isBlank(c.toString()) || CANDIDATES.contains(c) || c.equals(wanted));
  }

  /** What ends the line; of a text without an end, what is used in it. */
  private String lineEnd() {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    String ends = text.substring(end == text.length() ? 0 : end);
    return ends.contains("\r\n") ? "\r\n" : ends.startsWith("\r") ? "\r" : "\n";
  }

  private void nextLine() throws IOException {
    line++;
    text.setLength(0);
    readLine();
  }

  /**
   * Appends to the text up to a line's end outside quotes, and that end. Quotes in the middle of a
   * cell may take it further; the lexer then sorts it out.
   */
  private void readLine() throws IOException {
    boolean quoted = false;
    boolean ended = false;
    while (!ended && text.length() < MAX_HEADER_CHARS) {
      int c = read();
      if (c == END) {
        return;
      }
      text.append((char) c);
      quoted ^= c == '"';
      ended = !quoted && (c == '\n' || c == '\r');
      int next = ended && c == '\r' ? read() : END;
      if (next == '\n') {
        text.append('\n');
      } else if (next != END) {
        in.unread(next);
      }
    }
  }

  /** An undecodable byte ends the look ahead; the lexer meets it again and knows its line. */
  private int read() throws IOException {
    try {
      return in.read();
    } catch (UploaderException e) {
      return END;
    }
  }
}
