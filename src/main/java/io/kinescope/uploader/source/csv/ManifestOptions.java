package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.UrlIdentity;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the person says about the CSV.
 *
 * @param delimiter from {@code --delimiter}; null: found from the header
 * @param encoding from {@code --encoding}; null: strict UTF-8
 * @param map from {@code --map}: our column to the file's column name
 * @param identity what URLs are known by
 */
public record ManifestOptions(
    @Nullable Character delimiter,
    @Nullable String encoding,
    Map<ListColumn, String> map,
    UrlIdentity identity) {
  /** Only a comma with {@code name=} behind it separates: a column's name may hold commas. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?=\\s*\\w+\\s*=)");

  public ManifestOptions {
    map = Map.copyOf(map);
  }

  /**
   * Reads the values of {@code --map}.
   *
   * @param values each one {@code column=Name}, or several with commas between
   * @throws UploaderException of kind USAGE
   */
  public static Map<ListColumn, String> parseMap(List<String> values) {
    Map<ListColumn, String> map = new EnumMap<>(ListColumn.class);
    for (String value : values) {
      for (String pair : SEPARATOR.split(value, -1)) {
        int equals = pair.indexOf('=');
        if (equals < 0 || Cells.isBlank(pair.substring(equals + 1))) {
          throw UploaderException.usage(
              "--map " + value + ": '" + pair + "' is not COLUMN=NAME", null);
        }
        ListColumn column = column(pair.substring(0, equals));
        if (map.put(column, Cells.strip(pair.substring(equals + 1))) != null) {
          throw UploaderException.usage(
              "--map names the column " + column.header() + " twice", null);
        }
      }
    }
    return map;
  }

  private static ListColumn column(String name) {
    String wanted = ListColumn.normalized(name);
    if (ListColumn.HEADERS.contains(wanted)) {
      return ListColumn.valueOf(wanted.toUpperCase(Locale.ROOT));
    }
    throw UploaderException.usage(
        "--map: there is no column '"
            + Cells.strip(name)
            + "'; the columns are "
            + String.join(", ", ListColumn.HEADERS),
        NearestName.of(name, ListColumn.HEADERS).map(n -> "did you mean " + n + "?").orElse(null));
  }

  /**
   * Reads the value of {@code --delimiter}: one character, or {@code tab}, or a backslash and t.
   *
   * @throws UploaderException of kind USAGE
   */
  public static char parseDelimiter(String text) {
    if (text.equalsIgnoreCase("tab") || text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1
        || "\"\r\n\0".contains(text)
        || Character.isLetterOrDigit(text.charAt(0))
        || Character.isSurrogate(text.charAt(0))) {
      throw UploaderException.usage(
          "--delimiter '" + text + "' can't separate cells",
          "use one character, such as , ; | or the word tab");
    }
    return text.charAt(0);
  }
}
