package io.kinescope.uploader.terminal;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.base.text.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;

/**
 * Writes records one by one, in constant memory. Not for several threads at once.
 *
 * <p>Use it with try-with-resources: closing ends what was begun (the JSON array, a short table)
 * and flushes; it does not close the writer.
 */
public abstract class RowPrinter implements AutoCloseable {
  /** So many rows decide how wide a table's columns are. */
  static final int DECIDING_ROWS = 100;

  final PrintWriter out;

  private RowPrinter(PrintWriter out) {
    this.out = out;
  }

  /** Writes one record. */
  public abstract void print(JsonObject row);

  /**
   * Whether nobody reads any more ({@code kinescope videos list | head}): time to stop. Flushes.
   */
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    out.flush();
  }

  /**
   * A printer for a list.
   *
   * @param columns of tables and CSV; the first one is the id that {@code -o id} writes
   */
  public static RowPrinter of(OutputFormat format, PrintWriter out, List<Column> columns) {
    return switch (format) {
      case TABLE -> new Table(out, columns, DECIDING_ROWS);
      case JSON -> new JsonArray(out);
      case JSONL -> new Lines(out, Json::write);
      case CSV -> new Csv(out, columns);
      case ID -> new Lines(out, row -> SafeText.clean(columns.get(0).cell(row)));
    };
  }

  /**
   * A printer for records that come one by one over minutes: each is shown at once, a table's in
   * columns as wide as the first one needs.
   *
   * @param several false if there is one at most: then it is written by {@link #printOne}
   */
  public static RowPrinter live(
      OutputFormat format, PrintWriter out, List<Column> columns, boolean several) {
    if (!several) {
      return new RowPrinter(out) {
        @Override
        public void print(JsonObject row) {
          printOne(format, out, columns, row);
        }
      };
    }
    return format == OutputFormat.TABLE ? new Table(out, columns, 1) : of(format, out, columns);
  }

  /**
   * Writes the one record that a command is about: {@code json} over several lines, {@code table}
   * as one {@code name: value} a line, the others as a list of one.
   */
  public static void printOne(
      OutputFormat format, PrintWriter out, List<Column> columns, JsonObject object) {
    switch (format) {
      case JSON -> out.print(Json.writePretty(object.fields()) + "\n");
      case TABLE -> {
        int widest = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
        for (Column column : columns) {
          String value = column.cell(object);
          if (!value.isEmpty()) {
            String name = TerminalText.padded(column.name() + ":", widest + 2);
            out.print(name + SafeText.clean(value) + "\n");
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

  /** One line a record, flushed at once: the reader may be acting on it. */
  private static final class Lines extends RowPrinter {
    private final Function<JsonObject, String> line;

    Lines(PrintWriter out, Function<JsonObject, String> line) {
      super(out);
      this.line = line;
    }

    @Override
    public void print(JsonObject row) {
      out.print(line.apply(row) + "\n");
      out.flush();
    }
  }

  /** An array of whole objects, one a line, written as they come. */
  private static final class JsonArray extends RowPrinter {
    private String before = "[\n";
    private boolean closed;

    JsonArray(PrintWriter out) {
      super(out);
    }

    @Override
    public void print(JsonObject row) {
      out.print(before + Json.write(row));
      before = ",\n";
      out.flush();
    }

    @Override
    public void close() {
      if (!closed) {
        out.print(before.startsWith("[") ? "[]\n" : "\n]\n");
        closed = true;
      }
      super.close();
    }
  }

  /** RFC 4180 with a header, also when there is no row. */
  private static final class Csv extends RowPrinter {
    private final List<Column> columns;
    private boolean begun;

    Csv(PrintWriter out, List<Column> columns) {
      super(out);
      this.columns = columns;
    }

    @Override
    public void print(JsonObject row) {
      begin();
      write(columns.stream().map(column -> SafeCells.escape(column.cell(row))).toList());
      out.flush();
    }

    private void begin() {
      if (!begun) {
        begun = true;
        write(columns.stream().map(Column::name).toList());
      }
    }

    @Override
    public void close() {
      begin();
      super.close();
    }

    private void write(List<String> cells) {
      try {
        CSVFormat.RFC4180.printRecord(out, cells.toArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a PrintWriter keeps its errors for checkError()
      }
    }
  }

  /**
   * Aligned columns. The first rows decide the widths, then rows are written as they come; a later,
   * longer cell pushes its row out of line. No cell is ever cut: ids and links are to be copied.
   */
  private static final class Table extends RowPrinter {
    private final List<Column> columns;
    private final int decidingRows;
    private final int[] widths;
    private final List<List<String>> waiting = new ArrayList<>();
    private boolean streaming;

    Table(PrintWriter out, List<Column> columns, int decidingRows) {
      super(out);
      this.columns = columns;
      this.decidingRows = decidingRows;
      this.widths = new int[columns.size()];
      waiting.add(columns.stream().map(column -> column.name().toUpperCase(Locale.ROOT)).toList());
    }

    @Override
    public void print(JsonObject row) {
      List<String> cells =
          columns.stream().map(column -> SafeText.clean(column.cell(row))).toList();
      if (streaming) {
        write(cells);
        return;
      }
      waiting.add(cells);
      if (waiting.size() > decidingRows) {
        release();
      }
    }

    private void release() {
      streaming = true;
      for (List<String> cells : waiting) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], TerminalText.width(cells.get(i)));
        }
      }
      waiting.forEach(this::write);
      waiting.clear();
    }

    private void write(List<String> cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(i == 0 ? "" : "  ").append(TerminalText.padded(cells.get(i), widths[i]));
      }
      out.print(line.toString().stripTrailing() + "\n");
      out.flush();
    }

    @Override
    public void close() {
      if (!streaming) {
        release();
      }
      super.close();
    }
  }
}
