package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Prints lists as they come in, and stops asking for more when nobody reads any longer. */
final class Lists {
  private Lists() {}

  /** Columns that show the fields of these names. */
  static List<Column> columns(String... names) {
    return Stream.of(names).map(Column::field).toList();
  }

  /**
   * Prints a list.
   *
   * @param reading hands each item to what it is given, for as long as that says true
   */
  static ExitCode print(
      Invocation invocation, List<Column> columns, Consumer<Predicate<JsonObject>> reading) {
    try (RowPrinter printer =
        RowPrinter.of(invocation.options().output, invocation.out(), columns)) {
      reading.accept(
          item -> {
            printer.print(item);
            return !printer.broken();
          });
    }
    return ExitCode.OK;
  }
}
