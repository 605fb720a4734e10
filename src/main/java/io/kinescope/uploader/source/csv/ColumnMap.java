package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code --map url=Link,title=Название}: which of the file's columns serves as which of ours.
 *
 * @param names our column to the file's column name
 */
public record ColumnMap(Map<ListColumn, String> names) {
  /** Every column goes by its own name. */
  public static final ColumnMap NONE = new ColumnMap(Map.of());

  /** Only a comma with {@code name=} behind it separates: a column's name may hold commas. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?=\\s*\\w+\\s*=)");

  public ColumnMap {
    names = Map.copyOf(names);
  }

  /**
   * Reads the values of {@code --map}.
   *
   * @param values each one {@code column=Name}, or several with commas between
   * @throws UploaderException of kind USAGE
   */
  public static ColumnMap parse(List<String> values) {
    Map<ListColumn, String> names = new EnumMap<>(ListColumn.class);
    for (String value : values) {
      for (String pair : SEPARATOR.split(value, -1)) {
        int equals = pair.indexOf('=');
        if (equals < 0 || Cells.isBlank(pair.substring(equals + 1))) {
          throw usage("--map " + value + ": '" + pair + "' is not COLUMN=NAME", null);
        }
        ListColumn column = column(pair.substring(0, equals));
        if (names.put(column, Cells.strip(pair.substring(equals + 1))) != null) {
          throw usage("--map names the column " + column.header() + " twice", null);
        }
      }
    }
    return new ColumnMap(names);
  }

  private static ListColumn column(String name) {
    return ListColumn.of(name)
        .orElseThrow(
            () -> {
              Optional<String> nearest = NearestName.of(name, ListColumn.headers());
              return usage(
                  "--map: there is no column '"
                      + Cells.strip(name)
                      + "'; the columns are "
                      + String.join(", ", ListColumn.headers()),
                  nearest.map(n -> "did you mean " + n + "?").orElse(null));
            });
  }

  private static UploaderException usage(String message, @Nullable String hint) {
    return UploaderException.of(ErrorKind.USAGE, message).hint(hint).build();
  }
}
