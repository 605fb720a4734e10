package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.PrintWriter;
import java.util.function.Function;

/** One line a record, flushed at once: the reader may be acting on it. */
final class LinePrinter implements RowPrinter {
  private final PrintWriter out;
  private final Function<JsonObject, String> line;

  LinePrinter(PrintWriter out, Function<JsonObject, String> line) {
    this.out = out;
    this.line = line;
  }

  @Override
  public void print(JsonObject row) {
    out.print(line.apply(row) + "\n");
    out.flush();
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    out.flush();
  }
}
