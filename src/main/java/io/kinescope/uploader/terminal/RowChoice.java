package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rows and columns of a list are printed. A name is that of a column, or of any field of the
 * rows, nested ones with dots: {@code poster.original}. Which fields there are is known only from
 * the rows: {@link #requireFound} tells of names that none of them had.
 */
public final class RowChoice {
  private final List<String> names;
  private final Map<String, List<Pattern>> filters = new LinkedHashMap<>();
  private final List<Column> known;
  private final Set<String> missing = new TreeSet<>();
  private final Set<String> fields = new TreeSet<>();
  private boolean any;

  /**
   * Makes a choice.
   *
   * @param names of columns, in their order; empty for the usual ones
   * @param filters as {@code NAME=GLOB}, in which * stands for any text and ? for one character,
   *     and case is ignored; all must match
   * @param known columns that a row may have, whether or not it has such a field
   * @throws UploaderException of kind USAGE for a filter without {@code =}
   */
  public RowChoice(List<String> names, List<String> filters, List<Column> known) {
    this.names = List.copyOf(names);
    this.known = List.copyOf(known);
    for (String filter : filters) {
      int end = filter.indexOf('=');
      if (end < 1) {
        throw UploaderException.usage(
            "'" + filter + "' is not a filter", "write NAME=GLOB, such as 'title=Lecture*'");
      }
      this.filters
          .computeIfAbsent(filter.substring(0, end), name -> new ArrayList<>())
          .add(glob(filter.substring(end + 1)));
    }
    missing.addAll(names);
    missing.addAll(this.filters.keySet());
    known.forEach(column -> missing.remove(column.name()));
  }

  /** Everything, in the usual columns. */
  static RowChoice all() {
    return new RowChoice(List.of(), List.of(), List.of());
  }

  private static Pattern glob(String glob) {
    StringBuilder regex = new StringBuilder();
    glob.codePoints()
        .forEach(
            point ->
                regex.append(
                    point == '*'
                        ? ".*"
                        : point == '?' ? "." : Pattern.quote(Character.toString(point))));
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /** Whether columns are named. */
  boolean namesColumns() {
    return !names.isEmpty();
  }

  /** The columns to print. */
  List<Column> columns(List<Column> usual) {
    return names.isEmpty() ? usual : names.stream().map(this::column).toList();
  }

  private Column column(String name) {
    return known.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Column(name, row -> text(value(row, name))));
  }

  /** Whether a row is to be printed. */
  boolean wants(JsonObject row) {
    any = true;
    if (!missing.isEmpty()) {
      missing.removeIf(name -> has(row, name));
      fields.addAll(row.fields().keySet());
    }
    return filters.entrySet().stream()
        .allMatch(
            filter -> {
              String cell = column(filter.getKey()).cell(row);
              return filter.getValue().stream().allMatch(glob -> glob.matcher(cell).matches());
            });
  }

  /** A row as JSON: whole, or the fields that are named. */
  JsonObject json(JsonObject row) {
    if (names.isEmpty()) {
      return row;
    }
    Map<String, @Nullable Object> chosen = new LinkedHashMap<>();
    for (String name : names) {
      chosen.put(name, has(row, name) ? value(row, name) : column(name).value().apply(row));
    }
    return new JsonObject(chosen);
  }

  /**
   * To be asked when all rows were read.
   *
   * @throws UploaderException of kind USAGE if there were rows, and none had a field that is named
   */
  public void requireFound() {
    if (any && !missing.isEmpty()) {
      String name = missing.iterator().next();
      List<String> all =
          Stream.concat(known.stream().map(Column::name), fields.stream()).distinct().toList();
      throw UploaderException.usage(
          "no row has a field '" + name + "'",
          NearestName.of(name, all)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("-o json shows all fields"));
    }
  }

  private static boolean has(JsonObject row, String name) {
    JsonObject holder = holder(row, name);
    return holder != null && holder.fields().containsKey(last(name));
  }

  private static @Nullable Object value(JsonObject row, String name) {
    JsonObject holder = holder(row, name);
    return holder == null ? null : holder.fields().get(last(name));
  }

  /** The object that the last part of a name with dots belongs to. */
  private static @Nullable JsonObject holder(JsonObject row, String name) {
    JsonObject at = row;
    for (int dot = name.indexOf('.'), from = 0;
        dot >= 0 && at != null;
        from = dot + 1, dot = name.indexOf('.', from)) {
      at = at.object(name.substring(from, dot));
    }
    return at;
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** A cell of any value: lists and objects as JSON. */
  private static @Nullable String text(@Nullable Object value) {
    return value instanceof Map || value instanceof List
        ? Json.write(value)
        : value == null ? null : Objects.toString(value);
  }
}
