package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Aligned columns. The first rows decide the widths, then rows are written as they come; a later,
 * longer cell pushes its row out of line unless the terminal's width is known.
 */
final class TablePrinter implements RowPrinter {
  static final int ROWS_THAT_DECIDE = 100;
  private static final int NARROWEST = 8;
  private static final String GAP = "  ";

  private final PrintWriter out;
  private final List<Column> columns;
  private final int terminalWidth;
  private final List<List<String>> waiting = new ArrayList<>();
  private final int[] widths;
  private final int rowsThatDecide;
  private boolean streaming;

  TablePrinter(PrintWriter out, List<Column> columns, int terminalWidth) {
    this(out, columns, terminalWidth, ROWS_THAT_DECIDE);
  }

  TablePrinter(PrintWriter out, List<Column> columns, int terminalWidth, int rowsThatDecide) {
    this.out = out;
    this.columns = columns;
    this.terminalWidth = terminalWidth;
    this.rowsThatDecide = rowsThatDecide;
    this.widths = new int[columns.size()];
  }

  @Override
  public void print(JsonObject row) {
    List<String> cells =
        columns.stream().map(column -> TerminalText.clean(column.cell(row))).toList();
    if (streaming) {
      write(cells);
      return;
    }
    waiting.add(cells);
    if (waiting.size() == rowsThatDecide) {
      release();
    }
  }

  private void release() {
    streaming = true;
    List<String> header =
        columns.stream().map(column -> column.name().toUpperCase(Locale.ROOT)).toList();
    waiting.add(0, header);
    for (List<String> cells : waiting) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], TerminalText.width(cells.get(i)));
      }
    }
    if (terminalWidth != NO_WIDTH) {
      fit();
    }
    waiting.forEach(this::write);
    waiting.clear();
  }

  /** Takes from the widest column, again and again; the id in the first one is never cut. */
  private void fit() {
    int excess = GAP.length() * (widths.length - 1) - terminalWidth;
    for (int width : widths) {
      excess += width;
    }
    for (; excess > 0; excess--) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        if (widths[i] > NARROWEST && (widest == 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest == 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private void write(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean cut = terminalWidth != NO_WIDTH && i > 0;
      String cell = cut ? TerminalText.shortened(cells.get(i), widths[i]) : cells.get(i);
      line.append(i == 0 ? "" : GAP).append(TerminalText.padded(cell, widths[i]));
    }
    out.print(line.toString().stripTrailing() + "\n");
    out.flush();
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    if (!streaming) {
      release();
    }
    out.flush();
  }
}
