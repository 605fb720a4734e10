package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import io.kinescope.uploader.upload.UploadResult;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints upload results: one as an object, several one a line (the contract's rule for {@code
 * json}). Safe for many threads.
 */
final class ResultPrinter implements AutoCloseable {
  private static final List<Column> COLUMNS =
      Stream.of(
              "video_id",
              "title",
              "status",
              "method",
              "play_link",
              "embed_link",
              "bytes",
              "seconds")
          .map(Column::field)
          .toList();

  private final Invocation invocation;
  private final @Nullable ProgressView view;
  private final @Nullable RowPrinter rows;

  ResultPrinter(Invocation invocation, @Nullable ProgressView view, boolean several) {
    this.invocation = invocation;
    this.view = view;
    OutputFormat format = invocation.options().output;
    this.rows =
        several
            ? RowPrinter.live(
                format == OutputFormat.JSON ? OutputFormat.JSONL : format,
                invocation.out(),
                COLUMNS)
            : null;
  }

  synchronized void print(UploadResult result) {
    JsonObject json = new JsonObject(result.fields());
    Runnable printing =
        () -> {
          if (rows == null) {
            RowPrinter.printOne(invocation.options().output, invocation.out(), COLUMNS, json);
          } else {
            rows.print(json);
            invocation.out().flush();
          }
        };
    if (view == null) {
      printing.run();
    } else {
      view.aside(printing);
    }
  }

  @Override
  public synchronized void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
