package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/**
 * Writes records one by one, in constant memory. Not for several threads at once.
 *
 * <p>Use it with try-with-resources: closing ends what was begun (the JSON array, a short table)
 * and flushes; it does not close the writer.
 */
public interface RowPrinter extends AutoCloseable {
  /** For {@code width}: cells are written whole, however long. */
  int NO_WIDTH = 0;

  /** Writes one record. */
  void print(JsonObject row);

  /**
   * Whether nobody reads any more ({@code kinescope videos list | head}): time to stop. Flushes.
   */
  boolean broken();

  @Override
  void close();

  /**
   * A printer that never shortens a cell.
   *
   * @param columns of tables and CSV; the first one is the id that {@code -o id} writes
   */
  static RowPrinter of(OutputFormat format, PrintWriter out, List<Column> columns) {
    return of(format, out, columns, NO_WIDTH);
  }

  /**
   * A printer for a terminal of so many columns: tables are made to fit.
   *
   * @param width the terminal's, or {@link #NO_WIDTH}
   */
  static RowPrinter of(OutputFormat format, PrintWriter out, List<Column> columns, int width) {
    return switch (format) {
      case TABLE -> new TablePrinter(out, columns, width);
      case JSON -> new JsonArrayPrinter(out);
      case JSONL -> new LinePrinter(out, Json::write);
      case CSV -> new CsvPrinter(out, columns);
      case ID -> new LinePrinter(out, row -> TerminalText.clean(columns.get(0).cell(row)));
    };
  }

  /**
   * A printer for records that come one by one over minutes: a table, too, shows each at once, in
   * columns as wide as the first one needs.
   */
  static RowPrinter live(OutputFormat format, PrintWriter out, List<Column> columns) {
    return format == OutputFormat.TABLE
        ? new TablePrinter(out, columns, NO_WIDTH, 1)
        : of(format, out, columns);
  }

  /**
   * Writes the one record that a command is about: {@code json} over several lines, {@code table}
   * as one {@code name: value} a line, the others as a list of one.
   */
  static void printOne(
      OutputFormat format, PrintWriter out, List<Column> columns, JsonObject object) {
    switch (format) {
      case JSON -> out.print(Json.writePretty(object.fields()) + "\n");
      case TABLE -> {
        int widest =
            columns.stream().mapToInt(column -> TerminalText.width(column.name())).max().orElse(0);
        for (Column column : columns) {
          String value = column.cell(object);
          if (!value.isEmpty()) {
            String name = TerminalText.padded(column.name() + ":", widest + 2);
            out.print(name + TerminalText.clean(value) + "\n");
          }
        }
      }
      case JSONL, CSV, ID -> {
        try (RowPrinter printer = of(format, out, columns)) {
          printer.print(object);
        }
      }
    }
    out.flush();
  }
}
