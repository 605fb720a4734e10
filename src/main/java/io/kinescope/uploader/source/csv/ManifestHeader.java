package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The first record of the file: its names as they came, and where our columns are.
 *
 * @param line its physical line
 * @param names all columns, also the user's own
 * @param positions our column to its index in a row's cells
 */
public record ManifestHeader(long line, List<String> names, Map<ListColumn, Integer> positions) {
  /** Names that people give to the column that we call {@code url} or {@code file}. */
  private static final List<String> LIKE_URL = List.of("link", "href", "ссылка", "адрес", "url");

  private static final List<String> LIKE_FILE = List.of("path", "файл", "путь", "file");

  public ManifestHeader {
    names = List.copyOf(names);
    positions = Map.copyOf(positions);
  }

  /**
   * Finds our columns.
   *
   * @param source the file's name, for errors
   * @throws UploaderException of kind INPUT: no source column, a mapped column that does not exist,
   *     or a column twice
   */
  static ManifestHeader of(String source, long line, List<String> names, ColumnMap map) {
    Map<ListColumn, Integer> positions = new EnumMap<>(ListColumn.class);
    Set<Integer> mapped = new HashSet<>();
    map.names()
        .forEach(
            (column, name) -> {
              Integer index = find(source, line, names, name, Set.of());
              if (index == null) {
                throw noSuchColumn(source, line, names, column, name);
              }
              positions.put(column, index);
              mapped.add(index);
            });
    for (ListColumn column : ListColumn.values()) {
      if (!positions.containsKey(column)) {
        Integer index = find(source, line, names, column.header(), mapped);
        if (index != null) {
          positions.put(column, index);
        }
      }
    }
    if (!positions.containsKey(ListColumn.URL) && !positions.containsKey(ListColumn.FILE)) {
      throw noSource(source, line, names);
    }
    return new ManifestHeader(line, names, positions);
  }

  /** The cells of our columns; none where there is no such column, or it is blank. */
  Map<ListColumn, String> values(List<String> cells) {
    Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
    for (Map.Entry<ListColumn, Integer> position : positions.entrySet()) {
      String value = Cells.value(cells.get(position.getValue()));
      if (value != null) {
        values.put(position.getKey(), value);
      }
    }
    return values;
  }

  /**
   * Columns of the user's that look like misspelled ones of ours: {@code parrent_id} would silently
   * send every video to the default parent. One sentence each, for a warning.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (ListColumn column : ListColumn.values()) {
      if (!positions.containsKey(column)) {
        absent.add(column.header());
      }
    }
    for (int i = 0; i < names.size(); i++) {
      String name = Cells.strip(names.get(i));
      if (!name.isEmpty() && !positions.containsValue(i) && !isOtherName(name)) {
        NearestName.of(name, absent)
            .ifPresent(
                near ->
                    warnings.add(
                        "column '" + name + "' is not used; did you mean '" + near + "'?"));
      }
    }
    return List.copyOf(warnings);
  }

  /**
   * Short names are a letter away from each other by chance: {@code uid} is nobody's {@code id}.
   */
  private static boolean isOtherName(String name) {
    return name.length() < ListColumn.FILE.header().length();
  }

  private static @Nullable Integer find(
      String source, long line, List<String> names, String name, Set<Integer> taken) {
    String wanted = ListColumn.normalized(name);
    int[] found =
        IntStream.range(0, names.size())
            .filter(i -> !taken.contains(i) && ListColumn.normalized(names.get(i)).equals(wanted))
            .toArray();
    if (found.length > 1) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          at(source, line)
              + "column '"
              + Cells.strip(name)
              + "' is there "
              + found.length
              + " times",
          "rename or remove all but one");
    }
    return found.length == 0 ? null : found[0];
  }

  private static UploaderException noSuchColumn(
      String source, long line, List<String> names, ListColumn column, String name) {
    String nearest =
        NearestName.of(name, names)
            .map(n -> "; did you mean --map " + column.header() + "=" + Cells.strip(n) + "?")
            .orElse("");
    return UploaderException.withHint(
        ErrorKind.INPUT,
        at(source, line) + "--map: there is no column '" + name + "'",
        "columns found: " + list(names) + nearest);
  }

  private static UploaderException noSource(String source, long line, List<String> names) {
    return UploaderException.withHint(
        ErrorKind.INPUT,
        at(source, line) + "there is neither a column 'url' nor 'file'",
        "columns found: " + list(names) + "; " + advice(names));
  }

  private static String advice(List<String> names) {
    if (names.size() == 1) {
      return "if that is more than one column, name what separates them: --delimiter ';'";
    }
    for (ListColumn column : List.of(ListColumn.URL, ListColumn.FILE)) {
      List<String> words = column == ListColumn.URL ? LIKE_URL : LIKE_FILE;
      Optional<String> like =
          NearestName.of(column.header(), names)
              .or(() -> names.stream().filter(n -> containsAny(n, words)).findFirst());
      if (like.isPresent()) {
        return "did you mean --map " + column.header() + "=" + Cells.strip(like.get()) + "?";
      }
    }
    return "name one with --map url=COLUMN or --map file=COLUMN";
  }

  private static boolean containsAny(String name, List<String> words) {
    String normalized = ListColumn.normalized(name);
    return words.stream().anyMatch(normalized::contains);
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().map(n -> "'" + Cells.strip(n) + "'").toList());
  }

  private static String at(String source, long line) {
    return source + ", line " + line + ": ";
  }
}
