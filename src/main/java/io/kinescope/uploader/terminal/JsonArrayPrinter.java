package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.PrintWriter;

/** An array of whole objects, one a line, written as they come. */
final class JsonArrayPrinter implements RowPrinter {
  private final PrintWriter out;
  private boolean begun;
  private boolean closed;

  JsonArrayPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void print(JsonObject row) {
    out.print((begun ? ",\n" : "[\n") + Json.write(row));
    begun = true;
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      out.print(begun ? "\n]\n" : "[]\n");
      out.flush();
    }
  }
}
