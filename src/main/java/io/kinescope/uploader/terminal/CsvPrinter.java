package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/** RFC 4180 with a header, also when there is no row. */
final class CsvPrinter implements RowPrinter {
  /**
   * A spreadsheet runs a cell that begins so; tab and CR make some of them look at what follows.
   */
  private static final String RUN_BY_SPREADSHEETS = "=+-@\t\r";

  private final PrintWriter out;
  private final List<Column> columns;
  private boolean begun;

  CsvPrinter(PrintWriter out, List<Column> columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void print(JsonObject row) {
    begin();
    write(columns.stream().map(column -> inert(column.cell(row))).toList());
  }

  private void begin() {
    if (!begun) {
      begun = true;
      write(columns.stream().map(Column::name).toList());
    }
  }

  private void write(List<String> cells) {
    try {
      CSVFormat.RFC4180.printRecord(out, cells.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a PrintWriter keeps its errors for checkError()
    }
    out.flush();
  }

  private static String inert(String cell) {
    return !cell.isEmpty() && RUN_BY_SPREADSHEETS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    begin();
    out.flush();
  }
}
