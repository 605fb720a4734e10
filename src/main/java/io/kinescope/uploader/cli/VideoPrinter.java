package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.terminal.RowPrinter;
import org.jspecify.annotations.Nullable;

/** Prints videos as the API shows them: one as an object, several as a list. */
final class VideoPrinter implements AutoCloseable {
  private final Invocation invocation;
  private final @Nullable RowPrinter rows;

  VideoPrinter(Invocation invocation, boolean several) {
    this.invocation = invocation;
    this.rows =
        several
            ? RowPrinter.live(invocation.options().output, invocation.out(), VideosCommand.COLUMNS)
            : null;
  }

  void print(Video video) {
    if (rows == null) {
      RowPrinter.printOne(
          invocation.options().output, invocation.out(), VideosCommand.DETAILS, video.json());
    } else {
      rows.print(video.json());
      invocation.out().flush();
    }
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
