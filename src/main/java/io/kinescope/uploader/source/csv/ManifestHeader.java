package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first record of the file: its names as they came, and where our columns are.
 *
 * @param names all columns, also the user's own
 * @param positions our column to its index in a row's cells
 */
public record ManifestHeader(List<String> names, Map<ListColumn, Integer> positions) {
  /** What is in the names that people give to the columns that we call {@code url, file}. */
  private static final Map<ListColumn, List<String>> ALIKE =
      Map.of(
          ListColumn.URL, List.of("link", "href", "ссылка", "адрес", "url"),
          ListColumn.FILE, List.of("path", "файл", "путь", "file"),
          ListColumn.TITLE, List.of("title", "name", "назван", "заголов", "тема", "имя"));

  public ManifestHeader {
    names = List.copyOf(names);
    positions = Map.copyOf(positions);
  }

  /**
   * Finds our columns.
   *
   * @param map our column to the file's column name
   * @throws UploaderException of kind INPUT: no source column, a mapped column that does not exist,
   *     or a column twice
   */
  static ManifestHeader of(List<String> names, Map<ListColumn, String> map) {
    Map<ListColumn, Integer> positions = new EnumMap<>(ListColumn.class);
    map.forEach(
        (column, name) -> {
          Integer index = find(names, name, Set.of());
          if (index == null) {
            String nearest =
                NearestName.of(name, names)
                    .map(
                        n ->
                            "; did you mean "
                                + option(column.header() + "=" + Cells.strip(n))
                                + "?")
                    .orElse("");
            throw input(
                "--map: there is no column '" + name + "'",
                "columns found: " + quoted(names) + nearest);
          }
          positions.put(column, index);
        });
    Set<Integer> mapped = new HashSet<>(positions.values());
    for (ListColumn column : ListColumn.values()) {
      Integer index = positions.get(column);
      index = index == null ? find(names, column.header(), mapped) : index;
      if (index != null) {
        positions.put(column, index);
      }
    }
    if (!positions.containsKey(ListColumn.URL) && !positions.containsKey(ListColumn.FILE)) {
      throw missing("there is no column 'url' or 'file'", names, positions.keySet());
    }
    return new ManifestHeader(names, positions);
  }

  /** Refuses a list of URLs without titles: every row would be invalid for the same reason. */
  void requireTitle(String list) {
    Set<ListColumn> known = positions.keySet();
    if (!known.contains(ListColumn.TITLE) && !known.contains(ListColumn.FILE)) {
      String what = list + ": there is no column 'title', which rows with a url need";
      throw missing(what, names, known);
    }
  }

  private static UploaderException missing(String what, List<String> names, Set<ListColumn> known) {
    return input(what, "columns found: " + quoted(names) + "; " + advice(names, known));
  }

  /** The cells of our columns; none where there is no such column, or it is blank. */
  Map<ListColumn, String> values(List<String> cells) {
    Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
    for (Map.Entry<ListColumn, Integer> position : positions.entrySet()) {
      String value = Cells.strip(cells.get(position.getValue()));
      if (!value.isEmpty()) {
        values.put(position.getKey(), value);
      }
    }
    return values;
  }

  /**
   * Columns of the user's that look like misspelled ones of ours: {@code parrent_id} would silently
   * send every video to the default parent. One sentence each, for a warning.
   */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    List<String> absent =
        Stream.of(ListColumn.values())
            .filter(column -> !positions.containsKey(column))
            .map(ListColumn::header)
            .toList();
    for (int i = 0; i < names.size(); i++) {
      String name = Cells.strip(names.get(i));
      // Shorter names are a letter away from each other by chance: uid is nobody's id.
      if (name.length() >= "file".length() && !positions.containsValue(i)) {
        NearestName.of(name, absent)
            .map(near -> "column '" + name + "' is not used; did you mean '" + near + "'?")
            .ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  private static @Nullable Integer find(List<String> names, String name, Set<Integer> taken) {
    String wanted = ListColumn.normalized(name);
    int[] found =
        IntStream.range(0, names.size())
            .filter(i -> !taken.contains(i) && ListColumn.normalized(names.get(i)).equals(wanted))
            .toArray();
    if (found.length > 1) {
      throw input(
          "column '" + Cells.strip(name) + "' appears " + found.length + " times",
          "rename or remove all but one");
    }
    return found.length == 0 ? null : found[0];
  }

  private static String advice(List<String> names, Set<ListColumn> known) {
    if (names.get(0).startsWith("#")) {
      return "the line begins with #, but CSV has no comments: remove it";
    }
    boolean sought = !known.contains(ListColumn.URL);
    if (names.size() == 1 && sought) {
      return names.get(0).matches(".*[,;\t|].*")
          ? "the quotes around the whole line make it one cell: remove them from all lines"
          : "if that is more than one column, name what separates them: --delimiter ';'";
    }
    String url = sought ? pair(names, ListColumn.URL) : "";
    String file = sought && url.isEmpty() ? pair(names, ListColumn.FILE) : "";
    String title =
        file.isEmpty() && !known.contains(ListColumn.TITLE) ? pair(names, ListColumn.TITLE) : "";
    if (sought ? (url + file).isEmpty() : title.isEmpty()) {
      String which = sought ? "url=COLUMN or --map file=COLUMN" : "title=COLUMN";
      return "name one with --map " + which;
    }
    String all = url + file + (sought && !title.isEmpty() ? "," : "") + title;
    return "did you mean " + option(all) + "?";
  }

  /** As it can be pasted into a shell. */
  private static String option(String map) {
    boolean plain = map.matches("[\\w=,./-]*");
    return "--map " + (plain ? map : "'" + map.replace("'", "'\\''") + "'");
  }

  /** {@code title=Name} for the column that probably is ours; empty if there is none. */
  private static String pair(List<String> names, ListColumn column) {
    return NearestName.of(column.header(), names)
        .or(() -> names.stream().filter(name -> isAlike(name, column)).findFirst())
        .map(name -> column.header() + "=" + Cells.strip(name))
        .orElse("");
  }

  private static boolean isAlike(String name, ListColumn column) {
    String normalized = ListColumn.normalized(name);
    return ALIKE.getOrDefault(column, List.of()).stream().anyMatch(normalized::contains);
  }

  private static String quoted(List<String> names) {
    return SafeText.list(names.stream().map(n -> "'" + Cells.strip(n) + "'").toList());
  }

  private static UploaderException input(String message, String hint) {
    return UploaderException.withHint(ErrorKind.INPUT, message, hint);
  }
}
