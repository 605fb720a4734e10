package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table or CSV, or one line of a single object.
 *
 * @param name the header
 * @param value the cell; null is an empty one
 */
public record Column(String name, Function<JsonObject, @Nullable String> value) {

  /** The column that shows the field of the same name. */
  public static Column field(String name) {
    return new Column(name, object -> object.text(name));
  }

  /** Columns that show the fields of these names, with spaces between them. */
  public static List<Column> fields(String names) {
    return Stream.of(names.split(" ", -1)).map(Column::field).toList();
  }

  /** The cell's text, never null. */
  String cell(JsonObject object) {
    String text = value.apply(object);
    return text == null ? "" : text;
  }
}
